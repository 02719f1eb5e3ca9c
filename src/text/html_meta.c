/* SPDX-License-Identifier: MIT */
/* html_meta.c - the best candidate of each field
 *
 * A candidate is (field, rank, value): the lower the rank the more its source is trusted, and
 * among equals the first in the document wins. Dates compete only when they are dates.
 */
#include "text/html_meta.h"

#include "text/html_meta_int.h"
#include <stdlib.h>

static int by_trust(const void *a, const void *b)
{
    const struct na_mcand *x = a, *y = b;
    if (x->field != y->field) return x->field < y->field ? -1 : 1;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* The candidates of one field, sorted. */
static size_t range(const struct na_mgather *g, enum na_mfield f, size_t *from)
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
    if (range(g, f, &from) == 0) return (na_html_val){ { "", 0 }, NULL };
    return (na_html_val){ g->v[from].value, g->v[from].from };
}

static na_html_time best_time(const struct na_mgather *g, enum na_mfield f,
                              const na_date_opts *o)
{
    size_t from, n = range(g, f, &from);
    na_html_time t = { .raw = { "", 0 } };

    for (size_t i = from; i < from + n; i++) {
        /* A bare <time> counts only when all of them agree on the first. */
        if (g->v[i].rank == R_TIME + 1) {
            na_date a = { 0 }, b = { 0 };
            bool same = na_date_parse(g->v[i].value, o, &a);
            for (size_t k = i + 1; same && k < from + n; k++) {
                same =
                    na_date_parse(g->v[k].value, o, &b) && a.secs / 86400 == b.secs / 86400;
            }
            if (!same) break;
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
    size_t from, n = range(g, f, &from);
    na_strv l = { 0 };

    *from_out = NULL;
    if (n == 0) return l;
    if (!(l.v = na_arena_array(g->arena, n, sizeof *l.v))) {
        g->nomem = true;
        return l;
    }
    *from_out = g->v[from].from;
    for (size_t i = from; i < from + n && l.n < 100; i++) {
        na_str s = g->v[i].value;
        bool known = false;
        if (g->v[i].rank != g->v[from].rank) break;
        if (f == F_AUTHOR && s.len > 3 && na_str_ieq(na_str_sub(s, 0, 3), NA_STR("by "))) {
            s = na_str_sub(s, 3, s.len);
        }
        for (size_t k = 0; k < l.n; k++) known = known || na_str_ieq(l.v[k], s);
        if (!known) l.v[l.n++] = s;
    }
    return l;
}

/* "Headline - Site": without the tail when it is the site's name, or when the head is h1. */
static na_str without_tail(na_str title, na_str site, na_str h1)
{
    static const char *const seps[] = { " - ", " | ", " – ", " — ", " :: ", " » ", " · " };

    for (size_t i = title.len; i-- > 1;) {
        for (size_t k = 0; k < sizeof seps / sizeof *seps; k++) {
            na_str sep = na_str_c(seps[k]), head, tail;
            if (!na_str_starts(na_str_sub(title, i, title.len), sep)) continue;
            head = na_str_trim(na_str_sub(title, 0, i));
            tail = na_str_trim(na_str_sub(title, i + sep.len, title.len));
            if (head.len &&
                ((site.len && na_str_ieq(tail, site)) || na_str_ieq(head, h1))) {
                return head;
            }
        }
    }
    return title;
}

/* JSON-LD with two names for the page: the one that <title> shows goes first. */
static void prefer_shown(struct na_mgather *g, size_t from, size_t n)
{
    na_str shown = { "", 0 };

    for (size_t i = from; i < from + n; i++) {
        if (g->v[i].rank == R_PAGE + 1) shown = g->v[i].value;
    }
    if (g->v[from].rank >= R_META || na_str_find(shown, g->v[from].value, 0) != (size_t)-1)
        return;
    for (size_t i = from + 1; i < from + n && g->v[i].rank < R_META; i++) {
        if (na_str_find(shown, g->v[i].value, 0) != (size_t)-1) {
            struct na_mcand c = g->v[from];
            g->v[from] = g->v[i];
            g->v[i] = c;
            return;
        }
    }
}

static void choose_titles(struct na_mgather *g, na_html_meta *out)
{
    size_t from, n = range(g, F_TITLE, &from);
    na_str h1 = { "", 0 };

    if (n == 0) return;
    if (!(out->titles = na_arena_array(g->arena, n, sizeof *out->titles))) {
        g->nomem = true;
        return;
    }
    for (size_t i = from; i < from + n && h1.len == 0; i++) {
        if (g->v[i].rank == R_PAGE) h1 = g->v[i].value;
    }
    prefer_shown(g, from, n);
    for (size_t i = from; i < from + n; i++) {
        na_str t = without_tail(g->v[i].value, out->site.value, h1);
        bool known = false;
        for (size_t k = 0; k < out->ntitles; k++) {
            known = known || na_str_eq(out->titles[k].value, t);
        }
        /* The site's name is nobody's headline. */
        if (known || (out->site.value.len && na_str_ieq(t, out->site.value) && n > 1))
            continue;
        out->titles[out->ntitles++] = (na_html_val){ t, g->v[i].from };
    }
    if (out->ntitles > 0) out->title = out->titles[0];
}

static void choose(struct na_mgather *g, const na_date_opts *opts, na_html_meta *out)
{
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
    out->published = best_time(g, F_PUBLISHED, opts);
    out->modified = best_time(g, F_MODIFIED, opts);
    choose_titles(g, out);
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

int na_html_meta_read(const na_html *doc, const na_date_opts *opts, na_str base,
                      na_html_meta *out, na_arena *arena, na_err *err)
{
    struct na_mgather g = { .doc = doc, .arena = arena };
    int rc = NA_OK;

    *out = (na_html_meta){ 0 };
    if (!(g.v = calloc(MAX_CANDIDATES, sizeof *g.v))) return na_fail_nomem(err);
    na_html_meta_gather(&g, base);
    qsort(g.v, g.n, sizeof *g.v, by_trust);
    if (!g.nomem) choose(&g, opts, out);
    /* An og:url that is relative is no address. */
    if (out->url.from && !na_str_starts(out->url.value, NA_STR("http"))) {
        out->url = (na_html_val){ { "", 0 }, NULL };
        out->permalink = false;
    }
    if (g.nomem) rc = na_fail_nomem(err);
    free(g.v);
    return rc;
}
