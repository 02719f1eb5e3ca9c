/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "store/src.h"
#include "store/zstd.h"
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void there_and_back(void **state)
{
    na_zstd z = { 0 };
    na_buf in, packed, out;
    na_err err = { 0 };

    (void)state;
    na_buf_init(&in, 1 << 24);
    na_buf_init(&packed, 1 << 24);
    na_buf_init(&out, 1 << 24);
    for (size_t n = 0; n < 3000000; n = n * 3 + 1) {
        while (in.len < n) na_buf_printf(&in, "%zu ", in.len * 7919 % 10007);
        na_buf_cut(&in, n);
        assert_int_equal(na_zstd_pack(&z, na_buf_get(&in), 3, &packed, &err), NA_OK);
        assert_int_equal(na_zstd_unpack(&z, na_buf_get(&packed), n, &out, &err), NA_OK);
        assert_true(na_str_eq(na_buf_get(&in), na_buf_get(&out)));
        if (n)
            assert_int_equal(na_zstd_unpack(&z, na_buf_get(&packed), n - 1, &out, NULL),
                             NA_ELIMIT);
        /* Every byte counts, and so does every missing or added one. */
        for (size_t i = 0; i < packed.len && n < 3000; i++) {
            packed.ptr[i] ^= 1;
            if (na_zstd_unpack(&z, na_buf_get(&packed), n, &out, NULL) == NA_OK)
                assert_true(na_str_eq(na_buf_get(&in), na_buf_get(&out)));
            packed.ptr[i] ^= 1;
        }
        assert_int_equal(
            na_zstd_unpack(&z, na_str_n(packed.ptr, packed.len - 1), n, &out, NULL),
            NA_ECORRUPT);
        na_buf_putc(&packed, 0);
        assert_int_equal(na_zstd_unpack(&z, na_buf_get(&packed), n, &out, NULL),
                         NA_ECORRUPT);
    }
    assert_int_equal(na_zstd_unpack(&z, NA_STR(""), 10, &out, NULL), NA_ECORRUPT);
    assert_int_equal(na_zstd_unpack(&z, NA_STR("plain text"), 10, &out, NULL), NA_ECORRUPT);
    na_zstd_release(&z);
    na_zstd_release(&z);
    na_buf_release(&in);
    na_buf_release(&packed);
    na_buf_release(&out);
}

static void sources(void **state)
{
    char path[] = "/tmp/na-src.XXXXXX", link[64], buf[16];
    int fd = mkstemp(path);
    na_err err = { 0 };
    na_src f, m = na_src_mem(NA_STR("0123456789"), "memory");

    (void)state;
    assert_int_equal(write(fd, "0123456789", 10), 10);
    close(fd);
    assert_int_equal(na_src_file(&f, path, &err), NA_OK);
    assert_int_equal(f.size, 10);
    for (size_t off = 0; off < 12; off++)
        for (size_t n = 0; n < 12; n++) {
            int want = off + n <= 10 ? NA_OK : NA_ECORRUPT;
            assert_int_equal(na_src_read(&f, off, buf, n, NULL), want);
            if (want == NA_OK) assert_memory_equal(buf, &"0123456789"[off], n);
            assert_int_equal(na_src_read(&m, off, buf, n, NULL), want);
        }
    assert_int_equal(na_src_read(&m, UINT64_MAX, buf, 2, NULL), NA_ECORRUPT);
    na_src_close(&f);
    na_src_close(&f);
    na_src_close(NULL);

    snprintf(link, sizeof link, "%s.link", path);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(na_src_file(&f, link, &err), NA_EIO);
    assert_non_null(strstr(err.msg, "symbolic link"));
    unlink(link);
    assert_int_equal(na_src_file(&f, "/tmp", NULL), NA_EIO);
    assert_int_equal(na_src_file(&f, "/tmp/there-is-no-such-file", NULL), NA_ENOENT);
    assert_int_equal(mkfifo(link, 0600), 0);
    assert_int_equal(na_src_file(&f, link, NULL), NA_EIO);
    unlink(link);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
