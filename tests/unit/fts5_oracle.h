/* SPDX-License-Identifier: MIT */
/* fts5_oracle.h - what SQLite's own FTS5 finds in the index of a volume
 *
 * The volume is taken apart with tar and zstd. Words, phrases, prefixes, AND, OR,
 * exclusions, columns and NEAR/n of two phrases are what FTS5 can say; its NEAR counts the
 * words between, ours 1 is side by side. */
#ifndef NA_TESTS_FTS5_ORACLE_H
#define NA_TESTS_FTS5_ORACLE_H
#include "answer.h"
#include "base/path.h"
#include "index/db.h"
#include "text/article_json.h"
#include <spawn.h>
#include <sys/wait.h>

typedef struct fts5_row {
    char id[17];
    uint32_t revision;
    bool dead, wanted;
    size_t rowid;
} fts5_row;

typedef struct fts5 {
    na_db *db;
    na_stmt *match;
    fts5_row *row; /* by id, of an article's revisions the last one first */
    size_t *at;    /* of the row with that rowid - 1 */
    size_t rows;
} fts5;

static int fts5_order(const void *x, const void *y)
{
    const fts5_row *a = x, *b = y;
    int order = strcmp(a->id, b->id);

    return order ? order : (a->revision < b->revision) - (a->revision > b->revision);
}

static int fts5_volume(void *ctx, const na_volume_info *v)
{
    (void)snprintf(ctx, 512, "%.*s", (int)v->name.len, v->name.ptr);
    return 0;
}

static bool fts5_sh(const char *line)
{
    char *argv[] = { (char[]){ "sh" }, (char[]){ "-c" }, strdup(line), NULL };
    pid_t pid;
    int status = 1;

    if (posix_spawnp(&pid, "sh", NULL, NULL, argv, environ) == 0)
        assert_int_equal(waitpid(pid, &status, 0), pid);
    free(argv[2]);
    return status == 0;
}

static void fts5_member(const char *dir, const char *volume, const char *member,
                        char path[700])
{
    char line[2048];

    (void)snprintf(path, 700, "%s/%s", dir, member);
    (void)snprintf(line, sizeof line, "tar -xOf '%s/volumes/%s' %s.zst | zstd -dqc >'%s'",
                   dir, volume, member, path);
    assert_true(fts5_sh(line));
}

/* The archive in dir is one volume. false: the tools are missing. */
static bool fts5_open(fts5 *f, na_arc *a, const char *dir)
{
    na_err e = { 0 };
    na_arena arena = { 0 };
    na_buf lines;
    na_str rest, line;
    char name[512] = "", path[700];

    *f = (fts5){ .rows = 0 };
    if (!fts5_sh("tar --version >/dev/null 2>&1 && zstd --version >/dev/null 2>&1"))
        return false;
    must(na_arc_volumes(a, fts5_volume, name, &e), &e);
    fts5_member(dir, name, "index.db", path);
    must(na_db_open(&f->db, path, NA_DB_READ, &e), &e);
    must(na_stmt_open(&f->match, f->db, "SELECT rowid FROM fts WHERE fts MATCH ?1", &e),
         &e);
    fts5_member(dir, name, "articles.jsonl", path);
    na_buf_init(&lines, (size_t)1 << 28);
    must(na_path_read(path, (size_t)1 << 28, &lines, &e), &e);
    f->row = calloc(lines.len / 10 + 1, sizeof *f->row);
    assert_non_null(f->row);
    for (rest = na_buf_get(&lines); na_str_line(&rest, &line); f->rows++) {
        na_article art = { 0 };
        must(na_article_from_json(line, &art, &arena, &e), &e);
        memcpy(f->row[f->rows].id, art.id.ptr, 16);
        f->row[f->rows].revision = art.revision;
        f->row[f->rows].rowid = f->rows + 1;
        na_arena_reset(&arena);
    }
    qsort(f->row, f->rows, sizeof *f->row, fts5_order);
    f->at = calloc(f->rows + 1, sizeof *f->at);
    assert_non_null(f->at);
    for (size_t i = 0; i < f->rows; i++) {
        f->at[f->row[i].rowid - 1] = i;
        f->row[i].dead = i > 0 && strcmp(f->row[i].id, f->row[i - 1].id) == 0;
    }
    na_buf_release(&lines);
    na_arena_release(&arena);
    return true;
}

static void fts5_close(fts5 *f)
{
    na_stmt_close(f->match);
    na_db_close(f->db);
    free(f->row);
    free(f->at);
}

/* -- the same query in its language -------------------------------------------------- */

static void fts5_columns(na_buf *q, uint32_t fields)
{
    static const char *const names[] = { "title",  "deck", "body",   "author",
                                         "source", "tag",  "section" };

    na_buf_putc(q, '{');
    for (int i = 0; i < 7; i++)
        if (fields >> i & 1) na_buf_printf(q, " %s", names[i]);
    na_buf_puts(q, " } : ");
}

/* A plain word as all that it stands for. */
static bool fts5_words(const brute *b, na_buf *q, const na_qnode *n)
{
    const bool *match = NULL;
    size_t said = 0;

    for (size_t i = 0; i < b->nmemo; i++)
        if (b->memo[i].term == n->terms && b->memo[i].key.len) match = b->memo[i].match;
    if (!match) return false;
    na_buf_putc(q, '(');
    for (size_t w = 0; w < b->nwords; w++)
        if (match[w])
            na_buf_printf(q, "%s\"%.*s\"", said++ ? " OR " : "", NA_STR_ARG(b->word[w]));
    na_buf_puts(q, said ? ")" : "\"\")");
    return true;
}

static bool fts5_phrase(na_buf *q, const na_qnode *n)
{
    if (n->kind != NA_Q_PHRASE || n->nterms == 0 || n->quote) return false;
    na_buf_putc(q, '"');
    for (size_t i = 0; i < n->nterms; i++) {
        if (n->terms[i].offset != i || (n->terms[i].prefix && i + 1 < n->nterms))
            return false;
        if (i) na_buf_putc(q, ' ');
        na_buf_str(q, n->terms[i].text);
    }
    na_buf_puts(q, n->terms[n->nterms - 1].prefix ? "\" *" : "\"");
    return true;
}

static bool fts5_near(const brute *b, na_buf *q, const na_qnode *n)
{
    if (n->op != NA_NEAR_WORDS || n->ordered || n->nkids != 2) return false;
    if (brute_twins(b, n->kids[0], n->kids[1])) return false;
    for (size_t i = 0; i < 2; i++)
        if (n->kids[i]->nterms > 0 && brute_key(b, n->kids[i]->terms)) return false;
    for (size_t i = 0; i < 2; i++) /* it takes a phrase for as wide as its terms */
        if (n->kids[i]->width != n->kids[i]->nterms) return false;
    fts5_columns(q, n->kids[0]->fields & n->kids[1]->fields);
    na_buf_puts(q, "NEAR(");
    if (!fts5_phrase(q, n->kids[0])) return false;
    na_buf_putc(q, ' ');
    if (!fts5_phrase(q, n->kids[1])) return false;
    na_buf_printf(q, ", %u)", n->distance - 1);
    return true;
}

/* false: FTS5 cannot say it. */
static bool fts5_query(const brute *b, na_buf *q, const na_qnode *n)
{
    size_t said = 0;

    if (n->quote) return false;
    switch (n->kind) {
    case NA_Q_PHRASE:
        fts5_columns(q, n->fields);
        return fts5_words(b, q, n) || fts5_phrase(q, n);
    case NA_Q_NEAR:
        return fts5_near(b, q, n);
    case NA_Q_AND:
    case NA_Q_OR: /* (a AND b) NOT c NOT d */
        for (size_t i = 0; n->kind == NA_Q_AND && i < n->nkids; i++)
            if (n->kids[i]->kind == NA_Q_NOT) na_buf_putc(q, '(');
        na_buf_putc(q, '(');
        for (size_t i = 0; i < n->nkids; i++) {
            if (n->kind == NA_Q_AND && n->kids[i]->kind == NA_Q_NOT) continue;
            if (said++) na_buf_puts(q, n->kind == NA_Q_AND ? " AND " : " OR ");
            if (!fts5_query(b, q, n->kids[i])) return false;
        }
        na_buf_putc(q, ')');
        if (said == 0) return false;
        for (size_t i = 0; i < n->nkids; i++) {
            if (n->kids[i]->kind != NA_Q_NOT) continue;
            na_buf_puts(q, " NOT (");
            if (!fts5_query(b, q, n->kids[i]->kids[0])) return false;
            na_buf_puts(q, "))");
        }
        return true;
    default:
        return false;
    }
}

/* Whether FTS5 could say it: then the answer is the same set of articles. */
static bool same_as_fts5(fts5 *f, brute *b, const na_query *q, const answer *r,
                         const char *text)
{
    na_err e = { 0 };
    na_buf said;
    size_t n = 0;
    int rc;
    bool can;

    na_buf_init(&said, 1 << 20);
    brute_query(b, na_query_root(q));
    can = na_query_revisions(q) == NA_REVISIONS_LATEST &&
          fts5_query(b, &said, na_query_root(q));
    for (size_t i = 0; can && i < f->rows; i++) f->row[i].wanted = false;
    if (can) na_stmt_bind_text(f->match, 1, na_buf_get(&said));
    while (can && (rc = na_stmt_step(f->match, &e)) != 0) {
        size_t row = (size_t)na_stmt_i64(f->match, 0) - 1;
        fts5_row *r5;
        if (rc < 0) fail_msg("%s as %s: %s", text, na_buf_cstr(&said), e.msg);
        assert_true(row < f->rows);
        r5 = &f->row[f->at[row]];
        r5->wanted = !r5->dead;
        n += r5->wanted;
    }
    if (can && n != r->n)
        fail_msg("%s: %zu hits, by FTS5 %zu as %s (seed %llu)", text, r->n, n,
                 na_buf_cstr(&said), (unsigned long long)seed);
    for (size_t i = 0; can && i < r->n; i++) {
        fts5_row probe = { .revision = UINT32_MAX }, *r5 = f->row;
        size_t lo = 0, hi = f->rows; /* the first that is no less */
        memcpy(probe.id, r->id[i], 17);
        while (lo < hi) {
            size_t mid = lo + (hi - lo) / 2;
            if (fts5_order(&r5[mid], &probe) < 0)
                lo = mid + 1;
            else
                hi = mid;
        }
        if (lo == f->rows || !r5[lo].wanted || strcmp(r5[lo].id, r->id[i]) != 0)
            fail_msg("%s: %s is not what FTS5 finds as %s (seed %llu)", text, r->id[i],
                     na_buf_cstr(&said), (unsigned long long)seed);
    }
    na_buf_release(&said);
    return can;
}

#endif
