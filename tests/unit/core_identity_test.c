/* SPDX-License-Identifier: MIT */
#include "base/limits.h"
#include "core/identity.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The table of doc/formats/identity.md, and the corners of its rules. */
static void urls(void **state)
{
    static const char *const all[][2] = {
        { "HTTP://Example.COM:80", "http://example.com/" },
        { "https://user:pw@example.com:443/a/./b/../c#top", "https://example.com/a/c" },
        { "https://example.com./%7Euser/%e2%82%ac?q=a b",
          "https://example.com/~user/%E2%82%AC?q=a%20b" },
        { "https://example.com/100%", "https://example.com/100%" },
        { "ftp://example.com/x", "" },
        { "http://", "" },
        { "https:///x", "" },
        { "  http://a/b  ", "http://a/b" },
        { "http://a:443/", "http://a:443/" },
        { "http://a:/", "http://a/" },
        { "http://[::1]:8080/x", "http://[::1]:8080/x" },
        { "http://a/../../b/", "http://a/b/" },
        { "http://a/b/..", "http://a/" },
        { "http://a/b/.", "http://a/b/" },
        { "http://a//b", "http://a//b" },
        { "http://a?x", "http://a/?x" },
        { "http://a/?", "http://a/?" },
        { "http://a/?B=2&a=1&utm_source=x", "http://a/?B=2&a=1&utm_source=x" },
        { "http://a/%2fb%zz", "http://a/%2Fb%zz" },
        { "http://a/%2e%2e/b", "http://a/b" },
        { "http://a/\xed\x8f\x89", "http://a/%ED%8F%89" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        na_err err = { 0 };
        na_buf out;
        na_buf_init(&out, 4 * NA_MAX_FIELD);
        assert_int_equal(na_url_canonical(na_str_c(all[i][0]), &out, &err), NA_OK);
        bool same = na_str_eqc(na_buf_get(&out), all[i][1]);
        if (!same) print_error("%s: %s\n", all[i][0], na_buf_cstr(&out));
        na_buf_release(&out);
        assert_true(same);
    }
}

static na_identity of(const na_article *a)
{
    na_identity id;
    assert_int_equal(na_identity_of(a, &id, NULL), NA_OK);
    return id;
}

static void kinds(void **state)
{
    na_article a = { .title = NA_STR("T"),
                     .body = NA_STR("b c"),
                     .source = NA_STR("s"),
                     .url = NA_STR("https://x/y"),
                     .published = NA_STR("2025-01-01") };
    na_article b = a;
    na_identity c, u, k, again;
    (void)state;

    c = of(&a);
    assert_int_equal(c.kind, 'c');
    b.body = NA_STR(" b\n\n c ");
    assert_memory_equal(of(&b).full, c.full, 32);
    b.published = NA_STR("2025-01-02");
    assert_memory_not_equal(of(&b).full, c.full, 32);
    a.permalink = true;
    u = of(&a);
    assert_int_equal(u.kind, 'u');
    b.permalink = true;
    assert_memory_equal(of(&b).full, u.full, 32);
    a.key = NA_STR("k");
    k = of(&a);
    assert_int_equal(k.kind, 'k');
    /* Parts have their lengths: "s"+"k" is not "sk"+"". */
    b = a;
    b.source = NA_STR("sk");
    b.key = NA_STR("");
    assert_true(of(&b).id != k.id);

    /* What was stored tells its identity without the permalink mark. */
    a.key = NA_STR("");
    a.permalink = false;
    char hex[17];
    const char *digits = "0123456789abcdef";
    for (int i = 0; i < 16; i++) hex[i] = digits[u.full[i / 2] >> (i % 2 ? 0 : 4) & 15];
    hex[16] = 0;
    a.id = na_str_n(hex, 16);
    assert_int_equal(na_identity_stored(&a, &again, NULL), NA_OK);
    assert_memory_equal(again.full, u.full, 32);
    a.id = NA_STR("0000000000000000");
    assert_int_equal(na_identity_stored(&a, &again, NULL), NA_OK);
    assert_memory_equal(again.full, c.full, 32);
}

static void texts(void **state)
{
    na_article a = { .title = NA_STR("T"), .body = NA_STR("b c") }, b = a;
    uint64_t x, y;
    (void)state;

    assert_int_equal(na_text_hash(&a, &x, NULL), NA_OK);
    assert_int_equal(x >> NA_TEXT_BITS, 0);
    b.body = NA_STR("b\xc2\xa0\n c");
    assert_int_equal(na_text_hash(&b, &y, NULL), NA_OK);
    assert_true(x == y);
    b.body = NA_STR("bc");
    assert_int_equal(na_text_hash(&b, &y, NULL), NA_OK);
    assert_true(x != y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls),
        cmocka_unit_test(kinds),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
