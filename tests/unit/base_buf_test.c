/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"

static void grows_and_stops(void **state)
{
    (void)state;
    na_buf b;
    na_err err = { 0 };
    na_buf_init(&b, 100);
    assert_string_equal(na_buf_cstr(&b), "");
    for (int i = 0; i < 100; i++) na_buf_putc(&b, 'x');
    assert_int_equal(b.rc, NA_OK);
    assert_int_equal(b.len, 100);
    assert_true(b.cap <= 101);
    assert_int_equal(strlen(na_buf_cstr(&b)), 100);
    na_buf_putc(&b, 'y');
    assert_int_equal(b.rc, NA_ELIMIT);
    assert_int_equal(b.len, 100);
    na_buf_cut(&b, 0);
    na_buf_putc(&b, 'z'); /* still refused: the failure sticks */
    assert_int_equal(b.len, 0);
    assert_string_equal(na_buf_cstr(&b), "");
    assert_int_equal(na_buf_check(&b, "thing", &err), NA_ELIMIT);
    assert_string_equal(err.msg, "thing: larger than 100 bytes");
    na_buf_reset(&b);
    na_buf_puts(&b, "again");
    assert_string_equal(na_buf_cstr(&b), "again");
    na_buf_release(&b);
    na_buf_release(&b);
    na_buf_release(NULL);
}

static void prints(void **state)
{
    (void)state;
    na_buf b;
    na_buf_init(&b, 300);
    na_buf_printf(&b, "%s-%d", "a", 5);
    na_buf_printf(&b, "%0200d", 1);
    assert_int_equal(b.len, 203);
    assert_memory_equal(b.ptr, "a-500", 3);
    na_buf_printf(&b, "%0200d", 1);
    assert_int_equal(b.rc, NA_ELIMIT);
    assert_int_equal(b.len, 203);
    na_buf_release(&b);
}

static void detaches(void **state)
{
    (void)state;
    na_buf b;
    size_t n;
    na_buf_init(&b, 10);
    char *p = na_buf_detach(&b, &n);
    assert_string_equal(p, "");
    free(p);
    na_buf_puts(&b, "abc");
    p = na_buf_detach(&b, &n);
    assert_string_equal(p, "abc");
    assert_int_equal(n, 3);
    assert_int_equal(b.len, 0);
    free(p);
    na_buf_puts(&b, "0123456789");
    assert_int_equal(b.rc, NA_OK);
    assert_non_null(na_buf_reserve(&b, 0));
    assert_null(na_buf_reserve(&b, 1));
    na_buf_release(&b);
}

static void reads_back(void **state)
{
    (void)state;
    static const uint64_t values[] = {
        0, 1, 127, 128, 16383, 16384, UINT32_MAX, 1ull << 62, UINT64_MAX, 1ull << 63
    };
    const size_t n = sizeof values / sizeof *values;
    na_buf b;
    na_buf_init(&b, 1000);
    na_buf_u8(&b, 0xAB);
    na_buf_u16(&b, 0xABCD);
    na_buf_u32(&b, 0x89ABCDEF);
    na_buf_u64(&b, 0x0123456789ABCDEFull);
    for (size_t i = 0; i < n; i++) na_buf_varint(&b, values[i]);
    na_buf_puts(&b, "tail");
    assert_memory_equal(b.ptr, "\xAB\xCD\xAB\xEF\xCD\xAB\x89", 7);
    na_rd r = na_rd_of(na_buf_get(&b));
    assert_int_equal(na_rd_u8(&r), 0xAB);
    assert_int_equal(na_rd_u16(&r), 0xABCD);
    assert_int_equal(na_rd_u32(&r), 0x89ABCDEF);
    assert_true(na_rd_u64(&r) == 0x0123456789ABCDEFull);
    for (size_t i = 0; i < n; i++) assert_true(na_rd_varint(&r) == values[i]);
    assert_true(na_str_eqc(na_rd_bytes(&r, 4), "tail"));
    assert_false(r.bad);
    assert_int_equal(na_rd_left(&r), 0);
    assert_int_equal(na_rd_u8(&r), 0);
    assert_true(r.bad);
    na_buf_release(&b);
}

static void reads_within_bounds(void **state)
{
    (void)state;
    char *p = malloc(3); /* on the heap, for the sanitizer */
    assert_non_null(p);
    memcpy(p, "\x01\x02\x03", 3);
    na_rd r = na_rd_of(na_str_n(p, 3));
    assert_int_equal(na_rd_u32(&r), 0);
    assert_true(r.bad);
    assert_int_equal(na_rd_u8(&r), 0); /* bad stays */
    r = na_rd_of(na_str_n(p, 3));
    assert_int_equal(na_rd_bytes(&r, SIZE_MAX).len, 0);
    assert_true(r.bad);
    memset(p, 0xFF, 3);
    r = na_rd_of(na_str_n(p, 3));
    assert_true(na_rd_varint(&r) == 0 && r.bad);
    free(p);
    r = na_rd_of(NA_STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"));
    assert_true(na_rd_varint(&r) == 0 && r.bad);
    r = na_rd_of((na_str){ 0 });
    assert_int_equal(na_rd_left(&r), 0);
    assert_int_equal(na_rd_bytes(&r, 0).len, 0);
    assert_false(r.bad);
}

static void arena(void **state)
{
    (void)state;
    na_arena a = { 0 };
    for (size_t i = 0; i < 3000; i++) {
        unsigned char *p = na_arena_alloc(&a, i % 97);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % sizeof(void *), 0);
        for (size_t k = 0; k < i % 97; k++) {
            assert_int_equal(p[k], 0);
            p[k] = 0xEE;
        }
    }
    char *big = na_arena_alloc(&a, 3 * NA_MIB);
    assert_non_null(big);
    memset(big, 1, 3 * NA_MIB);
    na_str s = na_arena_str(&a, NA_STR("text"));
    assert_string_equal(s.ptr, "text");
    assert_non_null(na_arena_str(&a, (na_str){ 0 }).ptr);
    na_arena_reset(&a);
    assert_int_equal(a.used, 0);
    unsigned char *p = na_arena_alloc(&a, 5000);
    for (size_t k = 0; k < 5000; k++) assert_int_equal(p[k], 0);
    assert_null(na_arena_array(&a, SIZE_MAX / 2, 4));
    assert_null(na_arena_alloc(&a, SIZE_MAX));
    assert_null(na_arena_alloc(&a, SIZE_MAX - 64));
    na_arena_release(&a);
    na_arena_release(NULL);

    na_arena small = { .max = 64 };
    assert_non_null(na_arena_alloc(&small, 64));
    assert_null(na_arena_alloc(&small, 1));
    na_arena_release(&small);
    assert_non_null(na_arena_alloc(&small, 64));
    na_arena_release(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_and_stops),
        cmocka_unit_test(prints),
        cmocka_unit_test(detaches),
        cmocka_unit_test(reads_back),
        cmocka_unit_test(reads_within_bounds),
        cmocka_unit_test(arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
