/* SPDX-License-Identifier: MIT */
/* html_text.c - which paragraphs are the article
 *
 * The page is a list of paragraphs in document order (html_blocks.h). Each has a mass: its
 * length less its links, nothing for what is short or mostly links. The mass of an element is
 * the sum over its range, so all of them cost one prefix sum. The article is found from the
 * top: begin at <article>, articleBody or <main> if one of them holds enough of all mass, else
 * at the body, and step down while one child holds nearly all. What is left inside is then
 * swept: lists and boxes that are mostly links, headings above nothing, the headline repeated,
 * notices.
 *
 * Scoring candidates bottom-up, as most of this family do, was not chosen: it needs a repair
 * step for articles whose paragraphs are spread over several boxes, which this gets for free.
 */
#include "text/html_text.h"

#include "text/boilerplate.h"
#include "text/html_blocks.h"
#include "text/unicode.h"
#include <stdlib.h>

#define KEEP_SHARE 0.85 /* of the mass: a child with as much is stepped into */
#define START_SHARE 0.5 /* <article> and the like must hold this much */
#define BODY_SHARE 0.2  /* the only articleBody must hold this much */
#define FEW_CHARS 250u  /* an article with less may have been cleaned away */
#define LINK_SHARE 0.5  /* a paragraph or box with more is navigation */
#define MIN_CHARS 25u

struct page {
    na_blocks b;
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

    pg->nodes = na_html_count(pg->b.doc);
    free(pg->mass);
    if (!(pg->mass = calloc(pg->nodes + 1, sizeof *pg->mass))) return na_fail_nomem(err);
    for (size_t i = 0; i < pg->nodes; i++) {
        pg->mass[i + 1] = pg->mass[i];
        for (; k < pg->b.n && pg->b.v[k].node == i; k++)
            pg->mass[i + 1] += para_mass(&pg->b.v[k]);
    }
    return NA_OK;
}

static double mass_of(const struct page *pg, na_html_node n)
{
    return pg->mass[na_html_end(pg->b.doc, n)] - pg->mass[n];
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
    const na_html *doc = pg->b.doc;
    na_html_node best = NA_HTML_NONE;
    na_html_node marked = NA_HTML_NONE;
    size_t nmarked = 0;
    double most = all * START_SHARE;

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

static na_html_node step_down(const struct page *pg, na_html_node n)
{
    for (;;) {
        na_html_node next = NA_HTML_NONE;
        double all = mass_of(pg, n);
        for (na_html_node c = na_html_first(pg->b.doc, n); c != NA_HTML_NONE;
             c = na_html_next(pg->b.doc, c)) {
            if (na_html_is_elem(pg->b.doc, c) && mass_of(pg, c) >= all * KEEP_SHARE)
                next = c;
        }
        /* Not into a paragraph: its neighbours may be short ones of the same article. */
        if (next == NA_HTML_NONE || all <= 0 || na_html_is(pg->b.doc, next, "p") ||
            na_html_is(pg->b.doc, next, "blockquote") ||
            na_html_is(pg->b.doc, next, "pre") || na_html_is(pg->b.doc, next, "ul") ||
            na_html_is(pg->b.doc, next, "ol")) {
            return n;
        }
        n = next;
    }
}

/* Chars, link chars and commas of the paragraphs from..to. */
struct sum {
    uint64_t chars, links, commas, paras;
};

static size_t first_para(const na_blocks *b, na_html_node n)
{
    size_t lo = 0, hi = b->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (b->v[mid].node < n) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

static struct sum sum_of(const na_blocks *b, size_t from, na_html_node end)
{
    struct sum s = { 0 };
    for (size_t i = from; i < b->n && b->v[i].node < end; i++) {
        if (b->v[i].cut) continue;
        s.chars += b->v[i].chars;
        s.links += b->v[i].links;
        s.commas += b->v[i].commas;
        s.paras += b->v[i].kind == NA_PARA_TEXT && b->v[i].chars > 80;
    }
    return s;
}

/* Lists, tables and boxes inside the article that are mostly links. */
static void sweep_boxes(na_blocks *b, na_html_node root)
{
    static const char *const boxes[] = { "ul", "ol", "div", "section", "table", "dl" };
    na_html_node end = na_html_end(b->doc, root);
    uint64_t work = 0;

    for (na_html_node n = root + 1; n < end; n++) {
        bool box = false;
        size_t from;
        struct sum s;

        if (!na_html_is_elem(b->doc, n)) continue;
        for (size_t k = 0; k < sizeof boxes / sizeof *boxes; k++) {
            box = box || na_html_is(b->doc, n, boxes[k]);
        }
        if (!box || work > 50000000) continue;
        from = first_para(b, n);
        s = sum_of(b, from, na_html_end(b->doc, n));
        work += s.chars / 8 + 8;
        if (s.chars == 0 || s.links * 2 < s.chars || s.paras > 1 || s.chars > 3000)
            continue;
        for (size_t i = from; i < b->n && b->v[i].node < na_html_end(b->doc, n); i++) {
            b->v[i].cut = true;
        }
    }
}

/* A paragraph that is one link, between others: "Read also: ...". */
static void sweep_links(na_blocks *b)
{
    for (size_t i = 0; i < b->n; i++) {
        na_para *p = &b->v[i];
        if (p->kind != NA_PARA_HEADING && p->chars > 0 && p->links * 10 >= p->chars * 9 &&
            p->chars < 200) {
            p->cut = true;
        }
    }
}

/* A heading whose section was cut, or that ends the article. */
static void sweep_headings(na_blocks *b)
{
    bool text_below = false;

    for (size_t i = b->n; i > 0; i--) {
        na_para *p = &b->v[i - 1];
        if (p->cut) continue;
        if (p->kind != NA_PARA_HEADING) {
            text_below = true;
        } else if (!text_below) {
            p->cut = true;
        }
    }
}

static bool same_text(na_str a, na_str b)
{
    na_buf x[2], y[2];
    bool same;

    for (int i = 0; i < 2; i++) {
        na_buf_init(&x[i], 65536);
        na_buf_init(&y[i], 65536);
    }
    same = na_text_fold(a, &x[0], NULL) == 0 &&
           na_text_squeeze(na_buf_get(&x[0]), &x[1], NULL) == 0 &&
           na_text_fold(b, &y[0], NULL) == 0 &&
           na_text_squeeze(na_buf_get(&y[0]), &y[1], NULL) == 0 && x[1].len > 0 &&
           na_str_eq(na_buf_get(&x[1]), na_buf_get(&y[1]));
    for (int i = 0; i < 2; i++) {
        na_buf_release(&x[i]);
        na_buf_release(&y[i]);
    }
    return same;
}

static void put(na_buf *out, const na_blocks *b, const na_para *p)
{
    if (out->len > 0) na_buf_puts(out, "\n\n");
    if (p->kind == NA_PARA_ITEM) na_buf_puts(out, "- ");
    na_buf_str(out, na_blocks_text(b, p));
}

/* Paragraphs left, in order: the headline at the top goes, notices go to removed. */
static void write_out(na_blocks *b, na_str title, na_buf *body, na_buf *removed)
{
    size_t first = 0, last = b->n, shown = 0;

    while (last > 0 &&
           (b->v[last - 1].cut || na_boilerplate_is(na_blocks_text(b, &b->v[last - 1])))) {
        last--;
    }
    for (size_t i = first; i < b->n; i++) {
        na_para *p = &b->v[i];
        if (p->cut) continue;
        if (title.len > 0 && shown < 3 && p->chars < 400 &&
            same_text(na_blocks_text(b, p), title)) {
            continue;
        }
        if (i >= last && last > 0) {
            if (removed) put(removed, b, p);
            continue;
        }
        shown++;
        put(body, b, p);
    }
}

static int find_main(struct page *pg, na_err *err)
{
    na_html_node root, end;
    double all;
    int rc = weigh(pg, err);

    if (rc < 0) return rc;
    root = body_of(pg->b.doc);
    all = mass_of(pg, root);
    if (all > 0) {
        na_html_node d = declared(pg, all);
        root = step_down(pg, d == NA_HTML_NONE ? root : d);
    }
    end = na_html_end(pg->b.doc, root);
    for (size_t i = 0; i < pg->b.n; i++) {
        na_para *p = &pg->b.v[i];
        if (p->node < root || p->node >= end) p->cut = true;
    }
    sweep_boxes(&pg->b, root);
    sweep_links(&pg->b);
    sweep_headings(&pg->b);
    return NA_OK;
}

static uint64_t kept(const na_blocks *b)
{
    uint64_t n = 0;
    for (size_t i = 0; i < b->n; i++) n += b->v[i].cut ? 0 : b->v[i].chars;
    return n;
}

int na_html_main(const na_html *doc, const na_html_text_opts *opts, na_buf *body,
                 na_buf *removed, na_err *err)
{
    na_html_text_opts o = opts ? *opts : (na_html_text_opts){ 0 };
    na_html_sel *drop = NULL, *content = NULL;
    struct page pg = { 0 };
    uint64_t few = 0;
    na_html_node root = NA_HTML_NONE;
    int rc;

    if (o.drop.len && (rc = na_html_sel_new(o.drop, &drop, err)) < 0) goto done;
    if (o.content.len && (rc = na_html_sel_new(o.content, &content, err)) < 0) goto done;
    if (content) root = na_html_find(doc, 0, content, NA_HTML_NONE);
    /* What class names hide is cut first; where next to nothing is left, it was the article. */
    for (int clean = NA_CLEAN_ALL; clean >= NA_CLEAN_TAGS; clean--) {
        na_blocks_release(&pg.b);
        rc = na_blocks_collect(&pg.b, doc, root == NA_HTML_NONE ? 0 : root, (na_clean)clean,
                               drop, err);
        if (rc < 0 || root != NA_HTML_NONE) break;
        if ((rc = find_main(&pg, err)) < 0 || kept(&pg.b) >= FEW_CHARS) break;
        if (clean == NA_CLEAN_ALL) few = kept(&pg.b);
    }
    if (rc < 0) goto done;
    if (root == NA_HTML_NONE && few > 0 && kept(&pg.b) < 3 * few) {
        na_blocks_release(&pg.b);
        if ((rc = na_blocks_collect(&pg.b, doc, 0, NA_CLEAN_ALL, drop, err)) < 0) goto done;
        if ((rc = find_main(&pg, err)) < 0) goto done;
    }
    write_out(&pg.b, o.title, body, removed);
    rc = na_buf_check(body, "text of the page", err);
done:
    free(pg.mass);
    na_blocks_release(&pg.b);
    na_html_sel_free(content);
    na_html_sel_free(drop);
    return rc;
}

int na_html_plain(const na_html *doc, na_html_node n, na_buf *out, na_err *err)
{
    na_blocks b = { 0 };
    int rc;

    if (na_html_end(doc, n) == NA_HTML_NONE) return NA_OK;
    rc = na_blocks_collect(&b, doc, n, NA_CLEAN_NONE, NULL, err);
    for (size_t i = 0; rc == NA_OK && i < b.n; i++) put(out, &b, &b.v[i]);
    na_blocks_release(&b);
    return rc == NA_OK ? na_buf_check(out, "text of the page", err) : rc;
}
