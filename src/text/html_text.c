/* SPDX-License-Identifier: MIT */
/* html_text.c - the article of a page, as text
 *
 * Paragraphs (html_blocks.c), the block that holds the article (html_pick.c), what goes
 * from inside it (html_sweep.c), and here the order of it all: what class names hide is cut
 * first; where next to nothing is left it was the article, and cleaning by tags alone is
 * tried, then none.
 */
#include "text/html_text.h"

#include "text/boilerplate.h"
#include "text/html_text_int.h"
#include "text/unicode.h"

#define RUNNING_CHARS 80u
#define FEW_CHARS 250u  /* an article with less may have been cleaned away */
#define LEAD_CHARS 50u  /* a lead has at least so much, */
#define LEAD_MAX 1200u  /* and all of it at most so much */
#define LEAD_BEFORE 40u /* paragraphs between headline and story */
#define BYLINE_CHARS 60u
#define TOLD_CHARS 25u /* what was left out is told of from this length on */

/* Folded, its white space as single blanks, in out. */
static na_str plain(na_str s, na_buf *tmp, na_buf *out)
{
    na_buf_init(tmp, 65536);
    na_buf_init(out, 65536);
    if (na_text_fold(s, tmp, NULL) < 0 || na_text_squeeze(na_buf_get(tmp), out, NULL) < 0)
        return (na_str){ "", 0 };
    return na_buf_get(out);
}

/* Whether a says what b does; or, when b may be longer, something of it. */
static bool says_same(na_str a, na_str b, bool within)
{
    na_buf x[2], y[2];
    na_str s = plain(a, &x[0], &x[1]), t = plain(b, &y[0], &y[1]);
    bool same =
        s.len > 0 && (within ? na_str_find(t, s, 0) != (size_t)-1 : na_str_eq(s, t));

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

/* Inside the article, not part of it, and worth telling of. */
static bool told(const na_para *p)
{
    return !p->outside || (p->chars >= TOLD_CHARS && p->links * 2 < p->chars);
}

/* Paragraphs left, in order: the headline at the top goes; the line below it that says who
 * and when goes to removed, and so do notices. */
static void write_out(const na_blocks *b, const na_pick *pick, na_str title, na_buf *body,
                      na_buf *removed)
{
    size_t last = b->n, shown = 0;
    bool story = false; /* it has begun */

    while (last > 0 &&
           (b->v[last - 1].cut || na_boilerplate_is(na_blocks_text(b, &b->v[last - 1])))) {
        last--;
    }
    for (size_t i = 0; i < b->n; i++) {
        const na_para *p = &b->v[i];
        if (p->cut || (i >= last && last > 0)) {
            if (removed && na_pick_holds(b->doc, pick, p->node) && told(p))
                put(removed, b, p);
            continue;
        }
        if (title.len > 0 && shown < 3 && p->chars < 400 &&
            says_same(na_blocks_text(b, p), title, false)) {
            continue;
        }
        if (!story && shown < 3 && p->chars < BYLINE_CHARS && p->kind == NA_PARA_TEXT &&
            na_html_is_byline(na_blocks_text(b, p))) {
            if (removed) put(removed, b, p);
            continue;
        }
        story = story || p->chars >= 2 * BYLINE_CHARS;
        shown++;
        put(body, b, p);
    }
}

/* What may be a lead: running text that is none of a link, of a picture, of the line that
 * says who and when. */
static bool may_lead(const na_blocks *b, const na_para *p, na_str deck)
{
    na_str s = na_blocks_text(b, p);

    if (p->cut || p->chars < LEAD_CHARS || p->links * 4 >= p->chars) return false;
    if (p->kind == NA_PARA_HEADING ? na_html_is(b->doc, p->block, "h1")
                                   : p->kind != NA_PARA_TEXT)
        return false;
    return !na_html_is_byline(s) && !na_html_begins_byline(s) && !na_boilerplate_is(s) &&
           !says_same(s, deck, true);
}

/* The lead often stands with the headline, above the block that holds the story: what is
 * between the two goes with the story, when it is little. */
static void find_lead(const na_blocks *b, na_pick *pick, na_str deck)
{
    size_t first = na_blocks_first(b, pick->root), h = first;
    uint64_t chars = 0;

    while (h > 0 && first - h < LEAD_BEFORE && !na_html_is(b->doc, b->v[h - 1].block, "h1"))
        h--;
    if (h == 0 || !na_html_is(b->doc, b->v[h - 1].block, "h1")) return;
    if (b->v[h - 1].links * 2 > b->v[h - 1].chars) return; /* the name of the site */
    for (size_t i = h; i < first; i++) {
        const na_para *p = &b->v[i];
        if (na_pick_holds(b->doc, pick, p->node) || !may_lead(b, p, deck)) continue;
        chars += p->chars;
        if (pick->nlead == LEAD_PARAS || chars > LEAD_MAX) {
            pick->nlead = 0;
            return;
        }
        pick->lead[pick->nlead++] = p->node;
    }
}

static bool holds(const na_blocks *b, const na_pick *pick, const na_para *p)
{
    for (size_t i = 0; i < pick->nlead; i++) {
        if (p->node == pick->lead[i]) return true;
    }
    return na_pick_holds(b->doc, pick, p->node);
}

/* What the caller knows. */
struct wish {
    const na_html_sel *drop;
    na_str deck, said;
};

static int find_main(na_blocks *b, na_pick *pick, const struct wish *w, na_err *err)
{
    int rc = na_html_pick(b, pick, err);

    if (rc < 0) return rc;
    if ((rc = na_said_narrow(b, w->said, pick, err)) < 0) return rc;
    find_lead(b, pick, w->deck);
    for (size_t i = 0; i < b->n; i++) {
        if (!holds(b, pick, &b->v[i])) b->v[i].cut = true;
    }
    na_html_sweep(b, pick->root);
    return NA_OK;
}

static uint64_t kept(const na_blocks *b)
{
    uint64_t n = 0;
    for (size_t i = 0; i < b->n; i++) n += b->v[i].cut ? 0 : b->v[i].chars;
    return n;
}

/* Running text in the block: what an article is made of. */
static uint64_t running(const na_blocks *b, const na_pick *pick)
{
    uint64_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        const na_para *p = &b->v[i];
        if (!p->cut && p->kind != NA_PARA_HEADING && p->chars >= RUNNING_CHARS &&
            p->links * 4 < p->chars && na_pick_holds(b->doc, pick, p->node))
            n += p->chars;
    }
    return n;
}

/* Whether leaving blocks out for their names alone costs the article: the same choice with
 * them would find far more running text. Then the names mean something else on this page.
 * (A short story among teasers of others is not to lose to them: hence so much.) */
static int misnamed(na_blocks *b, bool *out, na_err *err)
{
    na_pick with, without;
    uint64_t most;
    bool any = false;
    int rc;

    *out = false;
    for (size_t i = 0; i < b->n; i++) any = any || b->v[i].named;
    if (!any) return NA_OK;
    if ((rc = na_html_pick(b, &without, err)) < 0) return rc;
    most = running(b, &without);
    for (size_t i = 0; i < b->n; i++) b->v[i].cut = b->v[i].cut && !b->v[i].named;
    if ((rc = na_html_pick(b, &with, err)) < 0) return rc;
    *out = running(b, &with) > 3 * most;
    for (size_t i = 0; i < b->n; i++) b->v[i].cut = b->v[i].cut || b->v[i].named;
    return NA_OK;
}

/* One try: the article as this much cleaning leaves it. */
static int attempt(na_blocks *b, na_pick *pick, const na_html *doc, na_clean clean,
                   const struct wish *w, na_err *err)
{
    bool again = false;
    int rc;

    na_blocks_release(b);
    rc = na_blocks_collect(b, doc, 0, clean, w->drop, err);
    if (rc == NA_OK && clean == NA_CLEAN_ALL) rc = misnamed(b, &again, err);
    if (rc == NA_OK && again) return attempt(b, pick, doc, NA_CLEAN_SEEN, w, err);
    return rc < 0 ? rc : find_main(b, pick, w, err);
}

static int find_best(na_blocks *b, na_pick *pick, const na_html *doc, const struct wish *w,
                     na_err *err)
{
    uint64_t few;
    int rc = attempt(b, pick, doc, NA_CLEAN_ALL, w, err);

    if (rc < 0) return rc;
    few = kept(b);
    if (few >= FEW_CHARS) return NA_OK;
    if ((rc = attempt(b, pick, doc, NA_CLEAN_TAGS, w, err)) < 0) return rc;
    if (few > 0 && kept(b) < 3 * few) return attempt(b, pick, doc, NA_CLEAN_ALL, w, err);
    if (kept(b) > 0) return NA_OK;
    /* All of it may be for browsers without scripts. */
    if ((rc = attempt(b, pick, doc, NA_CLEAN_SCRIPTLESS, w, err)) < 0) return rc;
    if (kept(b) >= FEW_CHARS) return NA_OK;
    /* A page of a few words: all of them. */
    *pick = (na_pick){ 0 };
    for (int clean = NA_CLEAN_TAGS; clean >= NA_CLEAN_NONE; clean--) {
        na_blocks_release(b);
        rc = na_blocks_collect(b, doc, 0, (na_clean)clean, w->drop, err);
        if (rc < 0 || kept(b) > 0) break;
    }
    return rc;
}

int na_html_main(const na_html *doc, const na_html_text_opts *opts, na_buf *body,
                 na_buf *removed, na_err *err)
{
    na_html_text_opts o = opts ? *opts : (na_html_text_opts){ 0 };
    na_html_sel *drop = NULL, *content = NULL;
    na_html_node root = NA_HTML_NONE;
    na_blocks b = { 0 };
    na_pick pick = { 0 };
    int rc;

    if (o.drop.len && (rc = na_html_sel_new(o.drop, &drop, err)) < 0) goto done;
    if (o.content.len && (rc = na_html_sel_new(o.content, &content, err)) < 0) goto done;
    if (content) root = na_html_find(doc, 0, content, NA_HTML_NONE);
    if (root == NA_HTML_NONE) {
        const struct wish w = { drop, o.deck, o.said };
        rc = find_best(&b, &pick, doc, &w, err);
    } else {
        pick.root = root;
        rc = na_blocks_collect(&b, doc, root, NA_CLEAN_ALL, drop, err);
    }
    if (rc < 0) goto done;
    write_out(&b, &pick, o.title, body, removed);
    rc = na_buf_check(body, "text of the page", err);
done:
    na_blocks_release(&b);
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
