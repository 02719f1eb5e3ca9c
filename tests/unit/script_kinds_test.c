/* SPDX-License-Identifier: MIT */
/* Clean scripts and filters: their schema, which of them is asked, in which order, and what
 * becomes of a record when they refuse or fail. */
#include "script/host.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static na_host *new_host(const char *base_url)
{
    na_host_opts o = { .limits = na_limits_default(),
                       .now = 1743897600,
                       .base_url = na_str_c(base_url) };
    na_host *h = NULL;
    na_err e = { 0 };
    assert_int_equal(na_host_new(&h, &o, &e), NA_OK);
    return h;
}

static void load(na_host *h, const char *path, const char *text)
{
    na_err e = { 0 };
    if (na_host_load(h, na_str_c(path), na_str_c(text), &e) < 0) fail_msg("%s", e.msg);
}

static void refused(const char *text, const char *why)
{
    na_err e = { 0 };
    na_host *h = new_host("");
    int rc = na_host_load(h, NA_STR("dir/a.lua"), na_str_c(text), &e);
    if (rc != NA_ESCRIPT || !strstr(e.msg, why))
        fail_msg("wanted '%s', got '%s'", why, e.msg);
    na_host_free(h);
}

/* What na_host_ready complains of, a line each. */
static void on_bad(void *ctx, na_str path, const char *why)
{
    assert_true(path.len > 0);
    na_buf_printf(ctx, "%s\n", why);
}

static void ready(na_host *h, const char *want)
{
    na_buf b;
    na_err e = { 0 };
    na_buf_init(&b, NA_MIB);
    assert_int_equal(na_host_ready(h, on_bad, &b, &e), NA_OK);
    assert_string_equal(na_buf_cstr(&b), want);
    na_buf_release(&b);
}

static na_verdict parse(na_host *h, const char *bytes)
{
    static na_entry_info info; /* the verdict may point at its name */
    info = (na_entry_info){ .name = NA_STR("a.x"), .size = 1, .source = NA_STR("test") };
    na_record r = { &info, na_str_c(bytes), 1, 0 };
    na_verdict v;
    na_err e = { 0 };
    assert_int_equal(na_host_parse(h, 0, &r, &v, &e), NA_OK);
    return v;
}

static void says(na_str got, const char *want)
{
    if (!na_str_eqc(got, want)) fail_msg("got '%.*s', wanted '%s'", NA_STR_ARG(got), want);
}

/* -- schema ---------------------------------------------------------------------------- */

#define CLEAN "return { api = 1, kind = 'clean', name = 'c', "
#define FILTER "return { api = 1, kind = 'filter', name = 'f', "

static void test_schema(void **state)
{
    (void)state;
    refused(CLEAN "host = 'a.b', parse = print }",
            "'parse' is for kind 'ingest', and this is a 'clean'");
    refused(CLEAN "hots = 'a.b' }", "unknown field 'hots' (did you mean 'host'?)");
    refused(CLEAN "host = 'http://a.b' }", "not a host name");
    refused(CLEAN "host = 'A.b' }", "not a host name");
    refused(CLEAN "host = 'a.*' }", "not a host name");
    refused(CLEAN "drop = { 'p..x' } }", "drop: ");
    refused(CLEAN "title = { 'h1[' } }", "title: ");
    refused(CLEAN "date = 7 }", "date must be a string or a list of strings");
    refused(CLEAN "text = { { '[a', '' } } }", "malformed pattern");
    refused(CLEAN "text = { { 'x', print } } }", "two strings");
    refused(CLEAN "text = { 'x' } }", "{pattern, replacement}");
    refused(CLEAN "clean = 'x' }", "clean must be a function");
    refused(CLEAN "needs = { 'read' } }", "is never granted anything");
    refused(FILTER "}", "a filter needs filter = function(article, ctx)");
    refused(FILTER "filter = print, after = { 1 } }", "after must be strings");
    refused(FILTER "filter = print, befor = 'x' }", "did you mean 'before'?");
    refused("return { api = 1, kind = 'fliter', name = 'f' }", "did you mean 'filter'?");
    refused("return { api = 1, kind = 'ingest', name = 'f', parse = print, after = 'x' }",
            "'after' is for kind 'filter'");
    refused("return { api = 1, kind = 'ingest', name = 'f', parse = print,"
            " needs = { 'read' } }",
            "is never granted anything");
}

/* -- clean ----------------------------------------------------------------------------- */

static const char page_reader[] =
    "return { api = 1, kind = 'ingest', name = 'page', parse = function(rec)\n"
    "  local doc = rec:html()\n"
    "  local a = doc:article { drop = '.own' }\n"
    "  return { title = a.title or 'none', body = a.body, url = a.url, published = "
    "a.published,\n"
    "    source = a.site, deck = a.cleaned_by } end }";

static const char page[] =
    "<html><head><title>Tab</title>"
    "<link rel=canonical href='https://www.example.com/a?utm_x=1&id=7&fb=2#top'></head>"
    "<body><h1>The title</h1><p class=when data-d='2025-04-06'>x</p>"
    "<div class=story><p>Advertisement</p><p class=own>own</p><p class=more>more</p>"
    "<p>The fog over the harbour lifted at noon, and ferries sailed.</p></div>"
    "<div class=other><p>Another story altogether.</p></div></body></html>";

#define RULE(name, rest) "return { api = 1, kind = 'clean', name = '" name "', " rest "}"

static void test_clean(void **state)
{
    (void)state;
    na_host *h = new_host("");
    load(h, "r.lua", page_reader);
    load(h, "all.lua", RULE("all", "host = '*', title = 'p'"));
    load(h, "wide.lua",
         RULE("wide", "host = { '*.com', '*.example.com' }, drop = '.more',"
                      " date = { '.nothing', '.when@data-d' }"));
    load(h, "other.lua", RULE("other", "host = 'example.com', title = 'p'"));
    load(h, "base.lua",
         RULE("base", "url_strip = { 'utm_*', 'fb' }, text = { { '^Adv.*$', '' } },\n"
                      "clean = function(a, doc) a.site = doc:select1('h1'):text() end"));
    load(h, "exact.lua",
         RULE("exact",
              "host = 'www.example.com', extends = 'base', body = { '.none', "
              "'.story' },\n"
              "title = { 'h2', 'h1' }, drop = '.more', text = { { 'noon', 'one' } },\n"
              "clean = function(a) a.site = a.site .. '!' end"));
    ready(h, "");
    na_verdict v = parse(h, page);
    assert_int_equal(v.kind, NA_V_ARTICLES);
    const na_article *a = &v.articles[0];
    says(a->title, "The title");
    says(a->body, "The fog over the harbour lifted at one, and ferries sailed.");
    says(a->url, "https://www.example.com/a?id=7#top");
    says(a->source, "The title!");
    says(a->deck, "exact");
    na_host_free(h);

    /* Without the exact one: the longest tail, then the star, then nobody. */
    h = new_host("http://User@Www.Example.COM:80/");
    load(h, "r.lua", page_reader);
    load(h, "star.lua", RULE("star", "host = '*', title = 'p'"));
    load(h, "com.lua", RULE("com", "host = '*.com', title = 'p'"));
    load(h, "wide.lua", RULE("wide", "host = '*.example.com', date = '.when@data-d'"));
    load(h, "not.lua", RULE("not", "host = '*.www.example.com', title = 'p'"));
    ready(h, "");
    v = parse(h, page);
    says(v.articles[0].deck, "wide");
    says(v.articles[0].published, "2025-04-06");
    v = parse(h, "<h1>T</h1><p>No canonical link: the base address says the host.</p>");
    says(v.articles[0].deck, "wide");
    v = parse(h, "<link rel=canonical href='https://x.org/'><h1>T</h1><p>Para</p>");
    says(v.articles[0].deck, "star");
    says(v.articles[0].title, "Para");
    na_host_free(h);
}

static void test_clean_fails(void **state)
{
    (void)state;
    static const char *const wrong[][3] = {
        { "clean = function(a)\n a.titel = 'x' end", "script_error",
          "unknown field 'titel' (did you mean 'title'?)" },
        { "clean = function(a)\n error('no wind') end", "script_error", "no wind" },
        { "clean = function(a)\n while true do end end", "budget_instructions",
          "instructions" },
        { "clean = function(a)\n return a end", "script_error", "returns nothing" },
        { "clean = function(a)\n a.title = {} end", "script_error", "title" },
        { "clean = function(a)\n a.authors = 7 end", "script_error", "list of strings" },
        { "clean = function(a, doc, ctx)\n ctx:emit({ title = 'x' }) end", "script_error",
          "within parse only" },
        { "clean = function(a)\n kept = kept or {} local t = kept\n"
          " for i = 1, 1e8 do t[i] = ('x'):rep(1e6) .. i end end",
          "budget_heap", "memory" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[512];
        na_host *h = new_host("");
        snprintf(text, sizeof text, RULE("c", "host = '*', %s"), wrong[i][0]);
        load(h, "r.lua", page_reader);
        load(h, "dir/c.lua", text);
        ready(h, "");
        for (int round = 0; round < 2; round++) { /* a lost state comes back */
            na_verdict v = parse(h, page);
            assert_int_equal(v.kind, NA_V_QUARANTINE);
            says(v.code, wrong[i][1]);
            says(v.file, "c.lua");
            if (na_str_find(v.message, na_str_c(wrong[i][2]), 0) == (size_t)-1)
                fail_msg("%.*s", NA_STR_ARG(v.message));
        }
        na_host_free(h);
    }
    /* The document is lent: kept, it is of no use. */
    na_host *h = new_host("");
    load(h, "r.lua", page_reader);
    load(h, "c.lua",
         RULE("c", "host = '*', clean = function(a, doc)\n"
                   " if kept then kept:text() end kept = doc end"));
    ready(h, "");
    assert_int_equal(parse(h, page).kind, NA_V_ARTICLES);
    na_verdict v = parse(h, page);
    assert_int_equal(v.kind, NA_V_QUARANTINE);
    assert_int_equal(v.line, 2);
    if (na_str_find(v.message, NA_STR("expired"), 0) == (size_t)-1)
        fail_msg("%.*s", NA_STR_ARG(v.message));
    /* A parse of its own inside finds no rule: no way in circles. */
    na_host_free(h);
    h = new_host("");
    load(h, "r.lua", page_reader);
    load(h, "c.lua",
         RULE("c", "host = '*', clean = function(a, doc)\n"
                   " a.site = doc:article().cleaned_by or 'nobody' end"));
    ready(h, "");
    says(parse(h, page).articles[0].source, "nobody");
    na_host_free(h);
}

static void test_extends(void **state)
{
    (void)state;
    na_host *h = new_host("");
    load(h, "a.lua", RULE("a", "host = '*', extends = 'b'"));
    load(h, "b.lua", RULE("b", "extends = 'nothing'"));
    load(h, "c.lua", RULE("c", "extends = 'd'"));
    load(h, "d.lua", RULE("d", "extends = 'c'"));
    load(h, "e.lua", RULE("e", "host = '*'"));
    load(h, "r.lua", page_reader);
    ready(h, "a.lua: extends 'nothing', and there is no clean script of that name\n"
             "b.lua: extends 'nothing', and there is no clean script of that name\n"
             "c.lua: extends itself, or more than 8 others\n"
             "d.lua: extends 'c', and there is no clean script of that name\n");
    says(parse(h, page).articles[0].deck, "e");
    na_host_free(h);
}

/* -- filters --------------------------------------------------------------------------- */

static const char words_reader[] =
    "return { api = 1, kind = 'ingest', name = 'words', parse = function(rec)\n"
    "  local out = {}\n"
    "  for w in tostring(rec:text()):gmatch('%S+') do\n"
    "    out[#out + 1] = { title = w, published = date.parse('2025-04', { month = true "
    "}),\n"
    "      authors = { 'A' }, meta = { n = 7, yes = true }, key = w } end\n"
    "  return out end }";

#define F(name, rest, body)                                                                \
    "return { api = 1, kind = 'filter', name = '" name "', " rest                          \
    " filter = function(a, ctx)\n" body " end }"
/* Appends the filter's name to the title. */
#define TAG(name, rest) F(name, rest, "a.title = a.title .. '-" name "' return a")

static void titles(na_host *h, const char *in, const char *want)
{
    na_buf b;
    na_verdict v = parse(h, in);
    na_buf_init(&b, NA_MIB);
    if (v.kind == NA_V_QUARANTINE) fail_msg("%.*s", NA_STR_ARG(v.message));
    for (size_t i = 0; i < v.narticles; i++)
        na_buf_printf(&b, "%s%.*s", i ? " " : "", NA_STR_ARG(v.articles[i].title));
    assert_string_equal(na_buf_cstr(&b), want);
    na_buf_release(&b);
}

static void test_order(void **state)
{
    (void)state;
    na_host *h = new_host("");
    load(h, "r.lua", words_reader);
    load(h, "1.lua", TAG("c", ""));
    load(h, "2.lua", TAG("b", "after = 'c',"));
    load(h, "3.lua", TAG("a", "after = { 'b', 'not-there' },"));
    load(h, "4.lua", TAG("d", "before = 'c',"));
    load(h, "5.lua", TAG("z", "priority = 90,"));
    load(h, "6.lua", TAG("e", "priority = 10,"));
    ready(h, "");
    titles(h, "x y", "x-z-d-c-b-a-e y-z-d-c-b-a-e");
    na_host_free(h);

    h = new_host(""); /* a circle takes itself out, and nothing else */
    load(h, "r.lua", words_reader);
    load(h, "1.lua", TAG("a", "after = 'c',"));
    load(h, "2.lua", TAG("b", "after = 'a',"));
    load(h, "3.lua", TAG("c", "after = 'b',"));
    load(h, "4.lua", TAG("d", "after = 'c',"));
    load(h, "5.lua", TAG("e", "before = 'a',"));
    load(h, "6.lua", TAG("f", "after = 'f',"));
    ready(h, "1.lua: filters in a circle: a before b before c before a\n"
             "2.lua: filters in a circle: b before c before a before b\n"
             "3.lua: filters in a circle: c before a before b before c\n"
             "6.lua: filters in a circle: f before f\n");
    titles(h, "x", "x-d-e");
    na_host_free(h);

    h = new_host(""); /* the first folder's wins; twice in one folder is a mistake */
    na_err e = { 0 };
    load(h, "mine/1.lua", TAG("a", ""));
    load(h, "sys/1.lua", F("a", "", "error('never')"));
    assert_int_equal(na_host_load(h, NA_STR("mine/2.lua"), NA_STR(TAG("a", "")), &e),
                     NA_ESCRIPT);
    assert_non_null(strstr(e.msg, "2.lua: 'a' is already the name of mine/1.lua"));
    load(h, "r.lua", words_reader);
    ready(h, "");
    titles(h, "x", "x-a");
    na_host_free(h);
}

static void test_filter(void **state)
{
    (void)state;
    na_host *h = new_host("");
    load(h, "r.lua", words_reader);
    load(h, "1.lua",
         F("split", "before = 'last', options = { by = { type = 'int', default = 2 } },",
           "if a.title == 'two' then return { a, { title = a.title .. ctx.options.by } } "
           "end"));
    load(h, "2.lua",
         F("drop", "after = 'split',",
           "if a.title:find('bad') then return false, 'too ' .. a.title end\n"
           "a.title = 'changed, and not returned'"));
    load(h, "3.lua",
         F("last", "after = 'drop',",
           "if a.title == 'year' then\n"
           "  assert(a.published.precision == 'month' and a.meta.n == 7 and\n"
           "    a.meta.yes == true and a.authors[1] == 'A' and a.key == 'year')\n"
           "  a.deck = 'seen' return a end"));
    ready(h, "");
    titles(h, "one two three", "one two two2 three");
    na_verdict v = parse(h, "bad");
    assert_int_equal(v.kind, NA_V_QUARANTINE);
    says(v.code, "rejected");
    says(v.message, "too bad");
    says(v.file, "2.lua");
    v = parse(h,
              "one badly bad two"); /* those that remain stay, and the record is told of */
    assert_int_equal(v.kind, NA_V_ARTICLES);
    assert_int_equal(v.narticles, 3);
    says(v.code, "rejected");
    says(v.message, "2 of 5 articles: too badly");
    v = parse(h, "year");
    says(v.articles[0].deck, "seen");
    says(v.articles[0].published, "2025-04-01");
    assert_int_equal(v.articles[0].published_precision, NA_PREC_MONTH);
    assert_int_equal(v.articles[0].nmeta, 2);
    titles(h, "one", "one");
    na_host_free(h);
}

static void test_filter_fails(void **state)
{
    (void)state;
    static const char *const wrong[][3] = {
        { "error('no wind')", "script_error", "no wind" },
        { "while true do end", "budget_instructions", "instructions" },
        { "pcall(function() while true do end end) return a", "budget_instructions", "" },
        { "a.titel = 'x' return a", "invalid_article", "did you mean 'title'?" },
        { "return 7", "script_error", "filter returns nil" },
        { "return true", "script_error", "filter returns nil" },
        { "return {}", "script_error", "empty list" },
        { "return false, 7", "script_error", "the reason must be a string" },
        { "local t = {} for i = 1, 1100 do t[i] = a end return t", "invalid_article",
          "more than" },
        { "return ctx.archive", "script_error", "no field 'archive'" },
        { "return io.open('/etc/passwd')", "script_error", "not available" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[512];
        na_host *h = new_host("");
        snprintf(text, sizeof text, F("f", "", "%s"), wrong[i][0]);
        load(h, "r.lua", words_reader);
        load(h, "f.lua", text);
        ready(h, "");
        for (int round = 0; round < 2; round++) {
            na_verdict v = parse(h, "x y");
            if (v.kind != NA_V_QUARANTINE) fail_msg("%s: not refused", wrong[i][0]);
            says(v.code, wrong[i][1]);
            says(v.file, "f.lua");
            if (na_str_find(v.message, na_str_c(wrong[i][2]), 0) == (size_t)-1)
                fail_msg("%s: %.*s", wrong[i][0], NA_STR_ARG(v.message));
        }
        na_host_free(h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema),       cmocka_unit_test(test_clean),
        cmocka_unit_test(test_clean_fails),  cmocka_unit_test(test_extends),
        cmocka_unit_test(test_order),        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_filter_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
