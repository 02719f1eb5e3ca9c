/* SPDX-License-Identifier: MIT */
/* store_fixture.h - a small volume for the tests of store/, with a manifest of their own
 * kind: it only has to be bytes that change with the members */
#ifndef NA_TESTS_STORE_FIXTURE_H
#define NA_TESTS_STORE_FIXTURE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/path.h"
#include "store/vol_read.h"
#include "store/vol_verify.h"
#include "store/vol_write.h"
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct fixture {
    char path[64];
    na_vol_hashes hashes;
    uint8_t sha[32];
    uint64_t size;
    na_buf json, index; /* what was written */
    uint64_t off[4096]; /* of each article; off[n] is the end */
    size_t n;
};

static int fixture_manifest(void *ctx, const na_vol_member *m, size_t n, na_buf *out,
                            na_err *err)
{
    struct fixture *x = ctx;
    char hex[65];

    (void)err;
    x->hashes.n = n;
    memcpy(x->hashes.member, m, n * sizeof *m);
    na_buf_puts(out, "{\"newsarc\":1,\"sha256\":[");
    for (size_t i = 0; i < n; i++) {
        na_hex(m[i].sha256, 32, hex);
        na_buf_printf(out, "%s\"%s\"", i ? "," : "", hex);
    }
    na_buf_puts(out, "]}\n");
    return NA_OK;
}

/* Words that compress, differently each time. */
static void fixture_words(na_buf *b, unsigned *seed, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        *seed = *seed * 1103515245u + 12345u;
        na_buf_printf(b, "w%u ", *seed >> 16 & 0x1ff);
    }
}

static void fixture_write(struct fixture *x, size_t articles, size_t index_bytes,
                          const na_volw_opts *o, bool extra)
{
    na_volw *w = NULL;
    na_err err = { 0 };
    unsigned seed = 7;
    na_buf line;
    na_src plain;
    int fd;

    memset(x, 0, sizeof *x);
    na_buf_init(&x->json, 64 * NA_MIB);
    na_buf_init(&x->index, 64 * NA_MIB);
    na_buf_init(&line, 64 * NA_MIB);
    snprintf(x->path, sizeof x->path, "%s/narc.XXXXXX",
             getenv("TMPDIR") && strlen(getenv("TMPDIR")) < 40 ? getenv("TMPDIR") : "/tmp");
    fd = mkstemp(x->path);
    assert_true(fd >= 0);
    close(fd);
    unlink(x->path);

    assert_int_equal(na_volw_begin(&w, x->path, o, &err), NA_OK);
    for (x->n = 0; x->n < articles; x->n++) {
        na_buf_reset(&line);
        na_buf_printf(&line, "{\"id\":\"%016zx\",\"body\":\"", x->n);
        fixture_words(&line, &seed, 5 + x->n % 40);
        na_buf_puts(&line, "\"}\n");
        assert_int_equal(na_volw_article(w, na_buf_get(&line), &x->off[x->n]), NA_OK);
        assert_int_equal(x->off[x->n], x->json.len);
        na_buf_str(&x->json, na_buf_get(&line));
    }
    x->off[x->n] = x->json.len;
    assert_int_equal(na_volw_raw_size(w), x->json.len);
    assert_int_equal(na_volw_articles_end(w), NA_OK);
    while (x->index.len < index_bytes) fixture_words(&x->index, &seed, 100);
    na_buf_cut(&x->index, index_bytes);
    plain = na_src_mem(na_buf_get(&x->index), "index.db");
    assert_int_equal(na_volw_index(w, &plain), NA_OK);
    if (extra)
        assert_int_equal(na_volw_extra(w, NA_VOL_NAME_DEAD, NA_STR("0123\n4567\n")), 0);
    if (na_volw_finish(w, fixture_manifest, x, x->sha, &x->size, &err) < 0)
        fail_msg("%s", err.msg);
    na_buf_release(&line);
}

static void fixture_read(const struct fixture *x, na_buf *bytes)
{
    na_err err = { 0 };

    na_buf_init(bytes, 64 * NA_MIB);
    if (na_path_read(x->path, 64 * NA_MIB, bytes, &err) < 0) fail_msg("%s", err.msg);
    assert_int_equal(bytes->len, x->size);
}

static void fixture_release(struct fixture *x)
{
    unlink(x->path);
    na_buf_release(&x->json);
    na_buf_release(&x->index);
}

#endif
