/* SPDX-License-Identifier: MIT */
#include "ingest/same.h"
#include "base/hash.h"
#include "core/identity.h"
#include <stdio.h>
#include <stdlib.h>

#define LOOK_BACK 32u /* revisions looked at */

static uint64_t id_of(na_str hex)
{
    uint8_t b[8] = { 0 };
    uint64_t id = 0;

    if (hex.len != 16 || !na_unhex(hex, b, sizeof b)) return 0;
    for (int i = 0; i < 8; i++) id = id << 8 | b[i];
    return id;
}

int na_same_note(na_captures *c, const na_capture *cap, const na_article *art, size_t n,
                 bool dry, na_err *err)
{
    na_captured e = { .revision = art->revision };
    int rc;

    if (!n || !na_known_by_any(&cap->self)) return NA_OK;
    if (n == 1 && !dry) {
        e.article = id_of(art->id);
        e.own = na_str_eq(art->url, cap->self.url);
        if ((rc = na_text_hash(art, &e.text, err)) < 0) return rc;
    }
    return na_captures_put(c, &cap->self, e, err);
}

/* One revision, as it came: 1, 0 there is none. */
static int get(na_arc *a, uint64_t id, uint32_t revision, na_article *out, na_arena *arena,
               na_err *err)
{
    char hex[17];
    na_err e = { 0 };
    int rc;

    snprintf(hex, sizeof hex, "%016llx", (unsigned long long)id);
    rc = na_arc_get(a, na_str_n(hex, 16), revision, out, arena, NULL, &e);
    if (rc == NA_ENOENT) return 0;
    return rc < 0 ? na_fail(err, rc, "%s", e.msg) : 1;
}

/* Which text of the article it was. */
static int by_text(na_arc *a, const na_captured *e, na_article *out, na_arena *arena,
                   na_err *err)
{
    const uint32_t least = e->revision > LOOK_BACK ? e->revision - LOOK_BACK : 0;
    uint64_t text;
    int rc;

    for (uint32_t r = e->revision; r > least; r--) {
        if ((rc = get(a, e->article, r, out, arena, err)) < 0) return rc;
        if (rc == 0) continue;
        if ((rc = na_text_hash(out, &text, err)) < 0) return rc;
        if (text == e->text) return 1;
    }
    return 0;
}

/* The article of that address which was captured then. */
static int by_time(na_arc *a, const na_known_by *k, na_article *out, na_arena *arena,
                   na_err *err)
{
    const na_article probe = { .url = k->url, .permalink = true };
    na_identity id;
    uint32_t r, least;
    int rc;

    if (!k->url.len || !k->date.len) return 0;
    if ((rc = na_identity_of(&probe, &id, err)) < 0) return rc;
    if (id.kind != 'u' || (rc = get(a, id.id, 0, out, arena, err)) <= 0) return rc;
    r = out->revision;
    least = r > LOOK_BACK ? r - LOOK_BACK : 0;
    for (; r > least; r--) {
        if ((rc = get(a, id.id, r, out, arena, err)) < 0) return rc;
        if (rc && na_str_eq(na_article_meta(out, "captured"), k->date)) return 1;
    }
    return 0;
}

/* meta, with another time of capture and what it was the same as. */
static int set_meta(na_article *art, const na_known_by *self, na_str same, na_arena *arena,
                    na_err *err)
{
    na_meta *m = na_arena_array(arena, art->nmeta + 2, sizeof *m);
    size_t n = 0;

    if (!m) return na_fail_nomem(err);
    for (size_t i = 0; i < art->nmeta; i++) {
        const na_str key = art->meta[i].key;

        if (!na_str_eqc(key, "captured") && !na_str_eqc(key, "same_as"))
            m[n++] = art->meta[i];
    }
    if (self->date.len) m[n++] = (na_meta){ NA_STR("captured"), self->date, NA_META_STR };
    m[n++] = (na_meta){ NA_STR("same_as"), same, NA_META_STR };
    art->meta = m;
    art->nmeta = n;
    return NA_OK;
}

int na_same_find(na_arc *a, const na_captures *c, const na_capture *cap, na_same *found,
                 na_article *out, na_arena *arena, na_err *err)
{
    const na_captured *e = na_captures_find(c, &cap->of);
    const na_known_by *self = &cap->self;
    bool own = true;
    int rc;

    *found = NA_SAME_NONE;
    if (e && (!a || !e->article)) return *found = NA_SAME_MET, NA_OK;
    if (!a || (!e && na_captures_denies(c, &cap->of))) return NA_OK;
    rc = e ? by_text(a, e, out, arena, err) : by_time(a, &cap->of, out, arena, err);
    if (rc <= 0) return rc;
    *found = NA_SAME_MET;
    if (e) own = e->own;
    if (!own || out->key.len || !self->url.len || na_str_eq(out->url, self->url))
        return NA_OK;
    *found = NA_SAME_ARTICLE;
    if ((rc = set_meta(out, self, out->url, arena, err)) < 0) return rc;
    out->url = self->url;
    out->key = (na_str){ 0 };
    out->permalink = true;
    return NA_OK;
}
