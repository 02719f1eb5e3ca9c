/* SPDX-License-Identifier: MIT */
#include "ingest/failures.h"
#include "base/utf8.h"
#include <stdio.h>
#include <stdlib.h>

#define TOLD 10u /* kinds; quarantine list has all of them */

/* As much of s as fits, cut between characters. */
static void keep(char *out, size_t size, na_str s)
{
    const size_t n = s.len < size ? s.len : na_u8_floor(s, size - 1);

    if (n) memcpy(out, s.ptr, n);
    out[n] = '\0';
}

static bool same(const na_failure_kind *k, const na_quarantined *q)
{
    return k->line == q->line && na_str_eqc(q->code, k->code) &&
           na_str_eqc(na_str_sub(q->script, 0, sizeof k->reader - 1), k->reader);
}

void na_failures_note(na_failures *f, const na_quarantined *q)
{
    na_failure_kind *k = f->v;

    while (k < f->v + f->n && !same(k, q)) k++;
    if (k == f->v + f->n) {
        if (f->n == NA_FAILURE_KINDS) {
            f->others++;
            return;
        }
        f->n++;
        *k = (na_failure_kind){ .line = q->line };
        keep(k->reader, sizeof k->reader, q->script);
        keep(k->code, sizeof k->code, q->code);
        keep(k->file, sizeof k->file, q->file);
        keep(k->message, sizeof k->message, q->message);
        keep(k->entry, sizeof k->entry, q->entry);
    }
    k->n++;
}

static int by_count(const void *a, const void *b)
{
    const na_failure_kind *x = a, *y = b;

    return x->n < y->n ? 1 : x->n > y->n ? -1 : strcmp(x->entry, y->entry);
}

static void tell_one(const na_failure_kind *k, char *out, size_t size)
{
    char place[140] = "";

    if (strcmp(k->code, "deferred") == 0) {
        snprintf(out, size,
                 "%s failed so often that %llu record%s, from %s on, waited; with the "
                 "script mended: newsarc quarantine retry --script %s",
                 k->reader, (unsigned long long)k->n, k->n == 1 ? "" : "s", k->entry,
                 k->reader);
        return;
    }
    if (k->file[0] && k->line)
        snprintf(place, sizeof place, "%s:%llu", k->file, (unsigned long long)k->line);
    else
        snprintf(place, sizeof place, "%s",
                 k->file[0]     ? k->file
                 : k->reader[0] ? k->reader
                                : k->code);
    snprintf(out, size, "%s: %s  (%llu record%s%s)", place, k->message,
             (unsigned long long)k->n, k->n == 1 ? ": " : "s, first: ", k->entry);
}

void na_failures_tell(na_failures *f, void (*line)(void *ctx, na_str s), void *ctx)
{
    char text[640];
    size_t i;

    qsort(f->v, f->n, sizeof *f->v, by_count);
    for (i = 0; i < f->n && i < TOLD; i++) {
        tell_one(&f->v[i], text, sizeof text);
        line(ctx, na_str_c(text));
    }
    for (; i < f->n; i++) f->others += f->v[i].n;
    if (!f->others) return;
    snprintf(text, sizeof text, "%llu more record%s failed in other ways",
             (unsigned long long)f->others, f->others == 1 ? "" : "s");
    line(ctx, na_str_c(text));
}
