/* SPDX-License-Identifier: MIT */
/* html_meta.c - the best candidate of each field
 *
 * A candidate is (field, rank, value): the lower the rank the more its source is trusted,
 * and among equals the first in the document wins. Dates compete only when they are dates.
 * Titles have more to be said of them: html_title.c.
 */
#include "text/html_meta.h"

#include "text/html_meta_int.h"
#include <stdlib.h>

int na_mcand_by_trust(const void *a, const void *b)
{
    const struct na_mcand *x = a, *y = b;
    if (x->field != y->field) return x->field < y->field ? -1 : 1;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

size_t na_mcand_range(const struct na_mgather *g, enum na_mfield f, size_t *from)
{
    size_t i = 0, n = 0;
    while (i < g->n && g->v[i].field < f) i++;
    while (i + n < g->n && g->v[i + n].field == f) n++;
    *from = i;
    return n;
}

static na_html_val best(const struct na_mgather *g, enum na_mfield f)
{
    size_t from;
    if (na_mcand_range(g, f, &from) == 0) return (na_html_val){ { "", 0 }, NULL };
    return (na_html_val){ g->v[from].value, g->v[from].from };
}

static na_html_time best_time(const struct na_mgather *g, enum na_mfield f,
                              const na_date_opts *o)
{
    size_t from, n = na_mcand_range(g, f, &from);
    na_html_time t = { .raw = { "", 0 } };

    for (size_t i = from; i < from + n; i++) {
        /* A bare <time> counts only when all of them agree on the first. */
        if (g->v[i].rank == R_TIME + 1) {
            na_date a = { 0 }, b = { 0 };
            bool same = na_date_parse(g->v[i].value, o, &a);
            for (size_t k = i + 1; same && k < from + n && g->v[k].rank == R_TIME + 1;
                 k++) {
                same =
                    na_date_parse(g->v[k].value, o, &b) && a.secs / 86400 == b.secs / 86400;
            }
            if (!same) {
                while (i + 1 < from + n && g->v[i + 1].rank == R_TIME + 1) i++;
                continue;
            }
        }
        if (na_date_find(g->v[i].value, o, &t.date)) {
            t.raw = g->v[i].value;
            t.from = g->v[i].from;
            break;
        }
    }
    return t;
}

/* Those of the best rank, repetitions left out. */
static na_strv list_of(struct na_mgather *g, enum na_mfield f, const char **from_out)
{
    size_t from, n = na_mcand_range(g, f, &from);
    na_strv l = { 0 };
    unsigned rank;

    *from_out = NULL;
    if (n == 0) return l;
    if (!(l.v = na_arena_array(g->arena, n, sizeof *l.v))) {
        g->nomem = true;
        return l;
    }
    rank = g->v[from].rank;
    *from_out = g->v[from].from;
    for (size_t i = from; i < from + n && l.n < 100; i++) {
        na_str s = g->v[i].value;
        bool known = false;
        if (g->v[i].rank != rank && l.n > 0) break;
        if (g->v[i].rank != rank) {
            rank = g->v[i].rank;
            *from_out = g->v[i].from;
        }
        if (f == F_AUTHOR && s.len > 3 && na_str_ieq(na_str_sub(s, 0, 3), NA_STR("by "))) {
            s = na_str_trim(na_str_sub(s, 3, s.len));
        }
        /* A profile's address is no name. */
        if (f == F_AUTHOR && (na_str_starts(s, NA_STR("http")) || s.ptr[0] == '@'))
            continue;
        /* "Ann Example" and then "Ann Example Follow the author". */
        for (size_t k = 0; k < l.n; k++)
            known = known || na_str_ieq(l.v[k], s) ||
                    (f == F_AUTHOR && na_str_starts(s, l.v[k]));
        if (!known) l.v[l.n++] = s;
    }
    if (l.n == 0) *from_out = NULL;
    return l;
}

static void choose(struct na_mgather *g, const na_date_opts *opts, na_html_meta *out)
{
    na_date_opts o = opts ? *opts : (na_date_opts){ 0 };
    na_str lang;

    out->deck = best(g, F_DECK);
    out->site = best(g, F_SITE);
    out->url = best(g, F_URL);
    out->permalink = out->url.from != NULL;
    out->lang = best(g, F_LANG);
    out->section = best(g, F_SECTION);
    out->type = best(g, F_TYPE).value;
    out->authors = list_of(g, F_AUTHOR, &out->authors_from);
    out->tags = list_of(g, F_TAG, &out->tags_from);
    if (!o.lang.len) o.lang = out->lang.value; /* 06.04.2025 */
    out->published = best_time(g, F_PUBLISHED, &o);
    out->modified = best_time(g, F_MODIFIED, &o);
    na_mgather_titles(g, out);
    out->said = g->said;
    /* en_US -> en-US */
    lang = na_arena_str(g->arena, out->lang.value);
    if (!lang.ptr) {
        g->nomem = true;
        return;
    }
    for (size_t i = 0; i < lang.len; i++) {
        if (lang.ptr[i] == '_') ((char *)(uintptr_t)lang.ptr)[i] = '-';
    }
    out->lang.value = lang;
}

/* Nothing on the page is a date, but its address holds one. */
static void date_by_url(na_str url, const na_date_opts *opts, na_html_time *t,
                        na_arena *arena)
{
    na_date_opts o = opts ? *opts : (na_date_opts){ 0 };
    char day[16];
    na_str s = na_html_url_date(url, day);

    o.allow_month = true;
    if (s.len && na_date_parse(s, &o, &t->date)) {
        t->raw = na_arena_str(arena, s);
        t->from = "url";
    }
}

/* Nothing on the page is marked as its date: a day in its address, a line by the headline,
 * a month in the address. */
static void date_by_page(struct na_mgather *g, const na_date_opts *opts, na_str base,
                         na_html_meta *out)
{
    na_date_opts o = opts ? *opts : (na_date_opts){ 0 };
    na_html_time t = { .from = "dateline" };

    if (!o.lang.len) o.lang = out->lang.value;
    date_by_url(out->url.value.len ? out->url.value : base, opts, &out->published,
                g->arena);
    if (out->published.date.precision < NA_PREC_DAY &&
        na_mgather_dateline(g, out->title.value, &o, &t.date, &t.raw))
        out->published = t;
}

int na_html_meta_read(const na_html *doc, const na_date_opts *opts, na_str base,
                      na_html_meta *out, na_arena *arena, na_err *err)
{
    struct na_mgather g = { .doc = doc, .arena = arena, .base = base };
    int rc = NA_OK;

    *out = (na_html_meta){ 0 };
    if (!(g.v = calloc(MAX_CANDIDATES, sizeof *g.v))) return na_fail_nomem(err);
    na_html_meta_gather(&g);
    qsort(g.v, g.n, sizeof *g.v, na_mcand_by_trust);
    if (!g.nomem) choose(&g, opts, out);
    /* An og:url that is relative is no address. */
    if (out->url.from && !na_str_starts(out->url.value, NA_STR("http"))) {
        out->url = (na_html_val){ { "", 0 }, NULL };
        out->permalink = false;
    }
    if (!g.nomem && out->published.date.precision == NA_PREC_NONE)
        date_by_page(&g, opts, base, out);
    if (g.nomem) rc = na_fail_nomem(err);
    free(g.v);
    return rc;
}
