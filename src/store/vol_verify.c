/* SPDX-License-Identifier: MIT */
/* In four steps: find the members by their headers (looking further where a header is
 * broken), hear what the manifest says of them, hash everything once, and only then judge:
 * a hash that does not fit may mean the bytes or the place where the hash is written, and a
 * third witness often tells which. */
#include "store/vol_verify.h"
#include "base/buf.h"
#include "base/hash.h"
#include "store/vol_int.h"
#include <stdio.h>
#include <stdlib.h>

#define PIECE (256 * NA_KIB)

struct part {
    na_vol_member m;
    bool sized; /* m.size can be relied on */
    bool hurt;  /* something of its contents was reported */
    uint8_t sha[32];
    na_buf bad; /* framed: numbers (u32) of frames that are not what frames.sha says */
};

struct ver {
    const na_src *src;
    const na_vol_verify_opts *o;
    na_err *err;
    uint8_t *piece;
    struct part part[NA_VOL_MAX_MEMBERS];
    size_t n;
    uint64_t end; /* behind the last member's padding */
    size_t damages;
    na_vol_hashes told; /* by the manifest; n 0: nothing */
    uint8_t *frames_sha;
    size_t frames_len;
};

static void damage(struct ver *v, const char *member, int64_t frame, uint64_t off,
                   const char *what)
{
    na_vol_damage d = { v->src->name, member, frame, off, what };

    v->damages++;
    if (frame >= 0)
        na_fail(v->err, NA_ECORRUPT, "%s: %s: frame %lld, at %llu: %s", d.volume, member,
                (long long)frame, (unsigned long long)off, what);
    else
        na_fail(v->err, NA_ECORRUPT, "%s: %s: at %llu: %s", d.volume, member,
                (unsigned long long)off, what);
    if (v->o->damage) v->o->damage(v->o->ctx, &d);
}

static int progress(struct ver *v, uint64_t n)
{
    if (v->o->progress && v->o->progress(v->o->ctx, n) != 0)
        return na_fail(v->err, NA_ECANCELLED, "%s: cancelled", v->src->name);
    return NA_OK;
}

/* ---- step 1: the members ---- */

static bool read_header(struct ver *v, uint64_t at, na_vol_member *m, int64_t *mtime)
{
    uint8_t block[NA_TAR_BLOCK];

    if (na_src_read(v->src, at, block, sizeof block, NULL) < 0) return false;
    if (na_tar_get(block, m->name, &m->size, mtime, NULL, NULL) < 0) return false;
    m->offset = at + NA_TAR_BLOCK;
    return true;
}

static uint64_t trailer_at(const struct ver *v)
{
    return v->src->size < NA_VOL_TRAILER ? 0 : v->src->size - NA_VOL_TRAILER;
}

/* The next whole header at or behind at (it is a multiple of a block), or the trailer. */
static uint64_t resync(struct ver *v, uint64_t at)
{
    na_vol_member m;
    int64_t mtime;
    uint64_t end = trailer_at(v);

    for (; at < end;) {
        size_t n = end - at < PIECE ? (size_t)(end - at) : PIECE;
        if (na_src_read(v->src, at, v->piece, n, NULL) < 0) break;
        for (size_t i = 0; i + NA_TAR_BLOCK <= n; i += NA_TAR_BLOCK)
            if (na_tar_get(v->piece + i, m.name, &m.size, &mtime, NULL, NULL) == NA_OK)
                return at + i;
        at += n;
    }
    return end;
}

/* Whose header this was: a known name with few wrong bytes, else by its place. */
static const char *guess_name(const uint8_t *block, size_t i)
{
    static const char *const known[] = { NA_VOL_NAME_ARTICLES, NA_VOL_NAME_INDEX,
                                         NA_VOL_NAME_FRAMES,   NA_VOL_NAME_DEAD,
                                         NA_VOL_NAME_REMOVED,  NA_VOL_NAME_MANIFEST,
                                         NA_VOL_NAME_SUMS };
    static const char *const placed[] = { NA_VOL_NAME_ARTICLES, NA_VOL_NAME_INDEX,
                                          NA_VOL_NAME_FRAMES, NA_VOL_NAME_MANIFEST,
                                          NA_VOL_NAME_SUMS };

    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        char want[NA_VOL_MAX_NAME + 1] = { 0 };
        int wrong = 0;
        memcpy(want, known[k], strlen(known[k]));
        for (size_t j = 0; j < sizeof want; j++) wrong += block[j] != (uint8_t)want[j];
        if (wrong <= 2) return known[k];
    }
    return i < sizeof placed / sizeof *placed ? placed[i] : "volume";
}

/* A header that is not right: says so, and finds where its member may end. */
static void broken_header(struct ver *v, uint64_t at, struct part *p)
{
    uint8_t block[NA_TAR_BLOCK] = { 0 };
    na_vol_member next;
    int64_t mtime;
    na_err why = { 0 };
    char name[NA_VOL_MAX_NAME + 1], what[sizeof why.msg + 16];
    uint64_t size = 0, after;

    if (na_src_read(v->src, at, block, sizeof block, NULL) < 0) {
        const char *nm = na_vol_member_name(v->n, NA_VOL_MIN_MEMBERS);
        damage(v, nm ? nm : "volume", -1, at, "the file ends before this member's header");
        v->n--;
        v->end = v->src->size;
        return;
    }
    na_tar_get(block, name, &size, &mtime, NULL, &why);
    const char *guess = guess_name(block, v->n - 1);
    memcpy(p->m.name, guess, strlen(guess) + 1);
    snprintf(what, sizeof what, "header: %s", why.msg);
    damage(v, guess, -1, at, what);

    /* Is the size it states good, because a header or the trailer stands behind it? */
    p->m.offset = at + NA_TAR_BLOCK;
    size = 0;
    for (int i = 0; i < 11; i++) size = size << 3 | (uint64_t)(block[124 + i] & 7);
    after = p->m.offset + na_tar_padded(size);
    if (after == trailer_at(v) || read_header(v, after, &next, &mtime)) {
        p->m.size = size;
        p->sized = true;
        v->end = after;
    } else {
        v->end = resync(v, p->m.offset);
        if (v->end > p->m.offset) p->m.size = v->end - p->m.offset;
    }
}

static void find_members(struct ver *v)
{
    int64_t mtime = 0, first = -1;

    while (v->n < NA_VOL_MAX_MEMBERS) {
        uint64_t at = v->end;
        struct part *p = &v->part[v->n++];

        if (read_header(v, at, &p->m, &mtime)) {
            p->sized = true;
            if (first < 0) first = mtime;
            if (mtime != first)
                damage(v, p->m.name, -1, at, "header: another time than before");
            if (na_tar_padded(p->m.size) > v->src->size - p->m.offset) {
                damage(v, p->m.name, -1, v->src->size, "the file ends within this member");
                p->sized = false;
                p->m.size = 0;
                v->end = v->src->size;
                return;
            }
            v->end = p->m.offset + na_tar_padded(p->m.size);
        } else {
            broken_header(v, at, p);
        }
        if (v->end >= trailer_at(v) ||
            (v->n && strcmp(v->part[v->n - 1].m.name, NA_VOL_NAME_SUMS) == 0))
            return;
    }
}

static struct part *find(struct ver *v, const char *name)
{
    for (size_t i = 0; i < v->n; i++)
        if (strcmp(v->part[i].m.name, name) == 0) return &v->part[i];
    return NULL;
}

/* Members are those of a volume, in order; trailer and nothing more. */
static int check_frame_of_file(struct ver *v)
{
    uint8_t b[NA_VOL_TRAILER];
    uint64_t left = v->src->size - v->end;
    int rc;

    for (size_t i = 0; i < v->n || i < NA_VOL_MIN_MEMBERS; i++) {
        const char *want =
            na_vol_member_name(i, v->n < NA_VOL_MIN_MEMBERS ? NA_VOL_MIN_MEMBERS : v->n);
        if (i >= v->n) {
            damage(v, want ? want : "volume", -1, v->end, "this member is missing");
            continue;
        }
        if (want && strcmp(want, v->part[i].m.name) != 0)
            damage(v, v->part[i].m.name, -1, v->part[i].m.offset - NA_TAR_BLOCK,
                   "stands in another member's place");
    }
    if (left != sizeof b) {
        damage(v, "trailer", -1, v->end,
               left < sizeof b ? "cut short" : "bytes behind the end");
        return NA_OK;
    }
    if ((rc = na_src_read(v->src, v->end, b, sizeof b, v->err)) < 0) return rc;
    for (size_t i = 0; i < sizeof b; i++) {
        if (!b[i]) continue;
        damage(v, "trailer", -1, v->end + i, "not zero");
        break;
    }
    return NA_OK;
}

/* ---- step 2: what the manifest says ---- */

static int hear_manifest(struct ver *v)
{
    struct part *p = find(v, NA_VOL_NAME_MANIFEST);
    na_vol_hashes *h = &v->told;
    char text[NA_VOL_MAX_MANIFEST];
    na_err why = { 0 };
    int rc;

    if (!p || !p->sized) return NA_OK;
    if (p->m.size > sizeof text) {
        damage(v, p->m.name, -1, p->m.offset, "too big");
        p->hurt = true;
        return NA_OK;
    }
    if ((rc = na_src_read(v->src, p->m.offset, text, (size_t)p->m.size, v->err)) < 0)
        return rc;
    na_sha256_of(na_str_n(text, (size_t)p->m.size), p->sha);
    if (v->o->manifest_sha && memcmp(p->sha, v->o->manifest_sha, 32) != 0) {
        damage(v, p->m.name, -1, p->m.offset, "not what the catalogue says");
        p->hurt = true;
        return NA_OK;
    }
    if (!v->o->manifest) return NA_OK;
    if (v->o->manifest(v->o->ctx, na_str_n(text, (size_t)p->m.size), h, &why) < 0 ||
        h->n > NA_VOL_MAX_MEMBERS - 2) {
        damage(v, p->m.name, -1, p->m.offset, why.code ? why.msg : "cannot be read");
        p->hurt = true;
        h->n = 0;
    }
    for (size_t i = 0; i < h->n; i++) {
        const na_vol_member *t = &h->member[i];
        struct part *q = find(v, t->name);
        if (!q) {
            damage(v, t->name, -1, t->offset, "in the manifest, not in the volume");
            continue;
        }
        q->m.frames = t->frames;
        if (!q->sized && t->offset == q->m.offset &&
            t->size <= v->src->size - q->m.offset) {
            q->m.size = t->size;
            q->sized = true;
        }
        if (q->sized && (q->m.offset != t->offset || q->m.size != t->size)) {
            damage(v, t->name, -1, q->m.offset, "not where the manifest says");
            q->hurt = true;
        }
    }
    return NA_OK;
}

/* ---- step 3: hashing ---- */

static int hash_range(struct ver *v, uint64_t off, uint64_t n, na_sha256 *a, na_sha256 *b)
{
    while (n) {
        size_t k = n < PIECE ? (size_t)n : PIECE;
        int rc = na_src_read(v->src, off, v->piece, k, v->err);
        if (rc < 0) return rc;
        na_sha256_put(a, v->piece, k);
        if (b) na_sha256_put(b, v->piece, k);
        off += k;
        n -= k;
        if ((rc = progress(v, k)) < 0) return rc;
    }
    return NA_OK;
}

static int hash_frames(struct ver *v, struct part *p, const na_seek *s, size_t hash0)
{
    na_sha256 all, one;
    uint8_t sha[32];
    int rc;

    na_sha256_begin(&all);
    for (uint32_t f = 0; f <= s->n; f++) { /* the last is the seek table */
        uint64_t from = s->off[f], to = f < s->n ? s->off[f + 1] : p->m.size;
        size_t at = (hash0 + f) * NA_FRAME_HASH;

        na_sha256_begin(&one);
        if ((rc = hash_range(v, p->m.offset + from, to - from, &all, &one)) < 0) return rc;
        na_sha256_end(&one, sha);
        /* Without frames.sha that is what is missing, and no frame is to blame. */
        if (v->frames_sha && (at + NA_FRAME_HASH > v->frames_len ||
                              memcmp(sha, v->frames_sha + at, NA_FRAME_HASH) != 0))
            na_buf_u32(&p->bad, f);
    }
    na_sha256_end(&all, p->sha);
    return na_buf_check(&p->bad, "list of bad frames", v->err);
}

static int load_frames_sha(struct ver *v)
{
    struct part *p = find(v, NA_VOL_NAME_FRAMES);

    if (!p || !p->sized || p->m.size > (uint64_t)NA_SEEK_MAX_FRAMES * 2 * NA_FRAME_HASH)
        return NA_OK;
    if (!(v->frames_sha = malloc((size_t)p->m.size + 1))) return na_fail_nomem(v->err);
    v->frames_len = (size_t)p->m.size;
    return na_src_read(v->src, p->m.offset, v->frames_sha, v->frames_len, v->err);
}

static bool told_sha(const struct ver *v, const char *name, const uint8_t **sha)
{
    for (size_t i = 0; i < v->told.n; i++) {
        if (strcmp(v->told.member[i].name, name) != 0) continue;
        *sha = v->told.member[i].sha256;
        return true;
    }
    return false;
}

/* Reports the frames found bad, or not: when the member as a whole is right, frames.sha is
 * what is wrong, and that is reported by itself. */
static void judge_frames(struct ver *v, struct part *p, const na_seek *s)
{
    const uint8_t *want;
    bool known = told_sha(v, p->m.name, &want);
    na_rd r = na_rd_of(na_buf_get(&p->bad));

    if (known && memcmp(want, p->sha, 32) == 0) return;
    while (na_rd_left(&r)) {
        uint32_t f = na_rd_u32(&r);
        damage(v, p->m.name, f, p->m.offset + s->off[f],
               f < s->n ? "not what frames.sha says"
                        : "seek table is not what frames.sha says");
        p->hurt = true;
    }
}

static int hash_member(struct ver *v, size_t i, size_t *hash0)
{
    struct part *p = &v->part[i];
    uint8_t pad[NA_TAR_BLOCK];
    na_seek s = { 0 };
    na_sha256 all;
    na_err why = { 0 };
    size_t npad;
    int rc = NA_OK;

    if (!p->sized) return NA_OK;
    if (i < NA_VOL_FRAMED) {
        rc = na_seek_read(&s, v->src, &p->m, &why);
        if (rc == NA_ECORRUPT) { /* no frames to be had, but the whole can be hashed */
            damage(v, p->m.name, p->m.frames ? (int64_t)p->m.frames : -1,
                   p->m.offset + p->m.size, "seek table is damaged");
            p->hurt = true;
            *hash0 += p->m.frames ? p->m.frames + 1 : 0;
        } else if (rc < 0) {
            na_fail(v->err, rc, "%s", why.msg);
            goto done;
        } else {
            if ((rc = hash_frames(v, p, &s, *hash0)) < 0) goto done;
            *hash0 += (size_t)s.n + 1;
            judge_frames(v, p, &s);
        }
    }
    if (!s.n || i >= NA_VOL_FRAMED) {
        na_sha256_begin(&all);
        if ((rc = hash_range(v, p->m.offset, p->m.size, &all, NULL)) < 0) goto done;
        na_sha256_end(&all, p->sha);
    }
    npad = (size_t)(na_tar_padded(p->m.size) - p->m.size);
    if ((rc = na_src_read(v->src, p->m.offset + p->m.size, pad, npad, v->err)) < 0)
        goto done;
    for (size_t k = 0; k < npad; k++) {
        if (!pad[k]) continue;
        damage(v, p->m.name, -1, p->m.offset + p->m.size + k, "padding is not zero");
        break;
    }
done:
    na_seek_release(&s);
    return rc;
}

/* ---- step 4: members against the manifest and SHA256SUMS ---- */

static void judge_members(struct ver *v)
{
    for (size_t i = 0; i < v->n; i++) {
        struct part *p = &v->part[i];
        const uint8_t *want;
        if (p->sized && !p->hurt && told_sha(v, p->m.name, &want) &&
            memcmp(want, p->sha, 32) != 0) {
            damage(v, p->m.name, -1, p->m.offset, "not what the manifest says");
            p->hurt = true;
        }
    }
}

static int judge_sums(struct ver *v)
{
    struct part *p = find(v, NA_VOL_NAME_SUMS);
    char text[NA_VOL_MAX_SUMS];
    char line[65 + 2 + NA_VOL_MAX_NAME + 1], hex[65];
    size_t at = 0, size;
    int rc;

    if (!p || !p->sized) return NA_OK;
    if (p->m.size > sizeof text) {
        damage(v, p->m.name, -1, p->m.offset, "too big");
        return NA_OK;
    }
    size = (size_t)p->m.size;
    if ((rc = na_src_read(v->src, p->m.offset, text, size, v->err)) < 0) return rc;
    for (size_t i = 0; i < v->n && &v->part[i] != p; i++) {
        struct part *q = &v->part[i];
        const uint8_t *want;
        bool sure = told_sha(v, q->m.name, &want);
        size_t n;

        /* What the line must be: by the manifest if it speaks, else by the bytes found. */
        na_hex(sure ? want : q->sha, 32, hex);
        n = (size_t)snprintf(line, sizeof line, "%s  %s\n", hex, q->m.name);
        if (size - at < n) {
            damage(v, p->m.name, -1, p->m.offset + at, "cut short");
            return NA_OK;
        }
        if (memcmp(text + at + 64, line + 64, n - 64) != 0) {
            damage(v, p->m.name, -1, p->m.offset + at,
                   "its lines are not those of the members");
        } else if (memcmp(text + at, line, 64) != 0 && (sure || (q->sized && !q->hurt))) {
            bool own = sure ||
                       (v->o->manifest_sha && strcmp(q->m.name, NA_VOL_NAME_MANIFEST) == 0);
            damage(v, own ? p->m.name : q->m.name, -1, own ? p->m.offset + at : q->m.offset,
                   own ? "a sum is not the member's" : "not what SHA256SUMS says");
        }
        at += n;
    }
    if (at != size) damage(v, p->m.name, -1, p->m.offset + at, "more lines than members");
    return NA_OK;
}

int na_vol_verify(const na_src *src, const na_vol_verify_opts *opts, na_err *err)
{
    static const na_vol_verify_opts none;
    struct ver *v = calloc(1, sizeof *v);
    size_t hash0 = 0, hashes;
    int rc = NA_OK;

    if (!v) return na_fail_nomem(err);
    v->src = src;
    v->o = opts ? opts : &none;
    v->err = err;
    for (size_t i = 0; i < NA_VOL_MAX_MEMBERS; i++)
        na_buf_init(&v->part[i].bad, (size_t)NA_SEEK_MAX_FRAMES * 4 + 4);
    if (!(v->piece = malloc(PIECE))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    find_members(v);
    if ((rc = check_frame_of_file(v)) < 0) goto done;
    if ((rc = hear_manifest(v)) < 0) goto done;
    if ((rc = load_frames_sha(v)) < 0) goto done;
    for (size_t i = 0; i < v->n; i++)
        if ((rc = hash_member(v, i, &hash0)) < 0) goto done;
    hashes = v->frames_len / NA_FRAME_HASH;
    if (v->frames_sha && !v->damages && (hash0 != hashes || v->frames_len % NA_FRAME_HASH))
        damage(v, NA_VOL_NAME_FRAMES, -1, v->part[NA_VOL_FRAMES_SHA].m.offset,
               "not one hash for each frame");
    judge_members(v);
    if ((rc = judge_sums(v)) < 0) goto done;
    if (v->damages) rc = NA_ECORRUPT;
done:
    for (size_t i = 0; i < NA_VOL_MAX_MEMBERS; i++) na_buf_release(&v->part[i].bad);
    free(v->frames_sha);
    free(v->piece);
    free(v);
    return rc;
}
