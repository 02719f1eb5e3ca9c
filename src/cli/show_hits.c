/* SPDX-License-Identifier: MIT */
#include "cli/show_hits.h"
#include "cli/explain.h"
#include "cli/out.h"
#include "cli/searched.h"
#include "cli/wrap.h"
#include "core/similar.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const na_column columns[] = {
    { "id", NULL, false },     { "revision", NULL, true }, { "published", NULL, false },
    { "source", NULL, false }, { "lang", NULL, false },    { "title", NULL, false },
    { "url", NULL, false },    { "score", NULL, true },    { "snippet", NULL, false },
    { "volume", NULL, false },
};
/* A line is for eyes and cut(1): no snippet, no place. */
static const na_column line_columns[] = {
    { "id", NULL, false },
    { "published", NULL, false },
    { "source", NULL, false },
    { "title", NULL, false },
};

#define SNIPPET_BYTES 320
#define AHEAD 32 /* hits whose articles are read together */

/* A hit whose article cannot be read is still one, and the others are worth having. */
static int passed_over(struct show *x, size_t i, int rc, const na_err *e)
{
    const char *volume;
    size_t k = 0;

    if (rc != NA_ECORRUPT) return rc < 0 ? na_fail(x->err, rc, "%s", e->msg) : rc;
    na_fail(&x->unreadable, rc, "%s", e->msg);
    volume = na_hit_volume(x->hits, i);
    while (k < x->nhurt && strcmp(x->hurt[k], volume) != 0) k++;
    if (k == x->nhurt && k < HURT) x->hurt[x->nhurt++] = volume;
    return NA_OK;
}

static void emit_highlights(na_emit *e, const na_snippet *s)
{
    na_emit_key(e, "highlights");
    na_emit_array(e);
    for (size_t i = 0; i < s->nhl; i++) {
        na_emit_array(e);
        na_emit_int(e, (int64_t)s->hl[i][0]);
        na_emit_int(e, (int64_t)s->hl[i][1]);
        na_emit_end(e);
    }
    na_emit_end(e);
}

static int emit_cites(struct show *x, size_t i, na_err *err)
{
    static const char *const in[] = { "title", "deck", "body" };
    const na_hit_cite *v;
    na_emit *e = x->emit;
    size_t n;
    int rc = na_hit_cites(x->hits, i, &v, &n, err);

    if (rc < 0 || n == 0) return rc;
    na_emit_key(e, "cites");
    na_emit_array(e);
    for (size_t k = 0; k < n; k++) {
        na_emit_object(e);
        na_emit_kv(e, "agency", v[k].agency);
        na_emit_kv(e, "field", na_str_c(in[v[k].in]));
        na_emit_kv_int(e, "start", (int64_t)v[k].start);
        na_emit_kv_int(e, "end", (int64_t)v[k].end);
        na_emit_kv(e, "text", v[k].text);
        na_emit_end(e);
    }
    na_emit_end(e);
    return NA_OK;
}

/* Articles that are the same page under other addresses. */
static int emit_same_page(struct show *x, na_str id, na_err *err)
{
    na_arena arena = { 0 };
    na_strv others;
    int rc;

    rc = na_arc_same_page(x->arc, id, &others, &arena, err);
    if (rc == NA_OK && others.n > 0) na_emit_kv_list(x->emit, "same_page", others);
    na_arena_release(&arena);
    return rc;
}

/* The hit without its article: the id is known from the index. */
static void emit_unreadable(struct show *x, size_t i, const char *why)
{
    char id[17] = "";

    na_emit_object(x->emit);
    if (na_hit_id(x->hits, i, id, NULL) == NA_OK) na_emit_kv(x->emit, "id", na_str_c(id));
    if (x->scored) na_emit_kv_dbl(x->emit, "score", x->score);
    na_emit_kv(x->emit, "volume", na_str_c(na_hit_volume(x->hits, i)));
    na_emit_kv(x->emit, "unreadable", na_str_c(why));
    na_emit_end(x->emit);
}

static void print_unreadable(struct show *x, size_t i, const char *why)
{
    char id[17] = "";
    na_buf out;

    na_buf_init(&out, NA_MIB);
    (void)na_hit_id(x->hits, i, id, NULL);
    na_buf_printf(&out, "%s  (cannot be read: %s)\n%s", id, why, x->snippet ? "\n" : "");
    na_emit_raw(x->emit, na_buf_get(&out));
    na_buf_release(&out);
}

static int emit_hit(struct show *x, size_t i, na_err *err)
{
    na_emit *e = x->emit;
    const na_article *a;
    na_snippet s = { 0 };
    int rc;

    if ((rc = na_hit_article(x->hits, i, &a, err)) < 0) return rc;
    if (x->snippet && (rc = na_hit_snippet(x->hits, i, SNIPPET_BYTES, &s, err)) < 0)
        return rc;
    na_emit_object(e);
    na_emit_kv(e, "id", a->id);
    na_emit_kv_int(e, "revision", a->revision);
    na_emit_kv(e, "title", a->title);
    na_emit_kv_opt(e, "url", a->url);
    na_emit_kv_opt(e, "source", a->source);
    na_emit_kv_opt(e, "published", a->published);
    na_emit_kv_opt(e, "published_precision",
                   na_str_c(na_precision_name(a->published_precision)));
    na_emit_kv_opt(e, "lang", a->lang);
    na_emit_kv_list(e, "authors", a->authors);
    if (x->similar && na_hit_distance(x->hits, i) >= 0)
        na_emit_kv_int(e, "distance", na_hit_distance(x->hits, i));
    else if (x->scored)
        na_emit_kv_dbl(e, "score", x->score);
    if (x->snippet) {
        na_emit_kv(e, "snippet", s.text);
        emit_highlights(e, &s);
    }
    if ((rc = emit_cites(x, i, err)) < 0) return rc;
    na_emit_kv(e, "volume", na_str_c(na_hit_volume(x->hits, i)));
    if (x->collapsed) na_emit_kv_int(e, "similar", (int64_t)na_hit_similar(x->hits, i));
    if ((rc = emit_same_page(x, a->id, err)) < 0) return rc;
    na_emit_end(e);
    return na_emit_status(e);
}

#define INDENT 4u

static void put_snippet(struct show *x, na_buf *out, na_style style, const na_snippet *s,
                        na_span *spans)
{
    size_t n = s->nhl;

    for (size_t k = 0; k < n; k++) spans[k] = (na_span){ s->hl[k][0], s->hl[k][1] };
    if (x->columns > 0) {
        wrap_hits(out, style, s->text, spans, n, x->columns, INDENT);
        return;
    }
    na_buf_puts(out, "    ");
    na_style_hits(out, style, s->text, spans, n);
    na_buf_putc(out, '\n');
}

/* id  date  outlet  title, and the sentence below. */
static int print_hit(struct show *x, size_t i, na_style style, na_err *err)
{
    const na_article *a;
    na_snippet s = { 0 };
    na_span *spans = NULL;
    na_str source = NA_STR("—"), heading = NA_STR("(no title)");
    na_buf out, title;
    char date[32];
    int rc;

    na_buf_init(&out, 4 * NA_MIB);
    na_buf_init(&title, NA_MIB);
    if ((rc = na_hit_article(x->hits, i, &a, err)) < 0) goto done;
    out_date(a, date);
    if (a->source.len > 0) source = a->source;
    if (a->title.len > 0) heading = a->title;
    na_style_put(&out, style, NA_LOOK_DIM, a->id);
    na_buf_printf(&out, "  %s  ", date);
    na_style_put(&out, NA_STYLE_PLAIN, NA_LOOK_DIM, source);
    na_buf_puts(&out, "  ");
    if (x->columns > 0) /* wrapped first: the look's own bytes take no columns */
        wrap_put(&title, heading, x->columns, INDENT,
                 a->id.len + strlen(date) + wrap_width(source) + 6);
    na_style_put(&out, style == NA_STYLE_COLOR ? style : NA_STYLE_PLAIN, NA_LOOK_BOLD,
                 title.len > 0 ? na_buf_get(&title) : heading);
    if (title.len == 0) na_buf_putc(&out, '\n');
    if (x->snippet) {
        if ((rc = na_hit_snippet(x->hits, i, SNIPPET_BYTES, &s, err)) < 0) goto done;
        spans = calloc(s.nhl + 1, sizeof *spans);
        if (!spans) {
            rc = na_fail_nomem(err);
            goto done;
        }
        if (s.text.len > 0) put_snippet(x, &out, style, &s, spans);
    }
    if (x->change && x->snippet &&
        (rc = show_change_put(x->change, x->query, a, style, INDENT, &out, err)) < 0)
        goto done;
    if (x->similar && na_hit_distance(x->hits, i) >= 0)
        na_buf_puts(&out, "    nearly the same text\n");
    if (na_hit_similar(x->hits, i) > 0)
        na_buf_printf(&out, "    and %llu similar\n",
                      (unsigned long long)na_hit_similar(x->hits, i));
    if (x->snippet) na_buf_putc(&out, '\n');
    na_emit_raw(x->emit, na_buf_get(&out));
    rc = na_buf_check(&out, "hit", err);
done:
    free(spans);
    na_buf_release(&title);
    na_buf_release(&out);
    return rc;
}

void show_hits_info(const struct show *x)
{
    na_search_info info = *na_hits_info(x->hits);

    info.damaged += x->nhurt;
    if (x->suggestion.len > 0) na_emit_kv(x->emit, "suggestion", x->suggestion);
    na_emit_kv_bool(x->emit, "total_is_exact", info.total_is_exact && !x->unreadable.code);
    searched_emit(x->emit, &info);
}

size_t show_hits_n(const struct show *x)
{
    return x->order ? x->to - x->from : na_hits_n(x->hits);
}

/* The place in the search of the k-th hit to show, of which the score is noted. */
static size_t place(struct show *x, size_t k)
{
    if (x->order) {
        x->score = x->order[x->from + k].score;
        return x->order[x->from + k].at;
    }
    if (k % AHEAD == 0) na_hits_ahead(x->hits, k, AHEAD);
    x->score = na_hit_score(x->hits, k);
    return k;
}

static int emit_all(struct show *x, na_format format)
{
    const na_column *cols = format == NA_FORMAT_LINE ? line_columns : columns;
    size_t n = format == NA_FORMAT_LINE ? sizeof line_columns / sizeof *line_columns
                                        : sizeof columns / sizeof *columns;
    int rc = NA_OK;

    na_emit_object(x->emit);
    na_emit_kv_int(x->emit, "schema", 1);
    na_emit_kv(x->emit, x->similar ? "similar_to" : "query", x->asked);
    na_emit_kv_int(x->emit, "total", (int64_t)na_hits_info(x->hits)->total);
    if (x->explain) {
        na_emit_key(x->emit, "explain");
        explain_emit(x->emit, x->explain, x->query, x->asked);
    }
    na_emit_key(x->emit, "hits");
    na_emit_rows(x->emit, cols, n);
    for (size_t k = 0; rc >= 0 && k < show_hits_n(x); k++) {
        size_t i = place(x, k);
        if (format != NA_FORMAT_IDS) {
            na_err e = { 0 };
            rc = emit_hit(x, i, &e);
            if (rc == NA_ECORRUPT) emit_unreadable(x, i, e.msg);
            rc = passed_over(x, i, rc, &e);
            continue;
        }
        char id[17];
        if ((rc = na_hit_id(x->hits, i, id, x->err)) < 0) break;
        na_emit_object(x->emit);
        na_emit_kv(x->emit, "id", na_str_c(id));
        na_emit_end(x->emit);
    }
    if (rc >= 0) {
        na_emit_end(x->emit);
        show_hits_info(x);
        na_emit_end(x->emit);
    }
    return rc;
}

int show_hits(struct show *x, na_format format)
{
    na_style style = na_style_for(out_is_terminal());
    show_change past = { .arc = x->arc };
    int rc = NA_OK;

    if (format != NA_FORMAT_TEXT) return emit_all(x, format);
    if (x->query && show_change_asked(x->query)) x->change = &past;
    if (style == NA_STYLE_PLAIN) style = NA_STYLE_MARKS;
    for (size_t k = 0; rc >= 0 && k < show_hits_n(x); k++) {
        size_t i = place(x, k);
        na_err e = { 0 };
        rc = print_hit(x, i, style, &e);
        if (rc == NA_ECORRUPT) print_unreadable(x, i, e.msg);
        rc = passed_over(x, i, rc, &e);
    }
    x->change = NULL;
    show_change_release(&past);
    return rc;
}
