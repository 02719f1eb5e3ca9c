/* SPDX-License-Identifier: MIT */
/* A bundle of any bytes, read to its end as a file and as a pipe, bundles inside it too. */
#include "store/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct input {
    const uint8_t *p;
    size_t n, pos;
};

static int in_read(void *ctx, void *buf, size_t n, size_t *got, na_err *err)
{
    struct input *in = ctx;

    (void)err;
    if (n > in->n - in->pos) n = in->n - in->pos;
    if (n) memcpy(buf, in->p + in->pos, n);
    in->pos += n;
    *got = n;
    return NA_OK;
}

static int in_seek(void *ctx, uint64_t off, na_err *err)
{
    (void)err;
    ((struct input *)ctx)->pos = (size_t)off;
    return NA_OK;
}

static void read_bundle(const na_bundle_io *io, int depth)
{
    na_limits lim = na_limits_default();
    na_bundle *b = NULL;
    na_entry e;
    char buf[4096];
    size_t got;

    lim.entries = 1000;
    lim.expanded = 4 * NA_MIB;
    if (na_bundle_open(&b, io, NA_STR("fuzz.gz"), &lim, NULL) < 0) return;
    while (na_bundle_next(b, &e, NULL) > 0) {
        na_bundle_io inner = { .read = na_bundle_read_cb, .ctx = b };
        if (depth && e.index % 2)
            read_bundle(&inner, depth - 1);
        else
            while (na_bundle_read(b, buf, sizeof buf, &got, NULL) == NA_OK && got) {
            }
    }
    na_bundle_close(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct input in = { p, n, 0 };
    na_bundle_io io = { .read = in_read, .size = n, .ctx = &in };

    read_bundle(&io, 1);
    in.pos = 0;
    io.seek = in_seek;
    read_bundle(&io, 1);
    return 0;
}
