/* SPDX-License-Identifier: MIT */
/* err, str, utf8, jsonw, hash, log, path, limits: the small modules of base. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <fcntl.h>
#include <locale.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/jsonw.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/path.h"
#include "base/utf8.h"

static void errors(void **state)
{
    (void)state;
    na_err e = { 0 };
    na_err_prefix(&e, "nothing");
    assert_int_equal(e.code, NA_OK);
    assert_int_equal(na_fail(&e, NA_EIO, "%s: frame %d", "v.narc", 7), NA_EIO);
    assert_int_equal(na_fail(&e, NA_ENOMEM, "later"), NA_ENOMEM);
    assert_int_equal(e.code, NA_EIO);
    na_err_prefix(&e, "import %d", 3);
    assert_string_equal(e.msg, "import 3: v.narc: frame 7");
    for (int i = 0; i < 100; i++) na_err_prefix(&e, "prefix %d", i);
    assert_int_equal(strlen(e.msg), sizeof e.msg - 1);
    na_err_prefix(&e, "%0999d", 1);
    assert_true(strlen(e.msg) < sizeof e.msg);
    na_err_clear(&e);
    assert_int_equal(e.code, NA_OK);
    assert_int_equal(na_fail_nomem(NULL), NA_ENOMEM);
    na_err_prefix(NULL, "x");
    na_err_clear(NULL);
}

static void strings(void **state)
{
    (void)state;
    na_str none = { 0 }, s = NA_STR("a,b,,c");
    assert_true(na_str_eq(none, NA_STR("")));
    assert_true(na_str_ieq(NA_STR("Title"), NA_STR("tITLE")));
    assert_false(na_str_ieq(NA_STR("[a"), NA_STR("{A")));
    assert_true(na_str_starts(s, NA_STR("a,")) && na_str_starts(s, none));
    assert_true(na_str_ends(s, NA_STR(",c")) && !na_str_ends(s, NA_STR("xa,b,,c")));
    assert_true(na_str_cmp(NA_STR("ab"), NA_STR("abc")) < 0);
    assert_true(na_str_cmp(NA_STR("\xff"), NA_STR("a")) > 0);
    assert_int_equal(na_str_cmp(none, NA_STR("")), 0);
    assert_int_equal(na_str_find(s, NA_STR(",,"), 0), 3);
    assert_int_equal(na_str_find(s, NA_STR(","), 4), 4);
    assert_true(na_str_find(s, NA_STR("x"), 0) == (size_t)-1);
    assert_true(na_str_find(s, NA_STR("c"), 7) == (size_t)-1);
    assert_true(na_str_chr(none, 'x', 0) == (size_t)-1);
    assert_int_equal(na_str_chr(s, 'c', 2), 5);
    assert_true(na_str_eqc(na_str_trim(NA_STR(" \t x y\r\n")), "x y"));
    assert_int_equal(na_str_trim(NA_STR("  ")).len, 0);
    assert_true(na_str_eqc(na_str_sub(s, 2, 99), "b,,c"));
    assert_int_equal(na_str_sub(s, 9, 3).len, 0);
    na_str rest = NA_STR("one\r\n\ntwo"), line;
    assert_true(na_str_line(&rest, &line) && na_str_eqc(line, "one"));
    assert_true(na_str_line(&rest, &line) && line.len == 0);
    assert_true(na_str_line(&rest, &line) && na_str_eqc(line, "two"));
    assert_false(na_str_line(&rest, &line));
}

static void utf8(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp < 0x110800; cp += cp < 0x3000 ? 1 : 17) {
        char c[4];
        uint32_t back = 0;
        size_t n = na_u8_put(cp, c);
        if ((cp >= 0xD800 && cp < 0xE000) || cp > 0x10FFFF) {
            assert_int_equal(n, 0);
            continue;
        }
        assert_int_equal(na_u8_next(na_str_n(c, n), 0, &back), n);
        assert_int_equal(back, cp);
        for (size_t k = 1; k < n; k++) {
            assert_int_equal(na_u8_next(na_str_n(c, k), 0, &back), 0);
            assert_int_equal(na_u8_floor(na_str_n(c, n), k), 0);
        }
    }
    static const char *const bad[] = { "\x80",         "\xC0\x80",     "\xC1\xBF",
                                       "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                       "\xF5",         "\xFF",         "\xE3\x81" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(na_u8_valid(na_str_c(bad[i])), 0);
    assert_int_equal(na_u8_valid(NA_STR("평양 ok")), 9);
    assert_int_equal(na_u8_valid(NA_STR("ok\xFF")), 2);
    assert_int_equal(na_u8_floor(NA_STR("a평"), 3), 1);
    assert_int_equal(na_u8_floor(NA_STR("a평"), 4), 4);
    assert_int_equal(na_u8_floor(NA_STR("\x80\x80\x80"), 2), 2);
}

static void json(void **state)
{
    (void)state;
    na_buf b;
    na_buf_init(&b, 1000);
    na_json_quote(&b, NA_STR("a\"b\\c\n\t\x01\x7f 평양 \xC2\x85 \xE2\x80\xAE \xFF!"));
    assert_string_equal(na_buf_cstr(&b), "\"a\\\"b\\\\c\\n\\t\\u0001\\u007f 평양 \\u0085 "
                                         "\\u202e \xEF\xBF\xBD!\"");
    na_buf_reset(&b);
    na_json_quote(&b, (na_str){ 0 });
    assert_string_equal(na_buf_cstr(&b), "\"\"");
    static const struct {
        double v;
        const char *s;
    } t[] = { { 0.1, "0.1" },
              { 1, "1" },
              { -2.5, "-2.5" },
              { 1e300, "1e+300" },
              { 1.0 / 3, "0.3333333333333333" },
              { 12.345678, "12.345678" },
              { 1.0 / 0.0, "null" },
              { 0, "0" } };
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
            na_buf_reset(&b);
            na_json_dbl(&b, t[i].v);
            assert_string_equal(na_buf_cstr(&b), t[i].s);
        }
        if (!setlocale(LC_NUMERIC, "de_DE.UTF-8")) break; /* where it is installed */
    }
    setlocale(LC_NUMERIC, "C");
    na_buf_release(&b);
}

static void hashes(void **state)
{
    (void)state;
    uint8_t h[32], again[32];
    char hex[65];
    na_sha256_of(NA_STR("abc"), h);
    na_hex(h, 32, hex);
    assert_string_equal(hex,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_true(na_unhex(na_str_c(hex), again, 32));
    assert_memory_equal(h, again, 32);
    assert_false(na_unhex(NA_STR("0g"), again, 1));
    assert_false(na_unhex(NA_STR("00"), again, 2));
    assert_true(na_unhex(NA_STR("aF"), again, 1) && again[0] == 0xAF);
    na_sha256 a;
    na_sha256_begin(&a);
    na_sha256_part(&a, NA_STR("abc"));
    na_sha256_end(&a, h);
    na_sha256_of(NA_STR("\3\0\0\0\0\0\0\0abc"), again);
    assert_memory_equal(h, again, 32);
}

static void escapes(void **state)
{
    (void)state;
    char out[64];
    na_str s = NA_STR("a\x1b[1m\n\t\x7f\xC2\x9b\xE2\x80\xAE\xFF평");
    const char *want = "a\\x1B[1m\n\t\\x7FU+009BU+202E\\xFF평";
    size_t n = na_escape(s, true, NULL, 0);
    assert_int_equal(n, strlen(want));
    assert_int_equal(na_escape(s, true, out, sizeof out), n);
    assert_memory_equal(out, want, n);
    for (size_t cap = 1; cap < n; cap++) assert_true(na_escape(s, true, out, cap) <= cap);
    n = na_escape(NA_STR("\n"), false, out, sizeof out);
    assert_memory_equal(out, "\\x0A", n);
}

static void logs_one_line(void **state)
{
    (void)state;
    int fd[2], saved = dup(STDERR_FILENO);
    char got[9000];
    assert_int_equal(pipe(fd), 0);
    dup2(fd[1], STDERR_FILENO);
    na_log("bad\n%s", "\x1b]0;");
    na_log("%05000d", 1);
    dup2(saved, STDERR_FILENO);
    close(fd[1]);
    close(saved);
    ssize_t n = read(fd[0], got, sizeof got - 1);
    close(fd[0]);
    assert_true(n > 4000);
    got[n] = '\0';
    assert_memory_equal(got, "newsarc: bad\\x0A\\x1B]0;\nnewsarc: 000", 34);
    assert_int_equal(got[n - 1], '\n');
}

static void paths(void **state)
{
    (void)state;
    char dir[] = "newsarc-test-XXXXXX"; /* in the working folder */
    na_buf p, b;
    na_err err = { 0 };
    na_buf_init(&p, 5000);
    na_buf_init(&b, 5000);
    assert_non_null(mkdtemp(dir));
    assert_int_equal(na_path_join(&p, dir, "a/b/c", NULL), NA_OK);
    assert_int_equal(na_path_mkdirs(na_buf_cstr(&p), &err), NA_OK);
    assert_int_equal(na_path_mkdirs(na_buf_cstr(&p), &err), NA_OK);
    assert_true(na_path_is_dir(na_buf_cstr(&p)));
    assert_int_equal(na_path_sync_dir(na_buf_cstr(&p), &err), NA_OK);
    assert_string_equal(na_path_base(na_buf_cstr(&p)), "c");
    na_path_join(&p, dir, "file", NULL);
    int fd = open(na_buf_cstr(&p), O_CREAT | O_RDWR, 0600);
    assert_true(fd >= 0);
    assert_int_equal(na_io_write(fd, "0123456789", 10, "file", &err), NA_OK);
    size_t got;
    char ten[16];
    assert_int_equal(na_io_pread(fd, ten, 16, 4, &got, "file", &err), NA_OK);
    assert_int_equal(got, 6);
    assert_int_equal(na_io_pread(fd, ten, 16, UINT64_MAX, &got, "file", &err), NA_OK);
    assert_int_equal(got, 0);
    close(fd);
    assert_int_equal(na_io_pread(fd, ten, 16, 0, &got, "file", NULL), NA_EIO);
    assert_int_equal(na_io_write(fd, "x", 1, "file", NULL), NA_EIO);
    assert_int_equal(na_path_read(na_buf_cstr(&p), 10, &b, &err), NA_OK);
    assert_string_equal(na_buf_cstr(&b), "0123456789");
    assert_int_equal(na_path_read(na_buf_cstr(&p), 9, &b, NULL), NA_ELIMIT);
    assert_int_equal(na_path_read(dir, 9, &b, NULL), NA_EIO);
    assert_int_equal(err.code, NA_OK);
    char file[64], under[80];
    snprintf(file, sizeof file, "%s", na_buf_cstr(&p));
    snprintf(under, sizeof under, "%s/x", file);
    assert_int_equal(na_path_mkdirs(under, NULL), NA_EIO);
    assert_int_equal(na_path_mkdirs(file, &err), NA_EIO);
    na_err_clear(&err);
    assert_int_equal(na_path_read(under, 9, &b, &err), NA_ENOENT);
    assert_non_null(strstr(err.msg, under));
    unlink(file);
    na_path_join(&p, dir, "a/b/c", NULL);
    rmdir(na_buf_cstr(&p));
    na_path_join(&p, dir, "a/b", NULL);
    rmdir(na_buf_cstr(&p));
    na_path_join(&p, dir, "a", NULL);
    rmdir(na_buf_cstr(&p));
    rmdir(dir);
    assert_false(na_path_exists(dir));

    setenv("XDG_DATA_HOME", "/x", 1);
    setenv("XDG_CACHE_HOME", "relative", 1);
    setenv("HOME", "/h", 1);
    assert_int_equal(na_path_xdg("DATA", &p, NULL), NA_OK);
    assert_string_equal(na_buf_cstr(&p), "/x/newsarc");
    assert_int_equal(na_path_xdg("CACHE", &p, NULL), NA_OK);
    assert_string_equal(na_buf_cstr(&p), "/h/.cache/newsarc");
    unsetenv("HOME");
    assert_int_equal(na_path_xdg("CACHE", &p, NULL), NA_ENOENT);
    assert_int_equal(na_path_xdg("OTHER", &p, NULL), NA_ENOENT);
    assert_int_equal(na_path_self_dir(&p, NULL), NA_OK);
    assert_true(na_path_is_dir(na_buf_cstr(&p)));
    na_buf_release(&p);
    na_buf_release(&b);
}

static void limits(void **state)
{
    (void)state;
    na_limits l = na_limits_default();
    size_t n = 5;
    assert_true(l.record == NA_MAX_RECORD && l.lua_ms == NA_LUA_MS && l.articles == 1000);
    assert_false(na_add_ok(SIZE_MAX, (size_t)1, &n));
    assert_true(na_mul_ok((size_t)3, (size_t)4, &n));
    assert_int_equal(n, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors),        cmocka_unit_test(strings),
        cmocka_unit_test(utf8),          cmocka_unit_test(json),
        cmocka_unit_test(hashes),        cmocka_unit_test(escapes),
        cmocka_unit_test(logs_one_line), cmocka_unit_test(paths),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
