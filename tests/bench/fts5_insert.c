/* SPDX-License-Identifier: MIT */
/* fts5_insert.c ARTICLES.jsonl DATABASE - the yardstick of tests/bench/import.sh
 *
 * What SQLite itself needs for the same articles: one FTS5 table (unicode61, title and body
 * stored), WAL, synchronous=FULL, one transaction. The articles are parsed before the clock
 * starts; it stops when the commit has returned. Prints the seconds. */
#include "base/arena.h"
#include "base/path.h"
#include "text/json.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct article {
    na_str title, body;
};

struct articles {
    struct article *v;
    size_t n, cap;
    na_arena arena;
};

static int add(struct articles *all, na_str line, na_err *err)
{
    na_json *doc = NULL;
    struct article *a;
    int rc = na_json_parse(line, NULL, &doc, err);

    if (rc < 0) goto done;
    if (all->n == all->cap) {
        size_t cap = all->cap ? 2 * all->cap : 1024;
        struct article *v = realloc(all->v, cap * sizeof *v);
        if (!v) {
            rc = na_fail_nomem(err);
            goto done;
        }
        all->v = v;
        all->cap = cap;
    }
    a = &all->v[all->n++];
    a->title = na_arena_str(&all->arena, na_json_find_str(na_json_root(doc), "title"));
    a->body = na_arena_str(&all->arena, na_json_find_str(na_json_root(doc), "body"));
    if (!a->title.ptr || !a->body.ptr) rc = na_fail_nomem(err);
done:
    na_json_free(doc);
    return rc;
}

static int load(struct articles *all, const char *path, na_err *err)
{
    na_buf text;
    na_str rest, line;
    int rc;

    na_buf_init(&text, (size_t)4 << 30);
    rc = na_path_read(path, (size_t)4 << 30, &text, err);
    rest = na_buf_get(&text);
    while (rc == NA_OK && na_str_line(&rest, &line)) rc = add(all, line, err);
    na_buf_release(&text);
    return rc;
}

static int insert(sqlite3 *db, const struct articles *all)
{
    sqlite3_stmt *st = NULL;
    int rc;

    rc = sqlite3_exec(db,
                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                      "CREATE VIRTUAL TABLE article USING fts5(title, body, "
                      "tokenize='unicode61'); BEGIN",
                      NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(db, "INSERT INTO article(title, body) VALUES(?, ?)", -1,
                                &st, NULL);
    for (size_t i = 0; rc == SQLITE_OK && i < all->n; i++) {
        const struct article *a = &all->v[i];
        sqlite3_bind_text(st, 1, a->title.ptr, (int)a->title.len, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, a->body.ptr, (int)a->body.len, SQLITE_STATIC);
        (void)sqlite3_step(st);
        rc = sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    return rc == SQLITE_OK ? sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) : rc;
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    struct articles all = { 0 };
    na_err err = { 0 };
    sqlite3 *db = NULL;
    double start;
    int status = 1;

    if (argc != 3) {
        fprintf(stderr, "usage: fts5_insert ARTICLES.jsonl DATABASE\n");
        return 2;
    }
    if (load(&all, argv[1], &err) < 0) {
        fprintf(stderr, "fts5_insert: %s\n", err.msg);
        goto done;
    }
    start = seconds();
    if (sqlite3_open(argv[2], &db) != SQLITE_OK || insert(db, &all) != SQLITE_OK) {
        fprintf(stderr, "fts5_insert: %s: %s\n", argv[2], sqlite3_errmsg(db));
        goto done;
    }
    printf("%.3f\n", seconds() - start);
    status = 0;
done:
    sqlite3_close(db);
    na_arena_release(&all.arena);
    free(all.v);
    return status;
}
