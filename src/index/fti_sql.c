/* SPDX-License-Identifier: MIT */
/* fti_sql.c - an index's rows out of SQLite
 *
 * A statement costs a microsecond, which is most of what a search for a rare word costs. So
 * the last blocks read are kept; and who has looked for a hundred words will look for more:
 * then the leaves' first terms, a few kilobytes for each megabyte of index, are read into
 * memory once.
 */
#include "index/db_int.h"
#include "index/doclist_int.h"
#include <stdlib.h>

#define CONFIG_VERSION 4
#define SLOTS 64u        /* blocks that are kept, */
#define SLOT_MAX 8192u   /* none larger than this */
#define MANY_SEEKS 100u  /* from here on the terms are in memory, */
#define TERMS_MAX 65536u /* if there are no more of them */

struct slot {
    int64_t id; /* 0: free */
    uint8_t *p;
    size_t n, cap;
};

struct place { /* a row of %_idx */
    uint32_t off, len;
    int64_t pgno;
};

struct na_fti_sql {
    na_db *db;
    char *table;
    na_stmt *block, *seek, *after;
    int64_t at; /* the row that block stands on; 0: none. Neighbouring words share leaves */
    struct slot slot[SLOTS];
    size_t held; /* bytes of slots and terms */
    unsigned seeks;
    bool refused;  /* the terms cannot be in memory */
    int64_t segid; /* whose terms are in memory; 0: none */
    na_buf terms;
    struct place *place; /* ascending */
    size_t nplaces;
};

/* -- blocks -------------------------------------------------------------------------- */

static void keep(struct na_fti_sql *s, struct slot *to, int64_t id, na_str v)
{
    if (v.len == 0 || v.len > SLOT_MAX) return;
    if (v.len > to->cap) {
        uint8_t *p = realloc(to->p, v.len);
        if (!p) return; /* it is only faster with it */
        s->held += v.len - to->cap;
        to->p = p, to->cap = v.len;
    }
    memcpy(to->p, v.ptr, v.len);
    to->n = v.len;
    to->id = id;
}

static int sql_block(void *ctx, int64_t id, na_str *out, na_err *err)
{
    struct na_fti_sql *s = ctx;
    struct slot *slot = &s->slot[(uint64_t)id % SLOTS];
    int rc;

    if (slot->id == id) return *out = na_str_n(slot->p, slot->n), 1;
    if (s->at == id) return *out = na_stmt_blob(s->block, 0), 1;
    s->at = 0;
    na_stmt_reset(s->block);
    na_stmt_bind_i64(s->block, 1, id);
    rc = na_stmt_step(s->block, err);
    if (rc <= 0) return rc;
    s->at = id;
    *out = na_stmt_blob(s->block, 0);
    keep(s, slot, id, *out);
    return rc;
}

/* -- statements --------------------------------------------------------------------- */

static int prepare(na_stmt **out, na_db *db, const char *fmt, const char *table,
                   na_err *err)
{
    char *sql = sqlite3_mprintf(fmt, table);
    int rc = sql ? na_stmt_open(out, db, sql, err) : na_fail_nomem(err);
    sqlite3_free(sql);
    return rc;
}

/* -- terms --------------------------------------------------------------------------- */

/* What cannot be read is left to the statements: they fail where it is needed. */
static void read_terms(struct na_fti_sql *s, int64_t segid)
{
    na_stmt *q = NULL;
    size_t cap = 0;
    int rc =
        prepare(&q, s->db, "SELECT term, pgno FROM \"%w_idx\" WHERE segid=?1 ORDER BY term",
                s->table, NULL);

    if (rc == NA_OK) na_stmt_bind_i64(q, 1, segid);
    while (rc >= 0 && (rc = na_stmt_step(q, NULL)) > 0) {
        na_str term = na_stmt_blob(q, 0);
        if (s->nplaces == TERMS_MAX) break;
        if (s->nplaces == cap) {
            cap = cap ? 2 * cap : 1024;
            struct place *v = realloc(s->place, cap * sizeof *v);
            if (!v) break;
            s->place = v;
        }
        s->place[s->nplaces++] = (struct place){ .off = (uint32_t)s->terms.len,
                                                 .len = (uint32_t)term.len,
                                                 .pgno = na_stmt_i64(q, 1) };
        na_buf_str(&s->terms, term);
    }
    na_stmt_close(q);
    s->refused = rc != 0 || na_buf_check(&s->terms, "terms", NULL) < 0;
    if (s->refused) {
        na_buf_release(&s->terms);
        free(s->place);
        s->place = NULL;
        s->nplaces = 0;
        return;
    }
    s->segid = segid;
    s->held += cap * sizeof *s->place + s->terms.cap;
}

/* The number of terms that are <= term. */
static size_t count_until(const struct na_fti_sql *s, na_str term)
{
    size_t lo = 0, hi = s->nplaces;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const struct place *p = &s->place[mid];
        if (na_str_cmp(na_str_n(s->terms.ptr + p->off, p->len), term) <= 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static int sql_seek(void *ctx, int64_t segid, na_str term, bool after, int64_t *pgno,
                    na_err *err)
{
    struct na_fti_sql *s = ctx;
    na_stmt *q = after ? s->after : s->seek;
    int rc;

    if (s->segid == 0 && !s->refused && ++s->seeks > MANY_SEEKS) read_terms(s, segid);
    if (s->segid == segid) {
        size_t n = count_until(s, term);
        if (after ? n == s->nplaces : n == 0) return 0;
        *pgno = s->place[after ? n : n - 1].pgno;
        return 1;
    }
    na_stmt_bind_i64(q, 1, segid);
    na_stmt_bind_blob(q, 2, term);
    rc = na_stmt_step(q, err);
    if (rc > 0) *pgno = na_stmt_i64(q, 0);
    na_stmt_reset(q);
    return rc;
}

/* -- opening ------------------------------------------------------------------------- */

void na_fti_sql_close(struct na_fti_sql *s)
{
    if (!s) return;
    na_stmt_close(s->block);
    na_stmt_close(s->seek);
    na_stmt_close(s->after);
    for (size_t i = 0; i < SLOTS; i++) free(s->slot[i].p);
    na_buf_release(&s->terms);
    free(s->place);
    free(s->table);
    free(s);
}

void na_fti_rest(na_fti *x)
{
    struct na_fti_sql *s = x ? x->sql : NULL;

    if (!s) return;
    s->at = 0;
    na_stmt_reset(s->block);
    na_stmt_reset(s->seek);
    na_stmt_reset(s->after);
}

size_t na_fti_held(const na_fti *x) { return x && x->sql ? x->sql->held : 0; }

static int check_config(na_db *db, const char *table, na_err *err)
{
    na_stmt *s = NULL;
    int rc = prepare(&s, db, "SELECT v FROM \"%w_config\" WHERE k='version'", table, err);

    if (rc < 0 || (rc = na_stmt_step(s, err)) < 0) goto done;
    if (rc == 0 || na_stmt_i64(s, 0) != CONFIG_VERSION)
        rc = na_fail(err, NA_ECORRUPT, "%s: %s: not FTS5 format %d", na_db_name(db), table,
                     CONFIG_VERSION);
    else
        rc = NA_OK;
done:
    na_stmt_close(s);
    return rc;
}

int na_fti_open(na_fti **out, na_db *db, const char *table, na_err *err)
{
    struct na_fti_sql *s = NULL;
    na_fti_src src = { .block = sql_block, .seek = sql_seek };
    na_buf name;
    int rc;

    na_buf_init(&name, 64 << 10);
    na_buf_printf(&name, "%s: %s", na_db_name(db), table);
    if (!(s = calloc(1, sizeof *s)) || !(s->table = strdup(table))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    s->db = db;
    na_buf_init(&s->terms, 4 << 20);
    if ((rc = check_config(db, table, err)) < 0) goto done;
    if ((rc = prepare(&s->block, db, "SELECT block FROM \"%w_data\" WHERE id=?1", table,
                      err)) < 0)
        goto done;
    if ((rc = prepare(&s->seek, db,
                      "SELECT pgno FROM \"%w_idx\" WHERE segid=?1 AND term<=?2 "
                      "ORDER BY term DESC LIMIT 1",
                      table, err)) < 0)
        goto done;
    if ((rc = prepare(&s->after, db,
                      "SELECT pgno FROM \"%w_idx\" WHERE segid=?1 AND term>?2 "
                      "ORDER BY term LIMIT 1",
                      table, err)) < 0)
        goto done;
    src.ctx = s;
    src.name = na_buf_cstr(&name);
    if ((rc = na_fti_open_src(out, &src, err)) < 0) goto done;
    (*out)->sql = s, s = NULL;
done:
    na_buf_release(&name);
    na_fti_sql_close(s);
    return rc;
}
