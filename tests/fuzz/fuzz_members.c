/* SPDX-License-Identifier: MIT */
/* A compressed WARC file of any bytes, read over all its damage: places follow each other
 * and lie within the input. */
#include "base/err.h"
#include "store/members.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct input {
    const uint8_t *p;
    size_t n, pos, step;
};

static int in_read(void *ctx, void *buf, size_t n, size_t *got, na_err *err)
{
    struct input *in = ctx;

    (void)err;
    if (n > in->step) n = in->step;
    if (n > in->n - in->pos) n = in->n - in->pos;
    if (n) memcpy(buf, in->p + in->pos, n);
    in->pos += n;
    *got = n;
    return NA_OK;
}

/* Bytes given in all, when nothing was damaged; else all bits set. */
static uint64_t read_all(const uint8_t *p, size_t n, size_t step)
{
    struct input in = { p, n, 0, step };
    uint64_t given = 0, behind = 0, from;
    bool damaged = false;
    na_members *m = NULL;
    char buf[4096];

    if (na_members_open(&m, in_read, &in, NULL) < 0) return 0;
    while (given < 4 * NA_MIB) {
        size_t got = 0;
        na_err err = { 0 };
        const int rc = na_members_read(m, buf, sizeof buf, &got, &err);

        given += got;
        if (rc == NA_OK && !got) break;
        if (rc == NA_OK) {
            na_assert(na_members_place(m, given - 1, &from) && from < n);
            continue;
        }
        const na_members_damage *d = na_members_damage_of(m);

        damaged = true;
        if (!d) break;
        na_assert(err.code == NA_ECORRUPT && d->from >= behind && d->to > d->from);
        na_assert(d->to <= n && d->given <= given);
        na_assert(!d->bytes.len || d->bytes.len == d->to - d->from);
        behind = d->to;
        if (!d->more) break;
    }
    na_members_close(m);
    return damaged ? UINT64_MAX : given;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const na_str head = na_str_n((const char *)p, n < 512 ? n : 512);
    const bool is = na_members_is(head, NA_STR("a.warc.gz"));
    const uint64_t given = read_all(p, n, SIZE_MAX);

    (void)is;
    na_assert((given >= 4 * NA_MIB && given < UINT64_MAX) || read_all(p, n, 7) == given);
    return 0;
}
