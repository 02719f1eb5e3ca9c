/* SPDX-License-Identifier: MIT */
#include "cli/changes.h"
#include "base/limits.h"

static int joined(na_strv v, na_arena *arena, na_str *out, na_err *err)
{
    na_buf b;
    int rc;

    na_buf_init(&b, NA_MAX_ARTICLE);
    for (size_t i = 0; i < v.n; i++) {
        if (i > 0) na_buf_puts(&b, "; ");
        na_buf_str(&b, v.v[i]);
    }
    *out = na_arena_str(arena, na_buf_get(&b));
    rc = na_buf_check(&b, "field", err);
    na_buf_release(&b);
    return rc < 0 ? rc : out->ptr ? NA_OK : na_fail_nomem(err);
}

int changes_of(na_analyzer *an, const na_article *a, const na_article *b, bool all,
               na_arena *arena, change out[CHANGES_FIELDS], na_err *err)
{
    na_str authors[2], tags[2];
    int rc;

    if ((rc = joined(a->authors, arena, &authors[0], err)) < 0) return rc;
    if ((rc = joined(b->authors, arena, &authors[1], err)) < 0) return rc;
    if ((rc = joined(a->tags, arena, &tags[0], err)) < 0) return rc;
    if ((rc = joined(b->tags, arena, &tags[1], err)) < 0) return rc;
    const struct {
        const char *field;
        na_str a, b;
    } fields[CHANGES_FIELDS] = {
        { "title", a->title, b->title },       { "deck", a->deck, b->deck },
        { "authors", authors[0], authors[1] }, { "published", a->published, b->published },
        { "source", a->source, b->source },    { "section", a->section, b->section },
        { "tags", tags[0], tags[1] },          { "url", a->url, b->url },
        { "body", a->body, b->body },
    };
    for (size_t i = 0; i < CHANGES_FIELDS; i++) {
        change *c = &out[i];
        *c = (change){ .field = fields[i].field };
        rc = na_diff_texts(an, fields[i].a, fields[i].b, all, arena, &c->diff, err);
        if (rc < 0) return rc;
        for (size_t k = 0; k < c->diff.n; k++)
            c->differs |= c->diff.v[k].kind != NA_DIFF_SAME;
    }
    return NA_OK;
}
