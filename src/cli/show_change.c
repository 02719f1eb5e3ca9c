/* SPDX-License-Identifier: MIT */
#include "cli/show_change.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/unicode.h"

#define AROUND 60u  /* bytes shown before a change, */
#define SHOWN 240u  /* and in all, about */
#define LOOK_BACK 8 /* revisions */

bool show_change_asked(const na_query *q)
{
    const na_qnode *n = na_query_root(q);
    bool yes = n->kind == NA_Q_WAS || n->kind == NA_Q_CHANGED;

    for (size_t i = 0; !yes && n->kind == NA_Q_AND && i < n->nkids; i++)
        yes = n->kids[i]->kind == NA_Q_WAS || n->kids[i]->kind == NA_Q_CHANGED;
    return yes;
}

/* A run of one field. */
struct spot {
    const change *c;
    size_t run;
};

static bool holds(na_str text, na_str word, na_buf *folded)
{
    na_buf want;
    bool yes;

    na_buf_reset(folded);
    na_buf_init(&want, 64 * NA_KIB);
    yes = na_text_fold(text, folded, NULL) == NA_OK &&
          na_text_fold(word, &want, NULL) == NA_OK && want.len > 0 &&
          na_str_find(na_buf_get(folded), na_buf_get(&want), 0) != (size_t)-1;
    na_buf_release(&want);
    return yes;
}

/* Where a word below n was taken out. */
static bool taken_out(const na_qnode *n, const change c[CHANGES_FIELDS], na_buf *folded,
                      struct spot *out)
{
    bool yes = false;

    for (size_t i = 0; !yes && n->kind == NA_Q_PHRASE && i < CHANGES_FIELDS; i++)
        for (size_t k = 0; !yes && k < c[i].diff.n; k++)
            if (c[i].diff.v[k].kind == NA_DIFF_OUT &&
                (yes = holds(c[i].diff.v[k].text, n->text, folded)))
                *out = (struct spot){ &c[i], k };
    for (size_t i = 0; !yes && i < n->nkids; i++)
        yes = taken_out(n->kids[i], c, folded, out);
    return yes;
}

/* The first run of a field, by its name, or of any, that is not the same. */
static bool first_of(const change c[CHANGES_FIELDS], const char *field, struct spot *out)
{
    for (size_t i = 0; i < CHANGES_FIELDS; i++) {
        if (!c[i].differs || (field && strcmp(c[i].field, field) != 0)) continue;
        for (size_t k = 0; k < c[i].diff.n; k++)
            if (c[i].diff.v[k].kind != NA_DIFF_SAME)
                return *out = (struct spot){ &c[i], k }, true;
    }
    return false;
}

static bool choose(const na_qnode *n, const change c[CHANGES_FIELDS], na_buf *folded,
                   struct spot *out)
{
    static const struct {
        uint32_t field;
        const char *name;
    } names[] = { { NA_F_TITLE, "title" },    { NA_F_DECK, "deck" },
                  { NA_F_BODY, "body" },      { NA_F_AUTHOR, "authors" },
                  { NA_F_SOURCE, "source" },  { NA_F_TAG, "tags" },
                  { NA_F_SECTION, "section" } };
    bool yes = false;

    if (n->kind == NA_Q_WAS) return taken_out(n->kids[0], c, folded, out);
    if (n->kind == NA_Q_CHANGED)
        for (size_t i = 0; !yes && i < sizeof names / sizeof *names; i++)
            yes = (n->fields & names[i].field) && first_of(c, names[i].name, out);
    for (size_t i = 0; !yes && n->kind == NA_Q_AND && i < n->nkids; i++)
        yes = choose(n->kids[i], c, folded, out);
    return yes;
}

/* On one line. */
static void put_piece(na_buf *out, na_style style, na_look look, na_str s)
{
    na_buf line;
    bool blank = false;

    na_buf_init(&line, 64 * NA_KIB);
    for (size_t i = 0; i < s.len; i++) {
        const bool space = s.ptr[i] == ' ' || s.ptr[i] == '\n' || s.ptr[i] == '\t';
        if (!space || !blank) na_buf_putc(&line, space ? ' ' : s.ptr[i]);
        blank = space;
    }
    na_style_put(out, style, look, na_buf_get(&line));
    na_buf_release(&line);
}

static void put_spot(const struct spot *at, na_style style, size_t indent, na_buf *out)
{
    const na_diff *d = &at->c->diff;
    size_t shown = 0;

    na_buf_printf(out, "%*s%s: ", (int)indent, "", at->c->field);
    if (at->run > 0 && d->v[at->run - 1].kind != NA_DIFF_SAME)
        put_piece(out, style, NA_LOOK_IN, d->v[at->run - 1].text);
    else if (at->run > 0) {
        const na_str s = d->v[at->run - 1].text;
        size_t from = s.len > AROUND ? s.len - AROUND : 0;
        while (from > 0 && from < s.len && (s.ptr[from] & 0xc0) == 0x80) from++;
        if (from > 0) na_buf_puts(out, "…");
        put_piece(out, NA_STYLE_PLAIN, NA_LOOK_BOLD, na_str_sub(s, from, s.len));
    }
    for (size_t i = at->run; i < d->n && shown < SHOWN; i++) {
        const na_diff_run *r = &d->v[i];
        const size_t most = r->kind != NA_DIFF_SAME ? SHOWN - shown
                            : i + 1 < d->n          ? AROUND
                                                    : 2 * AROUND;
        const size_t n = r->text.len > most ? na_u8_floor(r->text, most) : r->text.len;
        const bool same = r->kind == NA_DIFF_SAME;
        put_piece(out, same ? NA_STYLE_PLAIN : style,
                  same                     ? NA_LOOK_BOLD
                  : r->kind == NA_DIFF_OUT ? NA_LOOK_OUT
                                           : NA_LOOK_IN,
                  na_str_sub(r->text, 0, n));
        shown += n;
        if (n < r->text.len || (shown >= SHOWN && i + 1 < d->n)) {
            na_buf_puts(out, "…");
            break;
        }
    }
    na_buf_putc(out, '\n');
}

/* q NULL: any change will do. */
static int one_pair(show_change *c, const na_query *q, na_str id, uint32_t rev,
                    struct spot *at, change found[CHANGES_FIELDS], bool *out, na_err *err)
{
    na_article a, b;
    na_buf folded;
    int rc;

    *out = false;
    na_arena_reset(&c->arena);
    rc = na_arc_get(c->arc, id, rev - 1, &a, &c->arena, NULL, NULL);
    if (rc == NA_OK) rc = na_arc_get(c->arc, id, rev, &b, &c->arena, NULL, NULL);
    if (rc < 0) return NA_OK; /* one is gone: nothing to compare */
    if ((rc = changes_of(c->an, &a, &b, false, &c->arena, found, err)) < 0) return rc;
    na_buf_init(&folded, NA_MAX_ARTICLE);
    *out = q ? choose(na_query_root(q), found, &folded, at) : first_of(found, NULL, at);
    na_buf_release(&folded);
    return NA_OK;
}

int show_change_put(show_change *c, const na_query *q, const na_article *hit,
                    na_style style, size_t indent, na_buf *out, na_err *err)
{
    change found[CHANGES_FIELDS];
    struct spot at;
    bool yes = false;
    int rc = NA_OK;

    if (!c->an && (rc = na_analyzer_new(&c->an, err)) < 0) return rc;
    for (uint32_t rev = hit->revision, n = 0;
         rc == NA_OK && !yes && rev > 1 && n < LOOK_BACK; rev--, n++)
        rc = one_pair(c, q, hit->id, rev, &at, found, &yes, err);
    if (rc == NA_OK && !yes && hit->revision > 1) /* other forms of the words, as a rule */
        rc = one_pair(c, NULL, hit->id, hit->revision, &at, found, &yes, err);
    if (rc == NA_OK && yes) put_spot(&at, style, indent, out);
    return rc;
}

void show_change_release(show_change *c)
{
    na_analyzer_free(c->an);
    na_arena_release(&c->arena);
    *c = (show_change){ 0 };
}
