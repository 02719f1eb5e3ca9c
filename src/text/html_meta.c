/* SPDX-License-Identifier: MIT */
/* html_meta.c - the best candidate of each field
 *
 * A candidate is (field, rank, value): the lower the rank the more its source is trusted,
 * and among equals the first in the document wins. Dates compete only when they are dates.
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
    size_t from, n = range(g, f, &from);
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

static char small(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }

/* Letters and figures only, so that "The Quay" is in "www.thequay.example". */
static na_str squashed(na_str s, char *out, size_t cap)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < cap; i++) {
        char c = small(s.ptr[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            out[n++] = c;
    }
    return na_str_n(out, n);
}

/* Whether a title's tail is the name of the site, as it calls itself or as its host is. */
static bool is_site(na_str tail, na_str site, na_str url)
{
    char a[64], b[256];
    size_t at = na_str_find(url, NA_STR("://"), 0);
    na_str t = squashed(tail, a, sizeof a), host;

    if (site.len && (na_str_ieq(tail, site) || na_str_eq(t, squashed(site, b, sizeof b))))
        return true;
    if (at == (size_t)-1 || t.len < 3 || t.len == sizeof a) return false;
    host = na_str_sub(url, at + 3, na_str_chr(url, '/', at + 3));
    return na_str_find(squashed(host, b, sizeof b), t, 0) != (size_t)-1;
}

/* "Headline - Site": without the tail when it is the site's name, or when the head is
 * h1. */
static na_str without_tail(na_str title, na_str site, na_str url, na_str h1)
{
    static const char *const seps[] = { " - ", " | ", " – ", " — ", " :: ", " » ",
                                        " · ", " > ", " < ", " : ", "_",    "|",
                                        "｜",  "：",  " [",  "-" };

    for (size_t i = title.len; i-- > 1;) {
        for (size_t k = 0; k < sizeof seps / sizeof *seps; k++) {
            na_str sep = na_str_c(seps[k]), head, tail;
            if (!na_str_starts(na_str_sub(title, i, title.len), sep)) continue;
            head = na_str_trim(na_str_sub(title, 0, i));
            tail = na_str_trim(na_str_sub(title, i + sep.len, title.len));
            if (tail.len && tail.ptr[tail.len - 1] == ']') tail.len--;
            /* Between letters it may be part of a word, unless h1 ends there. */
            bool tight = sep.ptr[0] != ' ' && sep.len == 1;
            if (head.len && ((!tight && is_site(tail, site, url)) || na_str_ieq(head, h1)))
                return head;
        }
    }
    return title;
}

/* -- <h1> and <title> ------------------------------------------------------------------ */

static bool in_title(na_str part, na_str title)
{
    char a[512], b[1024];
    na_str x = squashed(part, a, sizeof a), y = squashed(title, b, sizeof b);
    return x.len > 0 && na_str_find(y, x, 0) != (size_t)-1;
}

/* Words; of a text without blanks, a word for two letters. */
static size_t words_of(na_str s)
{
    size_t words = s.len > 0, wide = 0;
    for (size_t i = 0; i < s.len; i++) {
        words += s.ptr[i] == ' ';
        wide += (unsigned char)s.ptr[i] >= 0xE3;
    }
    return words > wide / 2 ? words : wide / 2;
}

/* Whether a word of a, or two letters of a script without blanks, are in b. */
static bool share_words(na_str a, na_str b)
{
    for (size_t i = 0; i < a.len;) {
        size_t end = na_str_chr(a, ' ', i);
        na_str word = na_str_sub(a, i, end);
        if (word.len >= 4 && in_title(word, b)) return true;
        for (size_t k = 0; k + 6 <= word.len; k += 3) {
            if ((unsigned char)word.ptr[k] < 0xE3) break;
            if (na_str_find(b, na_str_sub(word, k, k + 6), 0) != (size_t)-1) return true;
        }
        if (end == (size_t)-1) break;
        i = end + 1;
    }
    return false;
}

/* A headline that <title> repeats is the page's; a short one that has nothing to do with it
 * is of a box, or of the site. */
static void rank_headlines(struct na_mgather *g, size_t from, size_t n)
{
    na_str shown = { "", 0 };
    bool odd = false;

    for (size_t i = from; i < from + n && !shown.len; i++) {
        if (g->v[i].rank == R_PAGE + 1) shown = g->v[i].value;
    }
    if (!shown.len) return;
    for (size_t i = from; i < from + n; i++) {
        struct na_mcand *c = &g->v[i];
        if (c->rank != R_PAGE && c->rank != R_PAGE + 2) continue;
        if (words_of(c->value) > 1 && in_title(c->value, shown)) {
            c->rank = R_PAGE - 1;
        } else if (!share_words(c->value, shown) &&
                   (odd ||
                    (words_of(c->value) < 4 && words_of(shown) > words_of(c->value)))) {
            c->rank = R_PAGE + 3;
            odd = true; /* and so are those below it */
        }
    }
    qsort(g->v + from, n, sizeof *g->v, by_trust);
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
    rank_headlines(g, from, n);
    for (size_t i = from; i < from + n && h1.len == 0; i++) {
        if (g->v[i].rank == R_PAGE - 1 || g->v[i].rank == R_PAGE) h1 = g->v[i].value;
    }
    prefer_shown(g, from, n);
    for (size_t i = from; i < from + n; i++) {
        na_str t = without_tail(g->v[i].value, out->site.value,
                                out->url.value.len ? out->url.value : g->base, h1);
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

int na_html_meta_read(const na_html *doc, const na_date_opts *opts, na_str base,
                      na_html_meta *out, na_arena *arena, na_err *err)
{
    struct na_mgather g = { .doc = doc, .arena = arena, .base = base };
    int rc = NA_OK;

    *out = (na_html_meta){ 0 };
    if (!(g.v = calloc(MAX_CANDIDATES, sizeof *g.v))) return na_fail_nomem(err);
    na_html_meta_gather(&g);
    qsort(g.v, g.n, sizeof *g.v, by_trust);
    if (!g.nomem) choose(&g, opts, out);
    /* An og:url that is relative is no address. */
    if (out->url.from && !na_str_starts(out->url.value, NA_STR("http"))) {
        out->url = (na_html_val){ { "", 0 }, NULL };
        out->permalink = false;
    }
    if (out->published.date.precision == NA_PREC_NONE)
        date_by_url(out->url.value.len ? out->url.value : base, opts, &out->published,
                    arena);
    if (g.nomem) rc = na_fail_nomem(err);
    free(g.v);
    return rc;
}
