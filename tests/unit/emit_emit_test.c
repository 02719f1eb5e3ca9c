/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/limits.h"
#include "emit/emit.h"

static int into_buf(void *ctx, const char *p, size_t n, na_err *err)
{
    na_buf *b = ctx;
    na_buf_put(b, p, n);
    return na_buf_check(b, "test", err);
}

static const na_column columns[] = { { "id", "ID", false },
                                     { "n", NULL, true },
                                     { "title", "Title", false },
                                     { "authors", NULL, false } };

/* The same answer for every format. */
static void answer(na_emit *e)
{
    na_str authors[] = { NA_STR("Kim"), NA_STR("Lee, J") };
    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    na_emit_kv(e, "query", NA_STR("a \"b\""));
    na_emit_kv_opt(e, "none", NA_STR(""));
    na_emit_key(e, "searched");
    na_emit_object(e);
    na_emit_kv_int(e, "volumes", 3);
    na_emit_kv_list(e, "damaged", (na_strv){ authors, 2 });
    na_emit_end(e);
    na_emit_key(e, "hits");
    na_emit_rows(e, columns, 4);
    for (int i = 0; i < 2; i++) {
        na_emit_object(e);
        na_emit_kv(e, "title", i ? NA_STR("평양, \"x\"\n") : NA_STR("short\x1b[1m"));
        na_emit_kv(e, "id", i ? NA_STR("bbbb") : NA_STR("a"));
        na_emit_kv_int(e, "n", i ? -12 : 5);
        na_emit_kv_dbl(e, "score", 0.1 + i);
        na_emit_kv_bool(e, "ok", i);
        na_emit_key(e, "spans");
        na_emit_array(e);
        na_emit_array(e);
        na_emit_int(e, 1);
        na_emit_int(e, 2);
        na_emit_end(e);
        na_emit_end(e);
        if (i) na_emit_kv_list(e, "authors", (na_strv){ authors, 2 });
        na_emit_key(e, "more");
        na_emit_object(e);
        na_emit_kv(e, "title", NA_STR("not this one"));
        na_emit_end(e);
        na_emit_key(e, "null");
        na_emit_null(e);
        na_emit_end(e);
    }
    na_emit_end(e);
    na_emit_kv_int(e, "total", 2);
    na_emit_end(e);
    na_emit_text(e, NA_STR("note\x07\n"));
}

static void expect(na_format f, const char *want)
{
    na_buf b;
    na_emit *e = NULL;
    na_err err = { 0 };
    na_buf_init(&b, 10000);
    na_emit_opts o = { .format = f, .write = into_buf, .ctx = &b };
    assert_int_equal(na_emit_new(&e, &o, &err), NA_OK);
    answer(e);
    assert_int_equal(na_emit_finish(e, &err), NA_OK);
    assert_string_equal(na_buf_cstr(&b), want);
    na_emit_free(e);
    na_buf_release(&b);
}

#define ROW1                                                                               \
    "{\"title\":\"short\\u001b[1m\",\"id\":\"a\",\"n\":5,\"score\":0.1,\"ok\":false,"      \
    "\"spans\":[[1,2]],\"more\":{\"title\":\"not this one\"},\"null\":null}"
#define ROW2                                                                               \
    "{\"title\":\"평양, "                                                                \
    "\\\"x\\\"\\n\",\"id\":\"bbbb\",\"n\":-12,\"score\":1.1,\"ok\":true,"                  \
    "\"spans\":[[1,2]],\"authors\":[\"Kim\",\"Lee, J\"],\"more\":{\"title\":\"not this "   \
    "one\"},\"null\":null}"

static void formats(void **state)
{
    (void)state;
    expect(
        NA_FORMAT_JSON,
        "{\"schema\":1,\"query\":\"a \\\"b\\\"\",\"searched\":{\"volumes\":3,\"damaged\":"
        "[\"Kim\",\"Lee, J\"]},\"hits\":[\n" ROW1 ",\n" ROW2 "\n],\"total\":2}\n");
    expect(NA_FORMAT_JSONL, ROW1 "\n" ROW2 "\n");
    expect(NA_FORMAT_CSV, "id,n,title,authors\r\n"
                          "a,5,short\x1b[1m,\r\n"
                          "bbbb,-12,\"평양, \"\"x\"\"\n\",\"Kim; Lee, J\"\r\n");
    expect(NA_FORMAT_IDS, "a\nbbbb\n");
    expect(NA_FORMAT_LINE, "a\t5\tshort\\x1B[1m\t\n"
                           "bbbb\t-12\t평양, \"x\"\\x0A\tKim; Lee, J\n"
                           "note\\x07\n");
    expect(NA_FORMAT_TEXT, "schema: 1\nquery: a \"b\"\nsearched:\n  volumes: 3\n"
                           "  damaged: Kim, Lee, J\nhits:\n"
                           "ID      n  Title         authors\n"
                           "a       5  short\\x1B[1m  \n"
                           "bbbb  -12  평양, \"x\"\\x0A   Kim; Lee, J\n"
                           "total: 2\nnote\\x07\n");
}

/* Headings, text and tables, and everything that could be markup in each of them. */
static void page(na_emit *e)
{
    static const na_column cols[] = { { "n", NULL, true }, { "<b>", NULL, false } };
    static const char *const cells[] = {
        "<script>alert('x')</script> & \"q\"",
        "| a *b* _c_ [d](e) `f` \\ ~~g~~",
        "https://a.example/?x=1&y=2",
        "https://a.example/\"onclick=\"x",
        "javascript:alert(1)",
        "two\nlines\x1b[1m",
    };
    na_emit_heading(e, NA_STR("A & <b>B</b>\n# c"));
    na_emit_text(e, NA_STR("One "));
    na_emit_text(e, NA_STR("<i>two</i>\n# three\n- four\n1. "
                           "five\nhttps://b.example\n\n\n\nsix &amp; \x07\n"));
    na_emit_rows(e, cols, 2);
    for (int i = 0; i < 6; i++) {
        na_emit_object(e);
        na_emit_kv_int(e, "n", i);
        na_emit_kv(e, "<b>", na_str_c(cells[i]));
        na_emit_end(e);
    }
    na_emit_end(e);
    na_emit_heading(e, NA_STR("End"));
}

static void markup(void **state)
{
    (void)state;
    static const struct {
        na_format f;
        const char *want;
    } cases[] = {
        { NA_FORMAT_MD,
          "## A &amp; &lt;b>B&lt;/b>\\\\x0A# c\n"
          "\nOne &lt;i>two&lt;/i>  \n\\# three  \n\\- four  \n1\\. five  "
          "\n<https://b.example>\n"
          "\nsix &amp;amp; \\\\x07\n"
          "\n| n | &lt;b> |\n| ---: | --- |\n"
          "| 0 | &lt;script>alert('x')&lt;/script> &amp; \"q\" |\n"
          "| 1 | \\| a \\*b\\* \\_c\\_ \\[d\\](e) \\`f\\` \\\\ \\~\\~g\\~\\~ |\n"
          "| 2 | <https://a.example/?x=1&y=2> |\n"
          "| 3 | https://a.example/\"onclick=\"x |\n"
          "| 4 | javascript:alert(1) |\n"
          "| 5 | two<br>lines\\\\x1B\\[1m |\n"
          "\n## End\n" },
        { NA_FORMAT_HTML,
          "<h2>A &amp; &lt;b&gt;B&lt;/b&gt;\\x0A# c</h2>\n"
          "<p>One &lt;i&gt;two&lt;/i&gt;<br>\n# three<br>\n- four<br>\n1. five<br>\n"
          "<a href=\"https://b.example\">https://b.example</a></p>\n"
          "<p>six &amp;amp; \\x07</p>\n"
          "<table>\n<tr><th class=\"n\">n</th><th>&lt;b&gt;</th></tr>\n"
          "<tr><td class=\"n\">0</td><td>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; "
          "&amp; &quot;q&quot;</td></tr>\n"
          "<tr><td class=\"n\">1</td><td>| a *b* _c_ [d](e) `f` \\ ~~g~~</td></tr>\n"
          "<tr><td class=\"n\">2</td><td><a href=\"https://a.example/?x=1&amp;y=2\">"
          "https://a.example/?x=1&amp;y=2</a></td></tr>\n"
          "<tr><td "
          "class=\"n\">3</td><td>https://a.example/&quot;onclick=&quot;x</td></tr>\n"
          "<tr><td class=\"n\">4</td><td>javascript:alert(1)</td></tr>\n"
          "<tr><td class=\"n\">5</td><td>two<br>lines\\x1B[1m</td></tr>\n"
          "</table>\n<h2>End</h2>\n</body></html>\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        na_buf b;
        na_emit *e = NULL;
        na_buf_init(&b, NA_MIB);
        na_emit_opts o = {
            .format = cases[i].f, .write = into_buf, .ctx = &b, .title = "T<"
        };
        assert_int_equal(na_emit_new(&e, &o, NULL), NA_OK);
        page(e);
        assert_int_equal(na_emit_finish(e, NULL), NA_OK);
        const char *got = na_buf_cstr(&b), *body = strstr(got, "<body>\n");
        if (cases[i].f == NA_FORMAT_HTML) {
            assert_non_null(strstr(got, "<title>T&lt;</title>"));
            assert_non_null(body);
            got = body + 7;
        }
        assert_string_equal(got, cases[i].want);
        na_emit_free(e);
        na_buf_release(&b);
    }
}

static void names(void **state)
{
    (void)state;
    for (int f = NA_FORMAT_TEXT; f <= NA_FORMAT_LAST; f++)
        assert_int_equal(na_format_of(na_str_c(na_format_name((na_format)f))), f);
    assert_int_equal(na_format_of(NA_STR("yaml")), NA_FORMAT_NONE);
    assert_int_equal(na_format_of(NA_STR("")), NA_FORMAT_NONE);
}

struct failing {
    int calls;
};

static int refuse(void *ctx, const char *p, size_t n, na_err *err)
{
    struct failing *f = ctx;
    (void)p, (void)n;
    f->calls++;
    return na_fail(err, NA_EIO, "standard output: no space left");
}

static void failures_stick(void **state)
{
    (void)state;
    static const na_format all[] = { NA_FORMAT_JSON, NA_FORMAT_JSONL, NA_FORMAT_CSV,
                                     NA_FORMAT_LINE, NA_FORMAT_TEXT,  NA_FORMAT_MD,
                                     NA_FORMAT_HTML };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        struct failing f = { 0 };
        na_emit *e = NULL;
        na_err err = { 0 };
        na_emit_opts o = { .format = all[k], .write = refuse, .ctx = &f };
        assert_int_equal(na_emit_new(&e, &o, NULL), NA_OK);
        na_emit_rows(e, columns, 4);
        for (int i = 0; i < 20000; i++) {
            na_emit_object(e);
            na_emit_kv_int(e, "id", i);
            na_emit_end(e);
        }
        assert_int_equal(na_emit_status(e), NA_EIO);
        na_emit_end(e);
        assert_int_equal(na_emit_finish(e, &err), NA_EIO);
        assert_string_equal(err.msg, "standard output: no space left");
        assert_int_equal(f.calls, 1);
        na_emit_free(e);
    }
    na_emit_free(NULL);
}

static size_t two_each(na_str s) { return 2 * s.len; }

static void tables(void **state)
{
    (void)state;
    static const na_column one[] = { { "id", "ID", true }, { "t", NULL, false } };
    na_buf b;
    na_emit *e = NULL;
    na_buf_init(&b, NA_MIB);
    na_emit_opts o = { .format = NA_FORMAT_TEXT,
                       .write = into_buf,
                       .ctx = &b,
                       .style = NA_STYLE_COLOR,
                       .width = two_each };
    assert_int_equal(na_emit_new(&e, &o, NULL), NA_OK);
    na_emit_rows(e, one, 2);
    for (int i = 0; i < 1500; i++) { /* more than decide the widths */
        na_emit_object(e);
        na_emit_kv_int(e, "id", i < 1000 ? i : 1000000);
        na_emit_kv(e, "t", NA_STR("x"));
        na_emit_end(e);
    }
    na_emit_end(e);
    na_emit_rows(e, one, 2); /* an empty table has no head */
    na_emit_end(e);
    assert_int_equal(na_emit_finish(e, NULL), NA_OK);
    na_str rest = na_buf_get(&b), line;
    assert_true(na_str_line(&rest, &line));
    assert_true(na_str_eqc(line, "  \x1b[1mID\x1b[0m  \x1b[1mt\x1b[0m"));
    assert_true(na_str_line(&rest, &line) && na_str_eqc(line, "    0  x"));
    size_t n = 2;
    while (na_str_line(&rest, &line)) n++;
    assert_int_equal(n, 1501);
    assert_true(na_str_eqc(line, "1000000  x"));
    na_emit_free(e);
    na_buf_release(&b);
}

static void csv_on_terminal(void **state)
{
    (void)state;
    static const na_column one[] = { { "t", NULL, false } };
    na_buf b;
    na_emit *e = NULL;
    na_buf_init(&b, 1000);
    na_emit_opts o = {
        .format = NA_FORMAT_CSV, .write = into_buf, .ctx = &b, .terminal = true
    };
    assert_int_equal(na_emit_new(&e, &o, NULL), NA_OK);
    na_emit_rows(e, one, 1);
    na_emit_object(e);
    na_emit_kv(e, "t", NA_STR("\x1b]0;x\n"));
    na_emit_end(e);
    na_emit_end(e);
    assert_int_equal(na_emit_finish(e, NULL), NA_OK);
    assert_string_equal(na_buf_cstr(&b), "t\r\n\"\\x1B]0;x\n\"\r\n");
    na_emit_free(e);
    na_buf_release(&b);
}

static void styles(void **state)
{
    (void)state;
    na_buf b;
    na_span spans[] = { { 0, 1 }, { 2, 4 }, { 3, 5 }, { 7, 99 }, { 120, 130 } };
    na_str s = NA_STR("abcdef\x1bghi");
    na_buf_init(&b, 1000);
    na_style_hits(&b, NA_STYLE_PLAIN, s, spans, 5);
    assert_string_equal(na_buf_cstr(&b), "abcdef\\x1Bghi");
    na_buf_reset(&b);
    na_style_hits(&b, NA_STYLE_MARKS, s, spans, 5);
    assert_string_equal(na_buf_cstr(&b), "**a**b**cd****e**f\\x1B**ghi**");
    na_buf_reset(&b);
    na_style_hits(&b, NA_STYLE_COLOR, NA_STR("ab"), spans, 1);
    assert_string_equal(na_buf_cstr(&b), "\x1b[1;31ma\x1b[0mb");
    na_buf_reset(&b);
    na_style_put(&b, NA_STYLE_COLOR, NA_LOOK_DIM, NA_STR("x"));
    na_style_put(&b, NA_STYLE_COLOR, NA_LOOK_DIM, NA_STR(""));
    assert_string_equal(na_buf_cstr(&b), "\x1b[2mx\x1b[0m");
    na_buf_release(&b);
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    assert_int_equal(na_style_for(true), NA_STYLE_COLOR);
    assert_int_equal(na_style_for(false), NA_STYLE_PLAIN);
    setenv("NO_COLOR", "1", 1);
    assert_int_equal(na_style_for(true), NA_STYLE_PLAIN);
    unsetenv("NO_COLOR");
    setenv("TERM", "dumb", 1);
    assert_int_equal(na_style_for(true), NA_STYLE_PLAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats), cmocka_unit_test(names),
        cmocka_unit_test(markup),  cmocka_unit_test(failures_stick),
        cmocka_unit_test(tables),  cmocka_unit_test(csv_on_terminal),
        cmocka_unit_test(styles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
