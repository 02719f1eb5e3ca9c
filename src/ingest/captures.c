/* SPDX-License-Identifier: MIT */
#include "ingest/captures.h"
#include "base/hash.h"
#include <stdlib.h>

/* One name: 64 bits of a hash, since whoever writes the file may choose what he is found
 * by, but not what others are. */
static uint64_t key_of(char kind, na_str a, na_str b)
{
    uint8_t full[32];
    uint64_t key = 0;
    na_sha256 h;

    if (!a.len) return 0;
    na_sha256_begin(&h);
    na_sha256_put(&h, &kind, 1);
    na_sha256_part(&h, a);
    na_sha256_part(&h, b);
    na_sha256_end(&h, full);
    for (int i = 0; i < 8; i++) key = key << 8 | full[i];
    return key ? key : 1;
}

/* Best first. */
static void keys_of(const na_known_by *k, uint64_t key[3])
{
    key[0] = key_of('d', k->digest, (na_str){ 0 });
    key[1] = key_of('i', k->id, (na_str){ 0 });
    key[2] = k->date.len ? key_of('u', k->url, k->date) : 0;
}

static void release(na_captures_table *t)
{
    free(t->keys);
    free(t->v);
    *t = (na_captures_table){ 0 };
}

static uint32_t slot(const na_captures_table *t, uint64_t key)
{
    uint32_t i = (uint32_t)key & (t->cap - 1);

    while (t->keys[i] && t->keys[i] != key) i = (i + 1) & (t->cap - 1);
    return i;
}

static int grow(na_captures_table *t, na_err *err)
{
    na_captures_table more = { .n = t->n, .cap = t->cap ? 2 * t->cap : 1024 };

    more.keys = calloc(more.cap, sizeof *more.keys);
    more.v = calloc(more.cap, sizeof *more.v);
    if (!more.keys || !more.v) {
        release(&more);
        return na_fail_nomem(err);
    }
    for (uint32_t i = 0; i < t->cap; i++) {
        if (!t->keys[i]) continue;
        const uint32_t to = slot(&more, t->keys[i]);

        more.keys[to] = t->keys[i];
        more.v[to] = t->v[i];
    }
    release(t);
    *t = more;
    return NA_OK;
}

static int put(na_captures *c, uint64_t key, const na_captured *e, na_err *err)
{
    const uint32_t half = (c->max ? c->max : NA_CAPTURES) / 2;
    na_captures_table *t = &c->young;
    uint32_t at;
    int rc;

    if (t->n >= half) {
        release(&c->old);
        c->old = *t;
        *t = (na_captures_table){ 0 };
    }
    if (t->n >= t->cap / 2 && (rc = grow(t, err)) < 0) return rc;
    at = slot(t, key);
    t->n += !t->keys[at];
    t->keys[at] = key;
    t->v[at] = *e;
    return NA_OK;
}

int na_captures_put(na_captures *c, const na_known_by *k, na_captured e, na_err *err)
{
    uint64_t key[3];
    int rc = NA_OK;

    keys_of(k, key);
    e.digest = key[0];
    for (int i = 0; i < 3 && rc == NA_OK; i++)
        if (key[i]) rc = put(c, key[i], &e, err);
    return rc;
}

static const na_captured *find(const na_captures_table *t, uint64_t key)
{
    const uint32_t at = t->cap ? slot(t, key) : 0;

    return t->cap && t->keys[at] ? &t->v[at] : NULL;
}

/* The first of its names that is known, by the same hash or by another. */
static const na_captured *look(const na_captures *c, const na_known_by *k, bool other)
{
    uint64_t key[3];

    keys_of(k, key);
    for (int i = 0; i < 3; i++) {
        const na_captured *e = key[i] ? find(&c->young, key[i]) : NULL;

        if (key[i] && !e) e = find(&c->old, key[i]);
        if (e && other == (key[0] && e->digest && e->digest != key[0])) return e;
    }
    return NULL;
}

const na_captured *na_captures_find(const na_captures *c, const na_known_by *k)
{
    return look(c, k, false);
}

bool na_captures_denies(const na_captures *c, const na_known_by *k)
{
    return !look(c, k, false) && look(c, k, true);
}

void na_captures_release(na_captures *c)
{
    release(&c->young);
    release(&c->old);
}
