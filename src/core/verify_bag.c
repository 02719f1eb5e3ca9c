/* SPDX-License-Identifier: MIT */
/* verify_bag.c - is this the index of these articles?
 *
 * Rebuilding an index to compare it would cost its size again in memory or on disk. Instead
 * every posting is one SHA-256 over its word, its row and its positions, and the hashes are
 * added as four 64-bit numbers: order does not matter, and a missing, added or changed
 * posting changes the sum.
 */
#include "base/hash.h"
#include "core/verify_int.h"
#include "index/stem.h"
#include <stdlib.h>

static void put_u64(na_sha256 *h, uint64_t v)
{
    uint8_t b[8];

    for (int i = 0; i < 8; i++) b[i] = (uint8_t)(v >> 8 * i);
    na_sha256_put(h, b, sizeof b);
}

static void begin(na_sha256 *h, na_str word, int64_t row)
{
    na_sha256_begin(h);
    na_sha256_part(h, word);
    put_u64(h, (uint64_t)row);
}

static void end(na_bag *b, na_sha256 *h)
{
    uint8_t d[32];

    na_sha256_end(h, d);
    for (int i = 0; i < 4; i++) {
        uint64_t v = 0;
        for (int k = 0; k < 8; k++) v |= (uint64_t)d[8 * i + k] << 8 * k;
        b->sum[i] += v;
    }
    b->n++;
}

struct occurrence {
    na_str word;
    uint64_t pos;
};

static int by_word(const void *pa, const void *pb)
{
    const struct occurrence *a = pa, *b = pb;
    int c = na_str_cmp(a->word, b->word);

    return c ? c : a->pos < b->pos ? -1 : a->pos > b->pos;
}

static size_t words_in(const na_buf cols[NA_FTS_COLS])
{
    size_t n = 0;

    for (int c = 0; c < NA_FTS_COLS; c++) {
        if (cols[c].len > 0) n++;
        for (size_t i = 0; i < cols[c].len; i++) n += cols[c].ptr[i] == ' ';
    }
    return n;
}

int na_bag_article(na_bag *b, int64_t row, const na_buf cols[NA_FTS_COLS], na_err *err)
{
    size_t n = 0, max = words_in(cols);
    struct occurrence *o = malloc((max + 1) * sizeof *o);
    na_sha256 h;

    if (!o) return na_fail_nomem(err);
    for (int c = 0; c < NA_FTS_COLS; c++) {
        na_str all = na_buf_get(&cols[c]);
        uint32_t at = 0;
        for (size_t i = 0; i < all.len;) {
            size_t stop = na_str_chr(all, ' ', i);
            if (stop == (size_t)-1) stop = all.len;
            o[n++] = (struct occurrence){ na_str_sub(all, i, stop), NA_POS(c, at++) };
            i = stop + 1;
        }
    }
    qsort(o, n, sizeof *o, by_word);
    for (size_t i = 0; i < n;) {
        size_t k = i;
        begin(&h, o[i].word, row);
        for (; k < n && na_str_eq(o[k].word, o[i].word); k++) put_u64(&h, o[k].pos);
        end(b, &h);
        i = k;
    }
    free(o);
    return NA_OK;
}

/* All postings of one word; *n_out: articles with it in title, deck or body. */
static int add_word(na_bag *b, na_str word, na_postings *p, int64_t max_row,
                    na_poslist *pos, uint64_t *n_out, na_err *err)
{
    na_sha256 h;
    int rc;

    *n_out = 0;
    while ((rc = na_postings_next(p, err)) > 0) {
        int64_t row = na_postings_rowid(p);
        if (row < 1 || row > max_row)
            return na_fail(err, NA_ECORRUPT, "the index names article %lld of %lld",
                           (long long)row, (long long)max_row);
        if ((rc = na_postings_positions(p, pos, err)) < 0) return rc;
        if (pos->n > 0 && NA_POS_COL(pos->v[0]) <= NA_FTS_BODY) ++*n_out;
        begin(&h, word, row);
        for (size_t i = 0; i < pos->n; i++) put_u64(&h, pos->v[i]);
        end(b, &h);
    }
    return rc;
}

static int check_stem(na_stem *stem, na_str word, uint64_t n, int64_t rows, na_err *err)
{
    uint64_t said;
    int rc = na_stem_n(stem, word, (uint64_t)rows, &said, NULL, err);

    if (rc < 0) return rc;
    if (rc > 0 ? said != n : n * NA_STEM_SHARE > (uint64_t)rows)
        return na_fail(err, NA_ECORRUPT,
                       "\"%.*s\" is in %llu articles, but counted as in %llu",
                       NA_STR_ARG(word), (unsigned long long)n,
                       (unsigned long long)(rc > 0 ? said : 0));
    return NA_OK;
}

int na_bag_index(na_bag *b, na_fti *x, struct na_stem *stem, int64_t max_row, na_err *err)
{
    na_vocab *vocab = NULL;
    na_postings *p = NULL;
    na_poslist pos = { 0 };
    uint64_t n;
    na_str word;
    int rc;

    if ((rc = na_vocab_open(&vocab, x, NA_STR(""), err)) < 0) goto done;
    while ((rc = na_vocab_next(vocab, &word, err)) > 0) {
        if ((rc = na_vocab_postings(vocab, &p, err)) < 0) goto done;
        n = 0;
        if (p && (rc = add_word(b, word, p, max_row, &pos, &n, err)) < 0) goto done;
        na_postings_free(p);
        p = NULL;
        if (stem && (rc = check_stem(stem, word, n, max_row, err)) < 0) goto done;
    }
done:
    na_postings_free(p);
    na_poslist_release(&pos);
    na_vocab_close(vocab);
    return rc;
}

bool na_bag_equal(const na_bag *a, const na_bag *b)
{
    return a->n == b->n && memcmp(a->sum, b->sum, sizeof a->sum) == 0;
}
