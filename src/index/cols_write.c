/* SPDX-License-Identifier: MIT */
/* cols_write.c - collecting an article's values and writing them by chunks
 *
 * Dictionaries number their values in order of first appearance; they are looked up in a
 * balanced tree (tsearch). The ids wait in memory until the end, 16 bytes an article, since
 * they are stored sorted.
 *
 * Rows are placed by column: the chunks of one stand together, three or so to a page, with
 * what every opening reads in front of them. (Without rowids a row of more than a quarter
 * of a page would have one page more to itself: four times as many pages to decode.)
 */
#include "base/arena.h"
#include "index/cols_int.h"
#include <search.h>
#include <stdlib.h>

#define SCALARS (NA_COL_SIGNATURE + 1)
#define LIST_MAX (64u << 20)

struct dict_entry {
    na_str value;
    uint32_t number;
};

struct dict {
    void *root;
    uint32_t n;
    na_buf text;
};

struct lists {
    uint32_t sizes[NA_COLS_CHUNK];
    na_buf bytes;
};

struct id {
    uint64_t id;
    uint32_t row;
};

struct na_cols_writer {
    na_db *db;
    na_stmt *put;
    na_arena arena; /* of the dictionaries */
    struct dict dict[NA_COLS_DICTS];
    int64_t v[SCALARS][NA_COLS_CHUNK];
    struct lists lists[NA_COLS_LISTS];
    struct id *ids;
    size_t ids_cap;
    int64_t last_published;
    uint64_t last_place;
    uint32_t rows;
    uint64_t rules;
    na_buf chunk;
};

int na_colsw_new(na_cols_writer **out, na_db *db, na_err *err)
{
    na_cols_writer *w = calloc(1, sizeof *w);
    int rc;

    if (!w) return na_fail_nomem(err);
    w->db = db;
    w->last_published = NA_TIME_NONE;
    na_buf_init(&w->chunk, 2 * LIST_MAX);
    for (int i = 0; i < NA_COLS_DICTS; i++) na_buf_init(&w->dict[i].text, LIST_MAX);
    for (int i = 0; i < NA_COLS_LISTS; i++) na_buf_init(&w->lists[i].bytes, LIST_MAX);
    rc = na_db_exec(db,
                    "CREATE TABLE col(name TEXT, chunk INTEGER, v BLOB, "
                    "PRIMARY KEY(name, chunk))",
                    err);
    if (rc == NA_OK)
        rc = na_stmt_open(&w->put, db,
                          "INSERT INTO col(rowid, name, chunk, v) VALUES(?1, ?2, ?3, ?4)",
                          err);
    if (rc < 0)
        na_colsw_free(w);
    else
        *out = w;
    return rc;
}

static void keep_entry(void *e) { (void)e; /* the arena's */ }

static void dict_release(struct dict *d)
{
    tdestroy(d->root, keep_entry);
    na_buf_release(&d->text);
}

void na_colsw_free(na_cols_writer *w)
{
    if (!w) return;
    na_stmt_close(w->put);
    for (int i = 0; i < NA_COLS_DICTS; i++) dict_release(&w->dict[i]);
    for (int i = 0; i < NA_COLS_LISTS; i++) na_buf_release(&w->lists[i].bytes);
    na_buf_release(&w->chunk);
    na_arena_release(&w->arena);
    free(w->ids);
    free(w);
}

static int by_value(const void *a, const void *b)
{
    const struct dict_entry *x = a, *y = b;
    return na_str_cmp(x->value, y->value);
}

static int dict_number(na_cols_writer *w, na_col col, na_str value, uint32_t *out,
                       na_err *err)
{
    struct dict *d = &w->dict[na_cols_dict_no(col)];
    struct dict_entry key = { value, 0 }, *e;
    struct dict_entry *const *found = tfind(&key, &d->root, by_value);

    if (!found) {
        if (!(e = na_arena_alloc(&w->arena, sizeof *e))) return na_fail_nomem(err);
        e->value = na_arena_str(&w->arena, value);
        if (!e->value.ptr) return na_fail_nomem(err);
        e->number = d->n;
        if (!(found = tsearch(e, &d->root, by_value))) return na_fail_nomem(err);
        for (size_t i = 0; i < value.len; i++)
            na_buf_putc(&d->text, value.ptr[i] == '\n' ? ' ' : value.ptr[i]);
        na_buf_putc(&d->text, '\n');
        if (d->text.rc < 0) return na_buf_check(&d->text, "dictionary of a volume", err);
        d->n++;
    }
    *out = (*found)->number;
    return NA_OK;
}

static int64_t rowid_of(const char *name, uint32_t chunk)
{
    int64_t at = 3 * (NA_COL_ID + 1); /* behind all: NA_COLS_RULES */

    if (strcmp(name, NA_COLS_HEAD) == 0) return 0;
    if (strcmp(name, NA_COLS_ID_ROWS) == 0) at = 2 * (NA_COL_ID + 1);
    for (int c = 0; c <= NA_COL_ID; c++) {
        const na_col_desc *d = &na_col_descs[c];
        if (strcmp(name, d->name) == 0) at = 1 + c;
        if (d->dict && strcmp(name, d->dict) == 0) at = NA_COL_ID + 2 + c;
    }
    return at << 32 | chunk;
}

static int put_row(na_cols_writer *w, const char *name, uint32_t chunk, na_str v,
                   na_err *err)
{
    na_stmt_bind_i64(w->put, 1, rowid_of(name, chunk));
    na_stmt_bind_text(w->put, 2, na_str_c(name));
    na_stmt_bind_i64(w->put, 3, chunk);
    na_stmt_bind_blob(w->put, 4, v);
    return na_stmt_run(w->put, err);
}

static int put_chunk(na_cols_writer *w, const char *name, uint32_t chunk, na_err *err)
{
    int rc = na_buf_check(&w->chunk, name, err);

    if (rc == NA_OK) rc = put_row(w, name, chunk, na_buf_get(&w->chunk), err);
    na_buf_reset(&w->chunk);
    return rc;
}

/* v[0..n) as chunk number chunk of a column. */
static int put_values(na_cols_writer *w, const na_col_desc *d, uint32_t chunk,
                      const int64_t *v, size_t n, bool undated, na_err *err)
{
    if (d->codec == NA_CHUNK_PACKED)
        na_chunk_packed(&w->chunk, v, n);
    else if (d->codec == NA_CHUNK_ASCENDING)
        na_chunk_ascending(&w->chunk, v, n, undated);
    else
        na_chunk_fixed(&w->chunk, v, n, d->bytes);
    return put_chunk(w, d->name, chunk, err);
}

static int flush(na_cols_writer *w, na_err *err)
{
    size_t n = w->rows % NA_COLS_CHUNK ? w->rows % NA_COLS_CHUNK : NA_COLS_CHUNK;
    uint32_t chunk = (w->rows - 1) / NA_COLS_CHUNK;
    int rc;

    for (int c = 0; c < SCALARS; c++) {
        const na_col_desc *d = &na_col_descs[c];
        rc = put_values(w, d, chunk, w->v[c], n, c == NA_COL_PUBLISHED, err);
        if (rc < 0) return rc;
    }
    for (int i = 0; i < NA_COLS_LISTS; i++) {
        struct lists *l = &w->lists[i];
        if ((rc = na_buf_check(&l->bytes, "lists of a volume", err)) < 0) return rc;
        na_chunk_lists(&w->chunk, l->sizes, n, na_buf_get(&l->bytes));
        na_buf_reset(&l->bytes);
        if ((rc = put_chunk(w, na_col_descs[NA_COLS_LIST0 + i].name, chunk, err)) < 0)
            return rc;
    }
    return NA_OK;
}

static na_buf *list_of(na_cols_writer *w, na_col col)
{
    return &w->lists[col - NA_COLS_LIST0].bytes;
}

static int add_names(na_cols_writer *w, na_col col, na_strv names, na_err *err)
{
    uint32_t number = 0;
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < names.n; i++) {
        if ((rc = dict_number(w, col, names.v[i], &number, err)) == NA_OK)
            na_buf_varint(list_of(w, col), number);
    }
    return rc;
}

static int add_bounds(na_cols_writer *w, const na_col_row *row, na_err *err)
{
    uint32_t before = 0;

    for (size_t i = 0; i < row->nbounds; i++) {
        uint32_t pos = row->bounds[i].pos;
        if ((i && pos <= before) || pos > INT32_MAX)
            return na_fail(err, NA_EUSAGE, "article %u: sentences do not ascend", w->rows);
        na_buf_varint(list_of(w, NA_COL_BOUNDS),
                      (uint64_t)(pos - before) << 1 | (row->bounds[i].paragraph ? 1u : 0u));
        before = pos;
    }
    return NA_OK;
}

static int add_cites(na_cols_writer *w, const na_col_row *row, na_err *err)
{
    na_buf *out = list_of(w, NA_COL_CITES);
    uint32_t number = 0;
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < row->ncites; i++) {
        const na_col_cite *c = &row->cites[i];
        if (c->start >= 1u << 28 || c->in > NA_COL_IN_BODY)
            return na_fail(err, NA_EUSAGE, "article %u: a citation is nowhere", w->rows);
        rc = dict_number(w, NA_COL_CITES, c->agency, &number, err);
        na_buf_varint(out, number);
        na_buf_varint(out, (uint64_t)c->start << 2 | (unsigned)c->in);
        na_buf_varint(out, c->len);
    }
    return rc;
}

/* Of each of the three texts how many, then how far each begins behind the one before and
 * how many more words it has; an article without quotations has nothing at all. */
static int add_quotes(na_cols_writer *w, const na_col_row *row, na_err *err)
{
    na_buf *out = list_of(w, NA_COL_QUOTES);
    size_t i = 0, n;

    for (unsigned in = 0; row->nquotes > 0 && in <= NA_COL_IN_BODY; in++) {
        uint32_t least = 0;
        for (n = 0; i + n < row->nquotes && row->quotes[i + n].col == in;) n++;
        na_buf_varint(out, n);
        for (; n > 0; n--, i++) {
            const na_quote *q = &row->quotes[i];
            if (q->from < least || q->to < q->from || q->to >= 1u << 28)
                return na_fail(err, NA_EUSAGE, "article %u: quotations overlap", w->rows);
            na_buf_varint(out, q->from - least);
            na_buf_varint(out, q->to - q->from);
            least = q->to + 1;
        }
    }
    if (i == row->nquotes) return NA_OK;
    return na_fail(err, NA_EUSAGE, "article %u: a quotation is nowhere", w->rows);
}

static int add_lists(na_cols_writer *w, size_t at, const na_col_row *row, na_err *err)
{
    size_t before[NA_COLS_LISTS];
    int rc;

    for (int i = 0; i < NA_COLS_LISTS; i++) before[i] = w->lists[i].bytes.len;
    if ((rc = add_names(w, NA_COL_TAGS, row->tags, err)) < 0) return rc;
    if ((rc = add_names(w, NA_COL_AUTHORS, row->authors, err)) < 0) return rc;
    if ((rc = add_bounds(w, row, err)) < 0) return rc;
    if ((rc = add_cites(w, row, err)) < 0) return rc;
    if ((rc = add_quotes(w, row, err)) < 0) return rc;
    for (int i = 0; i < NA_COLS_LISTS; i++) {
        if (w->lists[i].bytes.rc < 0)
            return na_fail(err, NA_ELIMIT, "article %u: lists too long", w->rows);
        w->lists[i].sizes[at] = (uint32_t)(w->lists[i].bytes.len - before[i]);
    }
    return NA_OK;
}

static int add_id(na_cols_writer *w, uint64_t id, na_err *err)
{
    if (w->rows > w->ids_cap) {
        size_t cap = w->ids_cap ? w->ids_cap * 2 : NA_COLS_CHUNK;
        struct id *grown = realloc(w->ids, cap * sizeof *grown);
        if (!grown) return na_fail_nomem(err);
        w->ids = grown, w->ids_cap = cap;
    }
    w->ids[w->rows - 1] = (struct id){ id, w->rows };
    return NA_OK;
}

int na_colsw_add(na_cols_writer *w, const na_col_row *row, na_err *err)
{
    size_t at = w->rows % NA_COLS_CHUNK;
    uint32_t lang = 0, source = 0;
    int rc;

    if (w->rows >= NA_COLS_ROWS_MAX)
        return na_fail(err, NA_ELIMIT, "more than %u articles in a volume",
                       NA_COLS_ROWS_MAX);
    if (row->published < w->last_published || (w->rows && row->place <= w->last_place))
        return na_fail(err, NA_EUSAGE, "article %u of a volume is out of order",
                       w->rows + 1);
    w->last_published = row->published;
    w->last_place = row->place;
    w->rows++;
    if ((rc = dict_number(w, NA_COL_LANG, row->lang, &lang, err)) < 0) return rc;
    if ((rc = dict_number(w, NA_COL_SOURCE, row->source, &source, err)) < 0) return rc;
    if ((rc = add_lists(w, at, row, err)) < 0) return rc;
    if ((rc = add_id(w, row->id, err)) < 0) return rc;
    w->v[NA_COL_PUBLISHED][at] = row->published;
    w->v[NA_COL_LENGTH][at] = row->length;
    w->v[NA_COL_WORDS][at] = row->words;
    w->v[NA_COL_PLACE][at] = (int64_t)row->place;
    w->v[NA_COL_LANG][at] = lang;
    w->v[NA_COL_SOURCE][at] = source;
    w->v[NA_COL_REV][at] = row->rev;
    w->v[NA_COL_TEXT][at] = (int64_t)(row->text & ((UINT64_C(1) << 40) - 1));
    w->v[NA_COL_SIGNATURE][at] = (int64_t)row->signature;
    return at + 1 == NA_COLS_CHUNK ? flush(w, err) : NA_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct id *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static int put_ids(na_cols_writer *w, na_err *err)
{
    const na_col_desc *d = &na_col_descs[NA_COL_ID];
    const na_col_desc rows = { NA_COLS_ID_ROWS, NULL, NA_CHUNK_PACKED, 0 };
    int64_t v[NA_COLS_CHUNK];
    int rc;

    if (w->rows) qsort(w->ids, w->rows, sizeof *w->ids, by_id);
    for (uint32_t from = 0; from < w->rows; from += NA_COLS_CHUNK) {
        uint32_t n = w->rows - from < NA_COLS_CHUNK ? w->rows - from : NA_COLS_CHUNK;
        uint32_t chunk = from / NA_COLS_CHUNK;
        for (uint32_t i = 0; i < n; i++) v[i] = (int64_t)w->ids[from + i].id;
        if ((rc = put_values(w, d, chunk, v, n, false, err)) < 0) return rc;
        for (uint32_t i = 0; i < n; i++) v[i] = w->ids[from + i].row;
        rc = put_values(w, &rows, chunk, v, n, false, err);
        if (rc < 0) return rc;
    }
    return NA_OK;
}

void na_colsw_rules(na_cols_writer *w, uint64_t hash) { w->rules = hash; }

int na_colsw_finish(na_cols_writer *w, uint64_t place_end, na_err *err)
{
    int rc;

    if (w->rows && place_end <= w->last_place)
        return na_fail(err, NA_EUSAGE, "the last article of a volume has no line");
    if (w->rows % NA_COLS_CHUNK && (rc = flush(w, err)) < 0) return rc;
    if ((rc = put_ids(w, err)) < 0) return rc;
    for (int c = 0; c < NA_COL_ID; c++) {
        const char *name = na_col_descs[c].dict;
        if (!name) continue;
        na_str text = na_buf_get(&w->dict[na_cols_dict_no((na_col)c)].text);
        if ((rc = put_row(w, name, 0, text, err)) < 0) return rc;
    }
    na_buf_u64(&w->chunk, w->rules);
    if ((rc = put_chunk(w, NA_COLS_RULES, 0, err)) < 0) return rc;
    na_buf_u32(&w->chunk, w->rows);
    na_buf_u64(&w->chunk, place_end);
    return put_chunk(w, NA_COLS_HEAD, 0, err);
}
