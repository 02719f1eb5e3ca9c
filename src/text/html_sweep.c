/* SPDX-License-Identifier: MIT */
/* html_sweep.c - what is no article inside the block that holds it
 *
 * Boxes that are mostly links, lone links between paragraphs, sections whose heading says
 * that they lead elsewhere, notices to the reader, headings that nothing is left below.
 */
#include "text/boilerplate.h"
#include "text/html_text_int.h"

#define LABEL_CHARS 12u /* so short is no paragraph */
#define BOX_LEVELS 50u
#define BOX_WORK 20000000u
#define SECTION_WORK 5000000u /* paragraphs looked at */
#define NOTICE_TRIES 20000u
#define STORY_CHARS 400u
#define BIO_PARAS 3u
#define LABELS 8u /* when as many follow each other */

/* Chars, link chars and long paragraphs of a run of them. */
struct sum {
    uint64_t chars, links, paras, seen;
};

size_t na_blocks_first(const na_blocks *b, na_html_node n)
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
        s.seen++;
        if (b->v[i].cut) continue;
        s.chars += b->v[i].chars;
        s.links += b->v[i].links;
        s.paras += b->v[i].kind == NA_PARA_TEXT && b->v[i].chars > 80;
    }
    return s;
}

static void cut(na_blocks *b, size_t from, na_html_node end)
{
    for (size_t i = from; i < b->n && b->v[i].node < end; i++) b->v[i].cut = true;
}

/* Lists, tables and boxes inside the article that are mostly links. */
static void sweep_boxes(na_blocks *b, na_html_node root)
{
    static const char *const boxes[] = { "ul", "ol", "div", "section", "table", "dl" };
    na_html_node end = na_html_end(b->doc, root);
    uint64_t work = 0;

    for (na_html_node n = root + 1; n < end; n++) {
        bool box = false, list;
        size_t from;
        struct sum s;

        if (!na_html_is_elem(b->doc, n)) continue;
        for (size_t k = 0; k < sizeof boxes / sizeof *boxes; k++) {
            box = box || na_html_is(b->doc, n, boxes[k]);
        }
        if (!box || work > BOX_WORK) continue;
        from = na_blocks_first(b, n);
        s = sum_of(b, from, na_html_end(b->doc, n));
        work += s.seen + 8;
        /* The items of a story's list may well begin with a link each. */
        list = na_html_is(b->doc, n, "ul") || na_html_is(b->doc, n, "ol");
        if (s.chars == 0 || s.paras > 1 || s.chars > 3000) continue;
        if (list ? s.links * 5 < s.chars * 4 : s.links * 2 < s.chars) continue;
        cut(b, from, na_html_end(b->doc, n));
    }
}

/* A paragraph that is one link, between others, or whose label says that it leads
 * elsewhere: "Read also: ...". */
static void sweep_links(na_blocks *b)
{
    for (size_t i = 0; i < b->n; i++) {
        na_para *p = &b->v[i];
        if (p->cut || p->kind != NA_PARA_TEXT || p->links == 0 || p->chars >= 250) continue;
        if (p->links * 10 >= p->chars * 9 ? p->chars < 200
            : p->links * 2 >= p->chars    ? na_boilerplate_label(na_blocks_text(b, p))
                                          : false)
            p->cut = true;
    }
}

/* The largest box that begins with this paragraph, or its block. */
static na_html_node box_of(const na_blocks *b, na_html_node root, size_t i)
{
    const na_html *doc = b->doc;
    na_html_node n = b->v[i].block, first = b->v[i].node;

    for (unsigned levels = 0;; levels++) {
        na_html_node up = na_html_parent(doc, n);
        if (up == NA_HTML_NONE || up <= root || levels == BOX_LEVELS) return n;
        if (i > 0 && b->v[i - 1].node >= up && !b->v[i - 1].cut) return n;
        if (first < up) return n;
        n = up;
    }
}

/* Teasers behind the heading of a section that leads elsewhere. */
static void cut_teasers(na_blocks *b, size_t i, na_html_node end)
{
    for (; i < b->n && b->v[i].node < end; i++) {
        na_para *q = &b->v[i];
        if (!q->cut && q->links * 2 < q->chars &&
            (q->kind != NA_PARA_ITEM || q->links * 4 < q->chars))
            return;
        q->cut = true;
    }
}

/* Some paragraphs on the author, to the next heading. */
static void cut_bio(na_blocks *b, size_t i, na_html_node end)
{
    for (unsigned n = 0; n < BIO_PARAS && i < b->n && b->v[i].node < end; i++) {
        if (b->v[i].kind == NA_PARA_HEADING) return;
        n += !b->v[i].cut;
        b->v[i].cut = true;
    }
}

/* "Related stories" and the like: a box of its own goes; of what merely follows,
 * teasers. */
static void sweep_sections(na_blocks *b, na_html_node root)
{
    na_html_node last = na_html_end(b->doc, root);
    uint64_t all = sum_of(b, 0, last).chars, work = 0;

    for (size_t i = 0; i < b->n; i++) {
        na_para *p = &b->v[i];
        na_html_node box, end;
        bool author;
        if (p->cut || p->chars > 80 || p->len > 200) continue;
        author = na_boilerplate_author(na_blocks_text(b, p));
        if (!author && !na_boilerplate_heading(na_blocks_text(b, p))) continue;
        box = box_of(b, root, i);
        end = na_html_end(b->doc, box);
        work += na_blocks_first(b, end) - i;
        if (work > SECTION_WORK) return;
        if (na_blocks_first(b, end) > i + 1) {
            if (sum_of(b, i, end).chars * 3 < all) cut(b, i, end);
            continue;
        }
        p->cut = true;
        if (author) {
            cut_bio(b, i + 1, last);
        } else {
            cut_teasers(b, i + 1, last);
        }
    }
}

/* All that is behind the heading of the readers' comments, when the story stands before
 * it. */
static void sweep_comments(na_blocks *b, na_html_node root)
{
    uint64_t before = 0;

    for (size_t i = 0; i < b->n; i++) {
        const na_para *p = &b->v[i];
        if (p->cut) continue;
        if (before > STORY_CHARS && p->len < 250 && p->kind == NA_PARA_HEADING &&
            na_boilerplate_comments(na_blocks_text(b, p))) {
            cut(b, i, na_html_end(b->doc, root));
            return;
        }
        before += p->chars;
    }
}

/* What a newsroom says to its readers, in the middle of a story. */
static void sweep_notices(na_blocks *b)
{
    for (size_t i = 0, tries = 0; i < b->n && tries < NOTICE_TRIES; i++) {
        na_para *p = &b->v[i];
        tries += !p->cut && p->len <= 300;
        if (!p->cut && p->len <= 300 && p->kind != NA_PARA_PRE &&
            p->kind != NA_PARA_TABLE && na_boilerplate_pitch(na_blocks_text(b, p)))
            p->cut = true;
    }
}

/* The figures along the axes of a chart, the cells of a table without a table. */
static void sweep_labels(na_blocks *b)
{
    for (size_t i = 0, k; i < b->n; i = k + 1) {
        size_t n = 0;
        for (k = i; k < b->n; k++) {
            const na_para *p = &b->v[k];
            if (p->cut) continue;
            if (p->chars > LABEL_CHARS || p->kind != NA_PARA_TEXT) break;
            n++;
        }
        if (n < LABELS) continue;
        while (i < k) b->v[i++].cut = true;
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

void na_html_sweep(na_blocks *b, na_html_node root)
{
    sweep_boxes(b, root);
    sweep_links(b);
    sweep_sections(b, root);
    sweep_comments(b, root);
    sweep_notices(b);
    sweep_labels(b);
    sweep_headings(b);
}
