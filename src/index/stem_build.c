/* SPDX-License-Identifier: MIT */
/* stem_build.c - counting the frequent words and grouping by stem when a volume is built
 *
 * The words are held in memory, some 40 bytes each, and sorted by stem for one language
 * after the other.
 */
#include "base/arena.h"
#include "index/stem_int.h"
#include <stdlib.h>

/* Least bytes an article takes in a doclist: rowid, size, one position. */
#define LEAST 3u

struct word {
    na_str text;
    uint64_t most; /* no more articles hold it in title, deck or body */
};
struct stemmed {
    na_str stem;
    const struct word *word;
};

struct build {
    na_db *db;
    na_fti *x;
    uint64_t rows;
    const uint32_t *length;
    double mean; /* of them */
    na_arena words, stems;
    struct word *v;
    size_t n, cap;
    struct stemmed *by_stem;
    uint8_t *seen; /* a bit a row */
    na_stmt *put;
    na_buf list;
};

static int put(struct build *b, const char *lang, na_str stem, na_str words, uint64_t n,
               na_err *err)
{
    na_stmt_bind_text(b->put, 1, na_str_c(lang));
    na_stmt_bind_text(b->put, 2, stem);
    if (lang[0] || stem.len > 0)
        na_stmt_bind_blob(b->put, 3, words);
    else
        na_stmt_bind_text(b->put, 3, words);
    na_stmt_bind_i64(b->put, 4, (int64_t)n);
    return na_stmt_run(b->put, err);
}

/* -- words --------------------------------------------------------------------------- */

static int count(na_postings *p, uint64_t *n_out, na_err *err)
{
    uint64_t n = 0;
    unsigned col;
    int rc;

    while ((rc = na_postings_next(p, err)) > 0) {
        if ((rc = na_postings_first_column(p, &col, err)) < 0) return rc;
        if (col <= NA_STEM_LAST_COUNTED) n++;
    }
    *n_out = n;
    return rc;
}

static int keep(struct build *b, na_str text, uint64_t most, na_err *err)
{
    if (b->n == b->cap) {
        size_t cap = b->cap ? 2 * b->cap : 4096;
        struct word *v = realloc(b->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        b->v = v, b->cap = cap;
    }
    text = na_arena_str(&b->words, text);
    if (!text.ptr) return na_fail_nomem(err);
    b->v[b->n++] = (struct word){ text, most };
    return NA_OK;
}

/* A word that n articles hold, more than few. */
static int put_frequent(struct build *b, na_str word, na_postings *p, uint64_t n,
                        na_err *err)
{
    int rc;

    na_postings_rewind(p);
    na_buf_reset(&b->list);
    rc = na_impacts_build(&b->list, p, n, b->length, b->rows, b->mean, err);
    return rc < 0 ? rc : put(b, "", word, na_buf_get(&b->list), n, err);
}

static int put_words(struct build *b, bool grouped, na_err *err)
{
    na_vocab *v = NULL;
    na_postings *p = NULL;
    na_str word;
    uint64_t n;
    size_t bytes;
    int rc;

    if ((rc = na_vocab_open(&v, b->x, NA_STR(""), err)) < 0) goto done;
    while ((rc = na_vocab_next(v, &word, err)) > 0) {
        /* Most words are rare, and their doclists too short to be worth counting. */
        bool longer = na_vocab_bytes(v, &bytes);
        n = bytes / LEAST;
        if (longer || n > b->rows / NA_STEM_SHARE) {
            if ((rc = na_vocab_postings(v, &p, err)) < 0) goto done;
            if ((rc = count(p, &n, err)) < 0) goto done;
            if (n > b->rows / NA_STEM_SHARE && (rc = put_frequent(b, word, p, n, err)) < 0)
                goto done;
            na_postings_free(p), p = NULL;
        }
        if (grouped && (rc = keep(b, word, n, err)) < 0) goto done;
    }
done:
    na_postings_free(p);
    na_vocab_close(v);
    return rc;
}

/* -- groups -------------------------------------------------------------------------- */

static int by_stem(const void *pa, const void *pb)
{
    const struct stemmed *a = pa, *b = pb;
    int c = na_str_cmp(a->stem, b->stem);

    return c ? c : a->word < b->word ? -1 : a->word > b->word;
}

/* Articles that hold any word of the group. */
static int count_any(struct build *b, const struct stemmed *g, size_t n, uint64_t *n_out,
                     na_err *err)
{
    na_postings *p = NULL;
    int rc = NA_OK;

    *n_out = 0;
    memset(b->seen, 0, (size_t)b->rows / 8 + 1);
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        rc = na_fti_term(b->x, g[i].word->text, &p, err);
        while (rc == NA_OK && p && (rc = na_postings_next(p, err)) > 0) {
            int64_t row = na_postings_rowid(p);
            unsigned col;
            if ((rc = na_postings_first_column(p, &col, err)) < 0) break;
            if (col > NA_STEM_LAST_COUNTED || row < 1 || row > (int64_t)b->rows) continue;
            uint8_t *bits = &b->seen[(row - 1) >> 3],
                    bit = (uint8_t)(1u << ((row - 1) & 7));
            *n_out += !(*bits & bit);
            *bits |= bit;
        }
        na_postings_free(p), p = NULL;
    }
    return rc;
}

static int put_group(struct build *b, size_t lang, const struct stemmed *g, size_t n,
                     na_err *err)
{
    na_str prev = g->stem;
    uint64_t most = 0, any = 0;
    int rc;

    if (g->stem.len == 0 || (n == 1 && na_str_eq(g->stem, g->word->text))) return NA_OK;
    na_buf_reset(&b->list);
    for (size_t i = 0; i < n; i++) {
        na_stem_put_word(&b->list, &prev, g[i].word->text);
        most += g[i].word->most;
    }
    if ((rc = na_buf_check(&b->list, "words of a stem", err)) < 0) return rc;
    if (most > b->rows / NA_STEM_SHARE && (rc = count_any(b, g, n, &any, err)) < 0)
        return rc;
    return put(b, na_stem_lang_code(lang), g->stem, na_buf_get(&b->list),
               any > b->rows / NA_STEM_SHARE ? any : 0, err);
}

static int put_lang(struct build *b, size_t lang, na_err *err)
{
    na_stemmer *s = NULL;
    na_str stem;
    int rc = na_stemmer_new(&s, lang, err);

    na_arena_reset(&b->stems);
    for (size_t i = 0; rc == NA_OK && i < b->n; i++) {
        if ((rc = na_stemmer_stem(s, b->v[i].text, &stem, err)) < 0) break;
        stem = na_str_eq(stem, b->v[i].text) ? b->v[i].text : na_arena_str(&b->stems, stem);
        b->by_stem[i] = (struct stemmed){ stem, &b->v[i] };
        if (!stem.ptr) rc = na_fail_nomem(err);
    }
    na_stemmer_free(s);
    if (rc < 0) return rc;
    qsort(b->by_stem, b->n, sizeof *b->by_stem, by_stem);
    for (size_t i = 0, k; rc == NA_OK && i < b->n; i = k) {
        for (k = i + 1; k < b->n && na_str_eq(b->by_stem[k].stem, b->by_stem[i].stem);) k++;
        rc = put_group(b, lang, &b->by_stem[i], k - i, err);
    }
    return rc;
}

static int put_groups(struct build *b, const na_stem_set *langs, na_err *err)
{
    na_buf names;
    int rc = NA_OK;

    b->by_stem = calloc(b->n + 1, sizeof *b->by_stem);
    b->seen = malloc((size_t)b->rows / 8 + 1);
    if (!b->by_stem || !b->seen) return na_fail_nomem(err);
    na_buf_init(&names, 4096);
    for (size_t i = 0; rc == NA_OK && i < NA_STEM_LANGS; i++)
        if (langs->langs >> i & 1) rc = put_lang(b, i, err);
    na_stem_set_put(langs, &names);
    if (rc == NA_OK) rc = na_buf_check(&names, "languages", err);
    if (rc == NA_OK) rc = put(b, "", NA_STR(""), na_buf_get(&names), 0, err);
    na_buf_release(&names);
    return rc;
}

int na_stem_build(na_db *db, na_fti *x, uint64_t rows, const uint32_t *length,
                  const na_stem_set *langs, na_err *err)
{
    struct build b = { .db = db, .x = x, .rows = rows, .length = length };
    int rc = na_db_exec(db,
                        "CREATE TABLE stem(lang TEXT, stem TEXT, words TEXT, n INTEGER, "
                        "PRIMARY KEY(lang, stem)) WITHOUT ROWID",
                        err);

    na_buf_init(&b.list, (size_t)16 << 20);
    if (rc < 0) goto done;
    b.mean = na_mean_length(x);
    rc = na_stmt_open(&b.put, db, "INSERT INTO stem VALUES(?1, ?2, ?3, ?4)", err);
    if (rc < 0 || (rc = put_words(&b, langs->langs != 0, err)) < 0) goto done;
    if (langs->langs) rc = put_groups(&b, langs, err);
done:
    na_stmt_close(b.put);
    na_arena_release(&b.words);
    na_arena_release(&b.stems);
    na_buf_release(&b.list);
    free(b.v);
    free(b.by_stem);
    free(b.seen);
    return rc;
}
