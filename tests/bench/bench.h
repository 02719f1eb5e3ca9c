/* SPDX-License-Identifier: MIT */
/* bench.h - what the drivers of the search benchmark share, in C and C++
 *
 * A list of queries is lines of CLASS, OP, ORDER and WORDS with tabs between; what they
 * mean is in pick.awk. A driver answers each query with its ten best articles; bench_all()
 * counts the matches once, warms up, times, and prints each line with the median in
 * microseconds and the number of matches behind it. */
#ifndef NA_TESTS_BENCH_H
#define NA_TESTS_BENCH_H
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BENCH_TOP 10
#define BENCH_NEAR 10 /* words between the beginnings of two that are near */

struct bench_query {
    const char *op;       /* and or phrase prefix near not range text */
    int newest;           /* newest first, else by relevance */
    const char *words;    /* all of them, blanks between */
    const char *word[12]; /* each; of a range without its two times */
    size_t n;
    int64_t from, to; /* of a range: seconds, to not included */
    char *owned;
};

enum { BENCH_OK, BENCH_NOT_HAD, BENCH_FAILED };

/* Runs q; *total is asked for (all matches, exactly) or NULL (the ten best alone). */
typedef int (*bench_fn)(void *ctx, const struct bench_query *q, uint64_t *total);

static inline double bench_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline int bench_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* Cuts line (which it changes) into q. */
static inline int bench_parse(char *line, struct bench_query *q)
{
    char *field[4], *p = line, *save;

    memset(q, 0, sizeof *q);
    for (int i = 0; i < 4; i++) {
        field[i] = p;
        p += strcspn(p, "\t\n");
        if (*p == '\0' && i < 3) return -1;
        *p++ = '\0';
    }
    q->op = field[1];
    q->newest = strcmp(field[2], "newest") == 0;
    p = field[3];
    if (strcmp(q->op, "range") == 0) {
        q->from = strtoll(p, &p, 10);
        q->to = strtoll(p, &p, 10);
        p += *p == ' ';
    }
    q->words = p;
    save = q->owned = strdup(p);
    while (save && *save && q->n < sizeof q->word / sizeof *q->word) {
        q->word[q->n++] = save;
        save += strcspn(save, " ");
        if (*save) *save++ = '\0';
    }
    return 0;
}

#define BENCH_RUNS 201

struct bench_timed {
    char *line, *copy;
    struct bench_query q;
    uint64_t total;
    double took[BENCH_RUNS], spent;
    size_t runs;
    int rc;
};

/* One run of each query that has not had its share of time. */
static inline int bench_round(struct bench_timed *v, size_t n, bench_fn fn, void *ctx,
                              double share)
{
    int more = 0;

    for (size_t i = 0; i < n; i++) {
        struct bench_timed *t = &v[i];
        double start;
        if (t->rc != BENCH_OK || t->runs == BENCH_RUNS ||
            (t->runs >= 7 && t->spent > share))
            continue;
        start = bench_seconds();
        t->rc = fn(ctx, &t->q, NULL);
        t->spent += t->took[t->runs++] = bench_seconds() - start;
        more = 1;
    }
    return more;
}

/* The queries take turns, so that none has what it needs in a cache because it has just
 * been asked; each runs at least 7 times and for $BENCH_MS (100) altogether. */
static inline int bench_all(const char *list, bench_fn fn, void *ctx)
{
    FILE *f = fopen(list, "r");
    const char *env = getenv("BENCH_MS");
    double share = (env ? atof(env) : 100.0) / 1e3;
    struct bench_timed *v = NULL;
    char line[1024];
    size_t n = 0;
    int status = 0;

    if (!f) {
        perror(list);
        return 1;
    }
    while (fgets(line, sizeof line, f)) {
        struct bench_timed t, *grown;
        memset(&t, 0, sizeof t);
        t.copy = strdup(line);
        if (!t.copy || bench_parse(t.copy, &t.q) < 0) {
            free(t.copy);
            continue;
        }
        line[strcspn(line, "\n")] = '\0';
        t.line = strdup(line);
        t.rc = fn(ctx, &t.q, &t.total);
        grown = (struct bench_timed *)realloc(v, (n + 1) * sizeof *v);
        if (!grown || !t.line) return 1;
        v = grown;
        v[n++] = t;
    }
    fclose(f);
    bench_round(v, n, fn, ctx, share); /* warms up */
    for (size_t i = 0; i < n; i++) v[i].runs = 0, v[i].spent = 0;
    while (bench_round(v, n, fn, ctx, share)) continue;
    for (size_t i = 0; i < n; i++) {
        struct bench_timed *t = &v[i];
        qsort(t->took, t->runs, sizeof *t->took, bench_compare);
        if (t->rc == BENCH_OK)
            printf("%s\t%.2f\t%" PRIu64 "\n", t->line, t->took[t->runs / 2] * 1e6,
                   t->total);
        else
            printf("%s\t-\t-\n", t->line);
        if (t->rc == BENCH_FAILED) status = 1;
        free(t->line);
        free(t->copy);
        free(t->q.owned);
    }
    free(v);
    return status;
}

/* The next of the articles that export.c writes: id, seconds, title, body. */
struct bench_article {
    char *id, *title, *body;
    int64_t published;
    char *line;
    size_t cap;
};

static inline int bench_article(FILE *f, struct bench_article *a)
{
    ssize_t n = getline(&a->line, &a->cap, f);
    char *at[3], *p = a->line;

    if (n <= 0) {
        free(a->line);
        return 0;
    }
    if (a->line[n - 1] == '\n') a->line[n - 1] = '\0';
    for (int i = 0; i < 3; i++) {
        if (!(p = strchr(p, '\t'))) return 0;
        *p++ = '\0';
        at[i] = p;
    }
    a->id = a->line;
    a->published = strtoll(at[0], NULL, 10);
    a->title = at[1];
    a->body = at[2];
    return 1;
}

#endif
