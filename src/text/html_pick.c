/* SPDX-License-Identifier: MIT */
/* html_pick.c - which block of a page is the article
 *
 * The page is a list of paragraphs in document order (html_blocks.h). Each has a mass: its
 * length less its links, nothing for what is short or mostly links. The mass of an element
 * is the sum over its range, so all of them cost one prefix sum. The article is found from
 * the top: begin at <article>, articleBody or <main> if one of them holds enough of all
 * mass, else at the body, and step down while one child holds nearly all. What it leaves
 * behind on the way is kept where it is of the same kind: a box of the same class, a
 * paragraph, a figure.
 *
 * Scoring candidates bottom-up, as most of this family do, was not chosen: it needs a
 * repair step for articles whose paragraphs are spread over several boxes, which this gets
 * for free.
 */
#include "text/html_text_int.h"

#include <stdlib.h>

#define KEEP_SHARE 0.85 /* of the mass: a child with as much is stepped into */
#define START_SHARE 0.5 /* <article> and the like must hold this much */
#define BODY_SHARE 0.2  /* the only articleBody must hold this much */
#define LINK_SHARE 0.5  /* a paragraph with more is navigation */
#define MIN_CHARS 25u
#define KIND_TRIES 64u /* children that a neighbour is compared with */

struct page {
    const na_blocks *b;
    double *mass; /* by node: of all paragraphs that begin before it */
    size_t nodes;
};

static double para_mass(const na_para *p)
{
    double links = p->chars ? (double)p->links / p->chars : 0;

    if (p->cut || p->chars < MIN_CHARS || links > LINK_SHARE) return 0;
    if (p->kind == NA_PARA_HEADING) return 0;
    return (p->kind == NA_PARA_TEXT ? 1.0 : 0.5) * (double)p->chars * (1 - links);
}

static int weigh(struct page *pg, na_err *err)
{
    size_t k = 0;

    pg->nodes = na_html_count(pg->b->doc);
    if (!(pg->mass = calloc(pg->nodes + 1, sizeof *pg->mass))) return na_fail_nomem(err);
    for (size_t i = 0; i < pg->nodes; i++) {
        pg->mass[i + 1] = pg->mass[i];
        for (; k < pg->b->n && pg->b->v[k].node == i; k++)
            pg->mass[i + 1] += para_mass(&pg->b->v[k]);
    }
    return NA_OK;
}

static double mass_of(const struct page *pg, na_html_node n)
{
    return pg->mass[na_html_end(pg->b->doc, n)] - pg->mass[n];
}

static na_html_node body_of(const na_html *doc)
{
    for (na_html_node n = 0; n < na_html_count(doc); n++) {
        if (na_html_is(doc, n, "body")) return n;
    }
    return 0;
}

/* The declared main block with the most mass, or NONE. */
static na_html_node declared(const struct page *pg, double all)
{
    const na_html *doc = pg->b->doc;
    na_html_node best = NA_HTML_NONE, marked = NA_HTML_NONE;
    double most = all * START_SHARE;
    size_t nmarked = 0;

    for (na_html_node n = 0; n < pg->nodes; n++) {
        na_str v;
        bool body = na_html_attr(doc, n, "itemprop", &v) && na_str_eqc(v, "articleBody");
        bool is = body || na_html_is(doc, n, "article") || na_html_is(doc, n, "main") ||
                  (na_html_attr(doc, n, "role", &v) && na_str_eqc(v, "main"));
        if (body) {
            nmarked++;
            marked = n;
        }
        if (is && mass_of(pg, n) >= most) {
            most = mass_of(pg, n);
            best = n;
        }
    }
    return nmarked == 1 && mass_of(pg, marked) >= all * BODY_SHARE ? marked : best;
}

static bool is_one_of(const na_html *doc, na_html_node n, const char *const *list)
{
    na_str tag = na_html_tag(doc, n);
    for (; *list; list++) {
        if (na_str_eqc(tag, *list)) return true;
    }
    return false;
}

static na_str class_of(const na_html *doc, na_html_node n)
{
    na_str v = { "", 0 };
    (void)na_html_attr(doc, n, "class", &v);
    return v;
}

/* The first of them is the same but for numbers: "story-1 wide", "story-2". */
static bool same_class(na_str a, na_str b)
{
    size_t i = 0, k = 0;

    a = na_str_sub(a, 0, na_str_chr(a, ' ', 0));
    b = na_str_sub(b, 0, na_str_chr(b, ' ', 0));

    for (;;) {
        while (i < a.len && a.ptr[i] >= '0' && a.ptr[i] <= '9') i++;
        while (k < b.len && b.ptr[k] >= '0' && b.ptr[k] <= '9') k++;
        if (i == a.len || k == b.len) return i == a.len && k == b.len && a.len > 0;
        if (a.ptr[i++] != b.ptr[k++]) return false;
    }
}

static bool same_kind(const na_html *doc, na_html_node a, na_html_node b)
{
    return na_str_eq(na_html_tag(doc, a), na_html_tag(doc, b)) &&
           same_class(class_of(doc, a), class_of(doc, b));
}

/* Whether what stands beside the block that is stepped into belongs to the article too. */
static bool like(const struct page *pg, na_html_node next, na_html_node n)
{
    static const char *const flow[] = { "p", "blockquote", "pre", "figure", NULL };
    const na_html *doc = pg->b->doc;
    double mass = mass_of(pg, n);
    unsigned tries = 0;

    if (mass <= 0) return false;
    if (is_one_of(doc, n, flow)) return mass >= 40;
    if (same_kind(doc, n, next)) return true;
    for (na_html_node c = na_html_first(doc, next); c != NA_HTML_NONE && tries < KIND_TRIES;
         c = na_html_next(doc, c), tries++) {
        if (mass_of(pg, c) > 0 && same_kind(doc, n, c)) return true;
    }
    return false;
}

static void step_down(const struct page *pg, na_pick *p)
{
    /* Not into a paragraph: its neighbours may be short ones of the same article. */
    static const char *const leaves[] = { "p", "blockquote", "pre", "ul", "ol", NULL };
    const na_html *doc = pg->b->doc;

    for (;;) {
        na_html_node next = NA_HTML_NONE;
        double all = mass_of(pg, p->root);
        for (na_html_node c = na_html_first(doc, p->root); c != NA_HTML_NONE;
             c = na_html_next(doc, c)) {
            if (na_html_is_elem(doc, c) && mass_of(pg, c) >= all * KEEP_SHARE) next = c;
        }
        if (next == NA_HTML_NONE || all <= 0 || is_one_of(doc, next, leaves)) return;
        for (na_html_node c = na_html_first(doc, p->root); c != NA_HTML_NONE;
             c = na_html_next(doc, c)) {
            if (c != next && p->n < NA_PICK_MAX && like(pg, next, c)) p->beside[p->n++] = c;
        }
        p->root = next;
    }
}

bool na_pick_holds(const na_html *doc, const na_pick *p, na_html_node n)
{
    if (n >= p->root && n < na_html_end(doc, p->root)) return true;
    for (size_t i = 0; i < p->n; i++) {
        if (n >= p->beside[i] && n < na_html_end(doc, p->beside[i])) return true;
    }
    return false;
}

int na_html_pick(const na_blocks *b, na_pick *out, na_err *err)
{
    struct page pg = { .b = b };
    double all;
    int rc = weigh(&pg, err);

    if (rc < 0) return rc;
    *out = (na_pick){ .root = body_of(b->doc) };
    all = mass_of(&pg, out->root);
    if (all > 0) {
        na_html_node d = declared(&pg, all);
        if (d != NA_HTML_NONE) out->root = d;
        step_down(&pg, out);
    }
    free(pg.mass);
    return NA_OK;
}
