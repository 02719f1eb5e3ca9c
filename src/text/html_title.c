/* SPDX-License-Identifier: MIT */
/* html_title.c - which of the names of a page is its headline
 *
 * What a page says of itself to machines goes first, for that was written to stand alone;
 * then the headline that readers see, then <title>. Against that order speaks
 *
 *  - a headline that <title> repeats, where the metadata have a word or two that have
 *    nothing to do with it ("Press releases"): they are of the section;
 *  - a name cut short ("Fog closes the ..."), where another goes on as it begins;
 *  - a headline that is the name of the site: a link to the front page, or what <title> has
 *    beside the headline that stands further down as h2.
 *
 * From all of them the name of the site is taken off, at either end: it is known by
 * og:site_name, by the host, by the link to the front page. So are the words that blogs'
 * templates put between. A word between two bars that nothing tells to be the site's stays.
 */
#include "text/html_meta_int.h"

#include <stdlib.h>

#define LABEL_MIN 5u      /* letters of a host's name that are looked for in a tail */
#define CUT_SHORT_MIN 90u /* bytes of a name that some limit may have cut */
#define TAKEN_OFF 3u
#define SHOWN_MAX 400u /* bytes of a <title> that is looked at part by part */

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

static bool same(na_str a, na_str b)
{
    char x[1024], y[1024];
    na_str s = squashed(a, x, sizeof x);
    return s.len > 0 && na_str_eq(s, squashed(b, y, sizeof y));
}

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

/* -- the name of the site -------------------------------------------------------------- */

/* What is known of the site. */
struct site {
    na_str name, home;  /* as it calls itself; as its link to the front page does */
    na_str host, label; /* squashed: all of it, and the longest part but the last */
    char buf[256];
};

static void site_of(struct site *s, const struct na_mgather *g, const na_html_meta *m)
{
    na_str url = m->url.value.len ? m->url.value : g->base, host, part;
    size_t at = na_str_find(url, NA_STR("://"), 0), end;

    *s = (struct site){ .name = m->site.value, .home = g->home };
    if (at == (size_t)-1) return;
    host = na_str_sub(url, at + 3, na_str_chr(url, '/', at + 3));
    for (size_t i = 0; (end = na_str_chr(host, '.', i)) != (size_t)-1; i = end + 1) {
        part = na_str_sub(host, i, end);
        if (part.len > s->label.len) s->label = part;
    }
    s->host = squashed(host, s->buf, sizeof s->buf / 2);
    s->label = squashed(s->label, s->buf + sizeof s->buf / 2, sizeof s->buf / 2);
}

/* It is called so. */
static bool is_named(const struct site *s, na_str part)
{
    return (s->name.len && (na_str_ieq(part, s->name) || same(part, s->name))) ||
           (s->home.len && same(part, s->home));
}

/* It is called so, or its host is. */
static bool is_site(const struct site *s, na_str part)
{
    char buf[64];
    na_str p = squashed(part, buf, sizeof buf);

    if (is_named(s, part)) return true;
    if (p.len < 3 || p.len == sizeof buf) return false;
    return na_str_find(s->host, p, 0) != (size_t)-1;
}

/* "Quay ♥ Magazine" of quay.example: some words, and the host's name is among them. */
static bool tells_site(const struct site *s, na_str tail)
{
    char buf[64];
    na_str p = squashed(tail, buf, sizeof buf);

    return p.len < sizeof buf && s->label.len >= LABEL_MIN && words_of(tail) <= 3 &&
           na_str_find(p, s->label, 0) != (size_t)-1;
}

/* "Blog archive": between the site's name and the headline, by the template of many. */
static bool is_template(na_str part)
{
    static const char *const parts[] = { "blog archive", "blog archiv", "archive",
                                         "archives",     "blog",        "news" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (na_str_ieq(part, na_str_c(parts[i]))) return true;
    }
    return false;
}

/* Those with a blank at both sides part anything, the others only where h1 ends. */
static const char *const seps[] = { " - ", " | ", " – ", " — ", " :: ", " » ", " · ",
                                    " > ", " < ", " : ", " › ", " • ",  " ‹ ", " « ",
                                    "_",   "|",   "｜",  "：",  " [",   "-" };

/* "Headline - Site": without the tail when it is the site's name, or when the head is
 * h1. */
static na_str without_tail(na_str title, const struct site *site, na_str h1)
{
    for (size_t i = title.len; i-- > 1;) {
        for (size_t k = 0; k < sizeof seps / sizeof *seps; k++) {
            na_str sep = na_str_c(seps[k]), head, tail;
            if (!na_str_starts(na_str_sub(title, i, title.len), sep)) continue;
            head = na_str_trim(na_str_sub(title, 0, i));
            tail = na_str_trim(na_str_sub(title, i + sep.len, title.len));
            if (tail.len && tail.ptr[tail.len - 1] == ']') tail.len--;
            /* Between letters it may be part of a word, unless h1 ends there. */
            bool tight = sep.ptr[0] != ' ' && sep.len == 1;
            if (!head.len) continue;
            if (na_str_ieq(head, h1)) return head;
            if (!tight && (is_site(site, tail) || tells_site(site, tail))) return head;
        }
    }
    return title;
}

/* "Site » Headline": without the head. */
static na_str without_head(na_str title, const struct site *site, bool found)
{
    for (size_t i = 1; i < title.len; i++) {
        for (size_t k = 0; k < sizeof seps / sizeof *seps; k++) {
            na_str sep = na_str_c(seps[k]), head, rest;
            bool colon;
            if (sep.ptr[0] != ' ' || sep.len < 3) continue;
            colon = title.ptr[i] == ':' && i + 1 < title.len && title.ptr[i + 1] == ' ';
            if (!colon && !na_str_starts(na_str_sub(title, i, title.len), sep)) continue;
            head = na_str_trim(na_str_sub(title, 0, i));
            rest = na_str_trim(na_str_sub(title, i + (colon ? 2 : sep.len), title.len));
            if (words_of(rest) < 2 ||
                !(is_named(site, head) || (found && is_template(head))))
                return title;
            return rest;
        }
    }
    return title;
}

static na_str without_site(na_str title, const struct site *site, na_str h1)
{
    bool headed = false;

    for (unsigned i = 0; i < TAKEN_OFF; i++) {
        na_str t = without_tail(title, site, h1);
        na_str u = without_head(t, site, headed);
        if (u.len == title.len) break;
        headed = headed || u.len < t.len;
        title = u;
    }
    return title;
}

/* -- <h1> and <title> ------------------------------------------------------------------ */

static na_str first_of(const struct na_mgather *g, size_t from, size_t n, unsigned rank)
{
    for (size_t i = from; i < from + n; i++) {
        if (g->v[i].rank == rank) return g->v[i].value;
    }
    return (na_str){ "", 0 };
}

/* A headline that <title> repeats is the page's; a short one that has nothing to do with it
 * is of a box, or of the site. */
static void rank_headlines(struct na_mgather *g, size_t from, size_t n)
{
    na_str shown = first_of(g, from, n, R_PAGE + 1);
    bool odd = false;

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
    qsort(g->v + from, n, sizeof *g->v, na_mcand_by_trust);
}

static void to_front(struct na_mgather *g, size_t from, size_t at)
{
    struct na_mcand c = g->v[at];
    memmove(&g->v[from + 1], &g->v[from], (at - from) * sizeof c);
    g->v[from] = c;
}

/* JSON-LD with two names for the page: the one that <title> shows goes first. */
static void prefer_shown(struct na_mgather *g, size_t from, size_t n)
{
    na_str shown = first_of(g, from, n, R_PAGE + 1);

    if (g->v[from].rank >= R_META || na_str_find(shown, g->v[from].value, 0) != (size_t)-1)
        return;
    for (size_t i = from + 1; i < from + n && g->v[i].rank < R_META; i++) {
        if (na_str_find(shown, g->v[i].value, 0) != (size_t)-1) {
            to_front(g, from, i);
            return;
        }
    }
}

/* A word or two that have nothing to do with the headline that <title> repeats. */
static void prefer_headline(struct na_mgather *g, size_t from, size_t n)
{
    const struct na_mcand *best = &g->v[from];

    if (best->rank >= R_PAGE - 1 || words_of(best->value) > 2) return;
    for (size_t i = from + 1; i < from + n; i++) {
        const struct na_mcand *c = &g->v[i];
        if (c->rank != R_PAGE - 1) continue;
        if (words_of(c->value) >= 4 && !share_words(best->value, c->value))
            to_front(g, from, i);
        return;
    }
}

/* The part of <title>, before or behind a bar, that stands on the page as h2 or h3. */
static na_str shown_part(const struct na_mgather *g, na_str shown, const struct site *site)
{
    na_str best = { "", 0 };

    if (shown.len > SHOWN_MAX) return best;
    for (size_t i = 1; i < shown.len; i++) {
        for (size_t k = 0; k < sizeof seps / sizeof *seps; k++) {
            na_str sep = na_str_c(seps[k]), part[2];
            if (sep.ptr[0] != ' ') continue;
            if (!na_str_starts(na_str_sub(shown, i, shown.len), sep)) continue;
            part[0] = na_str_trim(na_str_sub(shown, 0, i));
            part[1] = na_str_trim(na_str_sub(shown, i + sep.len, shown.len));
            for (int p = 0; p < 2; p++) {
                if (part[p].len <= best.len || words_of(part[p]) < 2) continue;
                if (is_site(site, part[p])) continue;
                for (unsigned h = 0; h < g->nsubheads; h++) {
                    if (same(part[p], g->subheads[h])) best = part[p];
                }
            }
        }
    }
    return best;
}

/* -- names cut short ------------------------------------------------------------------- */

static bool begins_sep(na_str s)
{
    return s.len == 0 || strchr(",.:;|-!?)", s.ptr[0]) || (unsigned char)s.ptr[0] >= 0xE2 ||
           (s.ptr[0] == ' ' && s.len > 1 &&
            (strchr("-|(:>/", s.ptr[1]) || (unsigned char)s.ptr[1] >= 0xE2));
}

/* The same name whole, where another of the page's goes on. */
static na_str whole(const struct na_mgather *g, size_t from, size_t n, na_str title,
                    const struct site *site, na_str h1)
{
    na_str head = title;
    bool dots = true;

    if (na_str_ends(head, NA_STR("…"))) {
        head.len -= 3;
    } else if (na_str_ends(head, NA_STR("..."))) {
        head.len -= 3;
    } else {
        dots = false;
    }
    head = na_str_trim(head);
    if (head.len < (dots ? CUT_SHORT_MIN / 5 : CUT_SHORT_MIN)) return title;
    for (size_t i = from; i < from + n; i++) {
        na_str c = g->v[i].value;
        if (!na_str_starts(c, head) || c.len <= head.len + 3) continue;
        if (!dots &&
            (g->v[i].rank == R_PAGE + 1 || begins_sep(na_str_sub(c, head.len, c.len))))
            continue;
        c = without_site(c, site, h1);
        if (!na_str_ends(c, NA_STR("…")) && !na_str_ends(c, NA_STR("..."))) return c;
    }
    return title;
}

/* -------------------------------------------------------------------------------------- */

void na_mgather_titles(struct na_mgather *g, na_html_meta *out)
{
    size_t from, n = na_mcand_range(g, F_TITLE, &from);
    na_str h1, part = { "", 0 };
    struct site site;

    if (n == 0) return;
    if (!(out->titles = na_arena_array(g->arena, n + 1, sizeof *out->titles))) {
        g->nomem = true;
        return;
    }
    site_of(&site, g, out);
    rank_headlines(g, from, n);
    h1 = first_of(g, from, n, R_PAGE - 1);
    if (!h1.len) h1 = first_of(g, from, n, R_PAGE);
    if (g->v[from].rank >= R_PAGE - 1) {
        part = shown_part(g, first_of(g, from, n, R_PAGE + 1), &site);
        if (part.len > h1.len || is_site(&site, h1)) h1 = part;
        if (h1.ptr == part.ptr && part.len)
            out->titles[out->ntitles++] = (na_html_val){ part, "title" };
    }
    prefer_shown(g, from, n);
    prefer_headline(g, from, n);
    for (size_t i = from; i < from + n; i++) {
        na_str t = without_site(g->v[i].value, &site, h1);
        bool known = false;
        t = whole(g, from, n, t, &site, h1);
        for (size_t k = 0; k < out->ntitles; k++) {
            known = known || na_str_eq(out->titles[k].value, t);
        }
        /* The site's name is nobody's headline. */
        if (known || (is_named(&site, t) && n > 1)) continue;
        out->titles[out->ntitles++] = (na_html_val){ t, g->v[i].from };
    }
    if (out->ntitles > 0) out->title = out->titles[0];
}
