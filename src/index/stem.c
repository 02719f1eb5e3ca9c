/* SPDX-License-Identifier: MIT */
/* stem.c - reading the table of stems */
#include "base/limits.h"
#include "index/stem_int.h"
#include "text/analyzer.h"
#include <stdlib.h>

#define KNOWN 64u                /* frequent words whose impacts are kept, */
#define KNOWN_BYTES (4 * NA_MIB) /* and the memory for them */

/* Impacts are kept: those of a word in a million articles take a tenth of a millisecond to
 * unpack, longer than most searches that need them. */
struct known {
    char *word;
    size_t len;
    uint64_t n;
    na_impacts *impacts;
};

struct na_stem {
    na_stmt *find;
    na_stem_set langs;
    struct known known[KNOWN];
    size_t nknown, held;
};

int na_stem_count(na_fti *x, na_str word, uint64_t *n_out, na_err *err)
{
    na_postings *p = NULL;
    unsigned col;
    int rc = na_fti_term(x, word, &p, err);

    *n_out = 0;
    while (rc >= 0 && p && (rc = na_postings_next(p, err)) > 0) {
        if ((rc = na_postings_first_column(p, &col, err)) < 0) break;
        *n_out += col <= NA_STEM_LAST_COUNTED;
    }
    na_postings_free(p);
    return rc;
}

int na_stem_open(na_stem **out, na_db *db, na_err *err)
{
    na_stem *s = calloc(1, sizeof *s);
    int rc;

    if (!s) return na_fail_nomem(err);
    rc = na_stmt_open(&s->find, db, "SELECT n, words FROM stem WHERE lang=?1 AND stem=?2",
                      err);
    if (rc < 0) goto done;
    na_stmt_bind_text(s->find, 1, NA_STR(""));
    na_stmt_bind_text(s->find, 2, NA_STR(""));
    if ((rc = na_stmt_step(s->find, err)) > 0)
        na_stem_set_read(na_stmt_text(s->find, 1), &s->langs);
    na_stmt_reset(s->find);
done:
    if (rc < 0)
        na_stem_close(s);
    else
        *out = s;
    return rc < 0 ? rc : NA_OK;
}

static void forget(na_stem *s)
{
    for (; s->nknown > 0; s->nknown--) {
        free(s->known[s->nknown - 1].word);
        na_impacts_drop(s->known[s->nknown - 1].impacts);
    }
    s->held = 0;
}

size_t na_stem_held(const na_stem *s) { return s ? s->held : 0; }

void na_stem_close(na_stem *s)
{
    if (!s) return;
    forget(s);
    na_stmt_close(s->find);
    free(s);
}

const na_stem_set *na_stem_langs(const na_stem *s) { return &s->langs; }

static uint64_t count_of(na_stmt *q)
{
    int64_t n = na_stmt_i64(q, 0);
    return n > 0 ? (uint64_t)n : 0;
}

static const struct known *find_known(const na_stem *s, na_str word)
{
    for (size_t i = 0; i < s->nknown; i++)
        if (s->known[i].len == word.len &&
            memcmp(s->known[i].word, word.ptr, word.len) == 0)
            return &s->known[i];
    return NULL;
}

/* Becomes a user of the impacts, too. Without memory it does not. */
static void keep(na_stem *s, na_str word, uint64_t n, na_impacts *impacts)
{
    size_t bytes = word.len + na_impacts_held(impacts);
    char *copy = malloc(word.len);

    if (!copy) return;
    if (s->nknown == KNOWN || s->held + bytes > KNOWN_BYTES) forget(s);
    memcpy(copy, word.ptr, word.len);
    impacts->users++;
    s->known[s->nknown++] = (struct known){ copy, word.len, n, impacts };
    s->held += bytes;
}

int na_stem_n(na_stem *s, na_str word, uint64_t rows, uint64_t *n_out, na_impacts **impacts,
              na_err *err)
{
    const struct known *k = impacts ? find_known(s, word) : NULL;
    int rc, bad = NA_OK;

    if (word.len == 0) return 0;
    if (k) {
        *n_out = k->n;
        *impacts = k->impacts;
        (*impacts)->users++;
        return 1;
    }
    na_stmt_bind_text(s->find, 1, NA_STR(""));
    na_stmt_bind_text(s->find, 2, word);
    rc = na_stmt_step(s->find, err);
    if (rc > 0) {
        *n_out = count_of(s->find);
        if (impacts)
            bad = na_impacts_read(impacts, na_stmt_blob(s->find, 1), rows, word, err);
        if (impacts && bad == NA_OK) keep(s, word, *n_out, *impacts);
        if (bad < 0) rc = bad;
    }
    na_stmt_reset(s->find);
    return rc;
}

/* -- groups -------------------------------------------------------------------------- */

void na_stem_put_word(na_buf *out, na_str *prev, na_str word)
{
    size_t same = 0;

    while (same < word.len && same < prev->len && word.ptr[same] == prev->ptr[same]) same++;
    na_buf_putc(out, (char)(unsigned char)same);
    na_buf_putc(out, (char)(unsigned char)(word.len - same));
    na_buf_str(out, na_str_sub(word, same, word.len));
    *prev = word;
}

static int bad(size_t lang, na_str stem, na_err *err)
{
    return na_fail(err, NA_ECORRUPT, "stem: the words of %.*s (%s) are no list",
                   NA_STR_ARG(stem), na_stem_lang_code(lang));
}

int na_stem_group(na_stem *s, size_t lang, na_str stem, int (*fn)(void *ctx, na_str word),
                  void *ctx, uint64_t *n_out, na_err *err)
{
    char word[2][NA_TOKEN_MAX];
    na_str prev = stem, v;
    int rc;

    na_stmt_bind_text(s->find, 1, na_str_c(na_stem_lang_code(lang)));
    na_stmt_bind_text(s->find, 2, stem);
    if ((rc = na_stmt_step(s->find, err)) <= 0) goto done;
    *n_out = count_of(s->find);
    v = na_stmt_blob(s->find, 1);
    for (size_t at = 0, k = 0; at < v.len; k ^= 1) {
        size_t same = (unsigned char)v.ptr[at];
        size_t more = at + 1 < v.len ? (unsigned char)v.ptr[at + 1] : SIZE_MAX;
        at += 2;
        if (more > NA_TOKEN_MAX || at > v.len || more > v.len - at || same > prev.len ||
            same + more > NA_TOKEN_MAX || same + more == 0) {
            rc = bad(lang, stem, err);
            goto done;
        }
        if (same) memcpy(word[k], prev.ptr, same);
        if (more) memcpy(word[k] + same, v.ptr + at, more);
        at += more;
        prev = na_str_n(word[k], same + more);
        if ((rc = fn(ctx, prev)) != 0) goto done;
    }
    rc = 1;
done:
    na_stmt_reset(s->find);
    return rc;
}

int na_stem_each_group(na_db *db, int (*fn)(void *ctx, size_t lang, na_str stem), void *ctx,
                       na_err *err)
{
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, db, "SELECT lang, stem FROM stem WHERE lang > ''", err);

    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        int lang = na_stem_lang_of(na_stmt_text(q, 0));
        if (lang >= 0 && (rc = fn(ctx, (size_t)lang, na_stmt_text(q, 1))) != 0) break;
    }
    na_stmt_close(q);
    return rc;
}
