/* SPDX-License-Identifier: MIT */
/* bench_fts5 build ARTICLES DATABASE [--stem] - one FTS5 table over a table of articles
 * bench_fts5 search DATABASE QUERIES - times queries over it (bench.h)
 *
 * As its documentation has it: the articles in a table of their own (content=), bm25() as
 * rank. In its favour: rows in order of date, so that newest first is an order of rowids;
 * one merged segment; a page cache that holds the whole database. */
#include "bench.h"
#include <sqlite3.h>

static int build(const char *articles, sqlite3 *db, int stem)
{
    FILE *f = fopen(articles, "r");
    struct bench_article a = { 0 };
    sqlite3_stmt *st = NULL;
    char *sql = sqlite3_mprintf(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; BEGIN;"
        "CREATE TABLE article(n INTEGER PRIMARY KEY, id TEXT, published INT, title TEXT,"
        " body TEXT); CREATE INDEX published ON article(published);"
        "CREATE VIRTUAL TABLE fts USING fts5(title, body, content='article',"
        " content_rowid='n', tokenize='%s');",
        stem ? "porter unicode61" : "unicode61");
    int rc = f && sql ? sqlite3_exec(db, sql, NULL, NULL, NULL) : SQLITE_ERROR;

    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(
            db, "INSERT INTO article(id, published, title, body) VALUES(?, ?, ?, ?)", -1,
            &st, NULL);
    while (rc == SQLITE_OK && bench_article(f, &a)) {
        sqlite3_bind_text(st, 1, a.id, -1, SQLITE_STATIC);
        sqlite3_bind_int64(st, 2, a.published);
        sqlite3_bind_text(st, 3, a.title, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 4, a.body, -1, SQLITE_STATIC);
        (void)sqlite3_step(st);
        rc = sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db,
                          "INSERT INTO fts(fts) VALUES('rebuild');"
                          "INSERT INTO fts(fts) VALUES('optimize'); COMMIT;"
                          "PRAGMA wal_checkpoint(TRUNCATE)",
                          NULL, NULL, NULL);
    sqlite3_free(sql);
    if (f) fclose(f);
    return rc;
}

enum { RANKED, NEWEST, RANGE, COUNT, RANGE_COUNT, NSQL };
static const char *const texts[NSQL] = {
    "SELECT rowid FROM fts WHERE fts MATCH ?1 ORDER BY rank LIMIT 10",
    "SELECT rowid FROM fts WHERE fts MATCH ?1 ORDER BY rowid DESC LIMIT 10",
    "SELECT fts.rowid FROM fts JOIN article ON article.n = fts.rowid WHERE fts MATCH ?1"
    " AND article.published >= ?2 AND article.published < ?3 ORDER BY rank LIMIT 10",
    "SELECT count(*) FROM fts WHERE fts MATCH ?1",
    "SELECT count(*) FROM fts JOIN article ON article.n = fts.rowid WHERE fts MATCH ?1"
    " AND article.published >= ?2 AND article.published < ?3",
};

static void match_text(char *out, size_t size, const struct bench_query *q)
{
    const char *between = strcmp(q->op, "or") == 0    ? " OR "
                          : strcmp(q->op, "not") == 0 ? " NOT "
                                                      : " AND ";
    size_t n = 0;

    if (strcmp(q->op, "phrase") == 0) {
        snprintf(out, size, "\"%s\"", q->words);
    } else if (strcmp(q->op, "prefix") == 0) {
        snprintf(out, size, "\"%s\"*", q->words);
    } else if (strcmp(q->op, "near") == 0) { /* it counts the words between */
        snprintf(out, size, "NEAR(\"%s\" \"%s\", %d)", q->word[0], q->word[1],
                 BENCH_NEAR - 1);
    } else {
        for (size_t i = 0; i < q->n && n < size; i++)
            n += (size_t)snprintf(out + n, size - n, "%s\"%s\"", i ? between : "",
                                  q->word[i]);
    }
}

static int run(void *ctx, const struct bench_query *q, uint64_t *total)
{
    sqlite3_stmt **st = ctx, *s;
    int range = strcmp(q->op, "range") == 0, rc;
    char match[1024];

    match_text(match, sizeof match, q);
    s = st[total ? (range ? RANGE_COUNT : COUNT) : range ? RANGE : q->newest];
    sqlite3_bind_text(s, 1, match, -1, SQLITE_STATIC);
    if (range) {
        sqlite3_bind_int64(s, 2, q->from);
        sqlite3_bind_int64(s, 3, q->to);
    }
    while ((rc = sqlite3_step(s)) == SQLITE_ROW)
        if (total) *total = (uint64_t)sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    return rc == SQLITE_DONE ? BENCH_OK : BENCH_FAILED;
}

static int search(sqlite3 *db, const char *queries)
{
    sqlite3_stmt *st[NSQL] = { NULL };
    int rc = sqlite3_exec(db, "PRAGMA cache_size=-4000000", NULL, NULL, NULL);

    for (int i = 0; rc == SQLITE_OK && i < NSQL; i++)
        rc = sqlite3_prepare_v2(db, texts[i], -1, &st[i], NULL);
    if (rc == SQLITE_OK) rc = bench_all(queries, run, st) ? SQLITE_ERROR : SQLITE_OK;
    for (int i = 0; i < NSQL; i++) sqlite3_finalize(st[i]);
    return rc;
}

int main(int argc, char **argv)
{
    int building = argc >= 4 && strcmp(argv[1], "build") == 0, rc;
    const char *path = argc < 4 ? "" : building ? argv[3] : argv[2];
    sqlite3 *db = NULL;

    if (argc < 4 || (!building && strcmp(argv[1], "search") != 0)) {
        fprintf(stderr, "usage: bench_fts5 build ARTICLES DATABASE [--stem]\n"
                        "       bench_fts5 search DATABASE QUERIES\n");
        return 2;
    }
    rc = sqlite3_open(path, &db);
    if (rc == SQLITE_OK) rc = building ? build(argv[2], db, argc > 4) : search(db, argv[3]);
    if (rc != SQLITE_OK) fprintf(stderr, "bench_fts5: %s: %s\n", path, sqlite3_errmsg(db));
    sqlite3_close(db);
    return rc != SQLITE_OK;
}
