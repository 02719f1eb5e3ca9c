/* SPDX-License-Identifier: MIT */
/* The Lua host: the rules of loading, choosing and splitting, and the shipped readers over
 * their fixtures. */
#include "base/pack.h"
#include "base/path.h"
#include "script/host.h"
#include "text/article_json.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static char *slurp(const char *path, size_t *n)
{
    na_buf b;
    na_err e = { 0 };
    na_buf_init(&b, 64 * NA_MIB);
    if (na_path_read(path, 64 * NA_MIB, &b, &e) < 0) fail_msg("%s", e.msg);
    na_buf_putc(&b, 0);
    *n = b.len - 1;
    return na_buf_detach(&b, &(size_t){ 0 });
}

static na_host *new_host(void)
{
    na_host_opts o = { .limits = na_limits_default(), .now = 1743897600 };
    na_host *h = NULL;
    na_err e = { 0 };
    o.limits.lua_instr = 3000000; /* enough for every fixture, and quick to run out */
    o.limits.lua_heap = 24 * NA_MIB;
    o.limits.lua_volume = 128 * NA_MIB;
    assert_int_equal(na_host_new(&h, &o, &e), NA_OK);
    return h;
}

static int load(na_host *h, const char *name, const char *text, na_err *e)
{
    return na_host_load(h, na_str_c(name), na_str_c(text), e);
}

static na_record record(const na_entry_info *e, const char *bytes)
{
    return (na_record){ e, na_str_c(bytes), 1, 0 };
}

/* -- loading --------------------------------------------------------------------------- */

static void refused(const char *text, const char *why)
{
    na_err e = { 0 };
    na_host *h = new_host();
    int rc = load(h, "dir/a.lua", text, &e);
    if (rc != NA_ESCRIPT || !strstr(e.msg, why))
        fail_msg("wanted '%s', got '%s'", why, e.msg);
    assert_int_equal(na_host_readers(h), 0);
    na_host_free(h);
}

#define HEAD "return { api = 1, kind = 'ingest', name = 'a', "

static void test_load(void **state)
{
    (void)state;
    refused("return {\n  api = = 1 }", "a.lua:2:");
    refused("<!DOCTYPE html>", "a.lua:1: this looks like an HTML page, not a Lua script");
    refused("\033Lua", "bytecode");
    refused("error('no')", "a.lua:1: no");
    refused("while true do end", "instructions");
    refused("return 7", "returned number");
    refused("return { kind = 'ingest', name = 'a' }", "'api' is missing");
    refused("return { api = 999, kind = 'ingest', name = 'a' }", "api 999 is not offered");
    refused("return { api = 1, kind = 'reader', name = 'a' }",
            "kind 'reader' is not offered");
    refused("return { api = 1, kind = 'ingest', name = 'A b' }", "name has 1 to 64");
    refused(HEAD "mach = {}, parse = print }",
            "unknown field 'mach' (did you mean 'match'?)");
    refused(HEAD "match = { extt = 'x' }, parse = print }", "did you mean 'ext'?");
    refused(HEAD "match = { ext = 'x' } }", "needs parse");
    refused(HEAD "split = 'json', parse = print }", "did you mean 'jsonl'?");
    refused(HEAD "match = { magic = { { -1, 'x' } } }, parse = print }", "match.magic");
    refused(HEAD "options = { n = { type = 'int', default = 'x' } }, parse = print }",
            "'x' is not an integer");
    refused("return { api = 1, kind = 'command', name = 'a', run = print }",
            "of kind 'command'");
    na_err e = { 0 };
    na_host *h = new_host();
    assert_int_equal(
        load(h, "a.lua", "\xef\xbb\xbf#!/usr/bin/env newsarc\n" HEAD "parse = print }", &e),
        NA_OK);
    assert_int_equal(load(h, "b.lua", HEAD "parse = print }", &e), NA_ESCRIPT);
    assert_non_null(strstr(e.msg, "'a' is already the name of a.lua"));
    assert_int_equal(na_host_readers(h), 1);
    na_host_free(h);
}

/* A script that is a folder comes as a pack; its hash is that of all its files. */
static void test_pack(void **state)
{
    (void)state;
    char sha[2][65];
    for (int i = 0; i < 2; i++) {
        na_err e = { 0 };
        na_verdict v;
        na_host *h = new_host();
        na_buf b;
        na_buf_init(&b, NA_MIB);
        na_pack_add(
            &b, NA_STR("a/main.lua"),
            NA_STR(HEAD "parse = function() return { title = require('b') } end }"));
        na_pack_add(&b, NA_STR("a/b.lua"),
                    i ? NA_STR("return 'two'") : NA_STR("return 'one'"));
        assert_int_equal(na_host_load(h, NA_STR("x/a/main.lua"), na_buf_get(&b), &e),
                         NA_OK);
        na_reader_info r = na_host_reader(h, 0);
        assert_int_equal(r.sha256.len, 64);
        memcpy(sha[i], r.sha256.ptr, 65);
        na_entry_info info = { .name = NA_STR("a.x"), .source = NA_STR("test") };
        na_record rec = record(&info, "x");
        assert_int_equal(na_host_parse(h, 0, &rec, &v, &e), NA_OK);
        assert_int_equal(v.narticles, 1);
        assert_true(na_str_eqc(v.articles[0].title, i ? "two" : "one"));
        na_buf_cut(
            &b, b.len - 1); /* damaged: the file is not there, and nothing else happens */
        na_host *g = new_host();
        assert_int_equal(na_host_load(g, NA_STR("x/a/main.lua"), na_buf_get(&b), &e),
                         NA_OK);
        assert_int_equal(na_host_parse(g, 0, &rec, &v, &e), NA_OK);
        assert_true(na_str_find(v.message, NA_STR("'b' not found"), 0) != (size_t)-1);
        na_host_free(g);
        na_host_free(h);
        na_buf_release(&b);
    }
    assert_string_not_equal(sha[0], sha[1]);
}

/* -- choosing -------------------------------------------------------------------------- */

static const char *chosen(na_host *h, const char *name, const char *head, na_split *split)
{
    na_entry_info e = { .name = na_str_c(name), .head = na_str_c(head), .size = -1 };
    na_choice c;
    assert_int_equal(na_host_choose(h, &e, &c, NULL), NA_OK);
    if (split) *split = c.split;
    return c.reader < 0 ? "" : na_host_reader(h, (size_t)c.reader).name.ptr;
}

static void test_choose(void **state)
{
    (void)state;
    na_host *h = new_host();
    na_split split;
    na_err e = { 0 };
#define R(name, rest)                                                                      \
    assert_int_equal(load(h, name ".lua",                                                  \
                          "return { api=1, kind='ingest', name='" name                     \
                          "', parse=print, " rest " }",                                    \
                          &e),                                                             \
                     NA_OK)
    R("ext", "match={ext={'txt','tar.gz'}}");
    R("magic", "match={ext='txt',magic={{0,'WARC/'},{2,'zz'}}}, priority=60");
    R("member", "match={{member='news/**/a?.log'},{member='*.nitf'}}");
    R("keys",
      "match={json_keys={'items','version'}}, split={default='lines',jsonl='jsonl'}");
    R("root", "match={root={'rss','feed'}}");
    R("probe", "match={ext='pr'}, probe=function(head, info)"
               " return head:find('yes') and info.ext == 'pr' and 90 or nil end");
    R("raises", "match={ext='pr'}, probe=function() error('oops') end");
    assert_string_equal(chosen(h, "a/b.TXT", "", NULL), "ext");
    assert_string_equal(chosen(h, "a.tar.gz", "", NULL), "ext");
    assert_string_equal(chosen(h, "a.txt", "WARC/1.0", NULL), "magic");
    assert_string_equal(chosen(h, "a.txt", "--zz", NULL), "magic");
    assert_string_equal(chosen(h, "news/2025/04/ab.log", "", NULL), "member");
    assert_string_equal(chosen(h, "news/ab.log", "", NULL), "member");
    assert_string_equal(chosen(h, "news/2025/abc.log", "", NULL), "");
    assert_string_equal(chosen(h, "x/y.nitf", "", NULL), "member");
    assert_string_equal(
        chosen(h, "x", " [{\"a\":{\"items\":1},\"items\":[1,\"}\"],\"version\":2", &split),
        "keys");
    assert_int_equal(split, NA_SPLIT_LINES);
    assert_string_equal(chosen(h, "x.jsonl", "{\"items\":1,\"version\":2}", &split),
                        "keys");
    assert_int_equal(split, NA_SPLIT_JSONL);
    assert_string_equal(chosen(h, "x", "{\"a\":{\"items\":1,\"version\":2}}", NULL), "");
    assert_string_equal(chosen(h, "x", "<?xml version='1.0'?><!-- a --><a:RSS>", NULL),
                        "root");
    assert_string_equal(chosen(h, "x.pr", "oh yes", NULL), "probe");
    assert_string_equal(chosen(h, "x.pr", "oh no", NULL), "");
    na_entry_info forced = { .name = NA_STR("x.bin"), .reader = NA_STR("root") };
    na_choice c;
    na_host_choose(h, &forced, &c, NULL);
    assert_int_equal(c.reader, 4);
    forced.reader = NA_STR("nobody");
    na_host_choose(h, &forced, &c, NULL);
    assert_int_equal(c.reader, -1);
    assert_true(na_str_find(c.reason, NA_STR("nobody"), 0) != (size_t)-1);
    na_host_free(h);
}

/* -- splitting ------------------------------------------------------------------------- */

typedef struct seen {
    uint64_t begun, index[40], offset[40], length[40];
    na_verdict_kind kind[40];
    char code[40][24];
    size_t n;
} seen;

static int on_begin(void *ctx, uint64_t index, uint64_t offset, uint64_t length)
{
    (void)offset, (void)length;
    ((seen *)ctx)->begun = index;
    return 0;
}

static int on_done(void *ctx, uint64_t index, uint64_t offset, uint64_t length,
                   const na_verdict *v)
{
    seen *s = ctx;
    assert_int_equal(s->begun, index);
    assert_true(s->n < 40);
    s->index[s->n] = index;
    s->offset[s->n] = offset;
    s->length[s->n] = length;
    s->kind[s->n] = v->kind;
    snprintf(s->code[s->n], 24, "%.*s", NA_STR_ARG(v->code));
    s->n++;
    return 0;
}

static seen run_split(const char *split, const char *bytes, uint64_t from)
{
    char text[2000];
    na_err e = { 0 };
    na_host *h = new_host();
    seen s = { 0 };
    snprintf(text, sizeof text,
             HEAD "split = function(stream)\n local v, at = stream:view(), 1\n %s end,\n"
                  "parse = function(rec)\n local s = tostring(rec:bytes())\n"
                  "if s == 'loop' then while true do end end\n"
                  "if s == 'bad' then error('bad') end\n return { title = s } end }",
             split);
    if (load(h, "a.lua", text, &e) < 0) fail_msg("%s", e.msg);
    na_entry_info info = { .name = NA_STR("a.x"), .source = NA_STR("test") };
    na_record r = record(&info, bytes);
    na_split_sink sink = { on_begin, on_done, &s };
    assert_int_equal(na_host_split(h, 0, &r, from, &sink, &e), NA_OK);
    na_host_free(h);
    return s;
}

#define BY_COMMA                                                                           \
    "return function() if at > #v then return nil end\n"                                   \
    "local to = v:find(',', at) or #v + 1\n local s = v:sub(at, to - 1) at = to + 1\n"     \
    "if s:is('stop') then error('split broke') end return s end"

static void test_split(void **state)
{
    (void)state;
    seen s = run_split(BY_COMMA, "one,bad,three", 1);
    assert_int_equal(s.n, 3);
    assert_int_equal(s.offset[2], 8);
    assert_int_equal(s.length[2], 5);
    assert_int_equal(s.kind[1], NA_V_QUARANTINE);
    assert_int_equal(s.kind[2], NA_V_ARTICLES);
    s = run_split(BY_COMMA, "one,bad,three", 3); /* resume */
    assert_int_equal(s.n, 1);
    assert_int_equal(s.index[0], 3);
    s = run_split(BY_COMMA, "one,loop,three,loop,five", 1); /* the state is lost twice */
    assert_int_equal(s.n, 5);
    assert_string_equal(s.code[1], "budget_instructions");
    assert_int_equal(s.kind[4], NA_V_ARTICLES);
    assert_int_equal(s.offset[4], 20);
    s = run_split(BY_COMMA, "one,two,stop,four", 1); /* split itself fails */
    assert_int_equal(s.n, 3);
    assert_int_equal(s.kind[2], NA_V_QUARANTINE);
    assert_int_equal(s.offset[2], 7);
    assert_int_equal(s.length[2], 10);
    s = run_split("return function() return 'text' end", "x", 1);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.kind[0], NA_V_QUARANTINE);
    s = run_split("return function() return v:sub(1, 1) end", "xyz", 1); /* for ever */
    assert_int_equal(s.n, 2);
    assert_int_equal(s.kind[1], NA_V_QUARANTINE);
    assert_true(s.offset[1] == 1 && s.length[1] == 2);
    s = run_split("return function() return v:sub(2, 1) end", "xyz", 1); /* nothing, too */
    assert_int_equal(s.n, 2);
    s = run_split(BY_COMMA, "one,,three", 1);
    assert_int_equal(s.n, 3);
    s = run_split("while true do end", "x", 1);
    assert_int_equal(s.n, 1);
    assert_string_equal(s.code[0], "budget_instructions");
    s = run_split("return function() end", "xyz", 1);
    assert_int_equal(s.n, 0);
}

/* -- the shipped readers; `newsarc script test scripts` compares what they give -------- */

static void put_verdict(na_buf *out, const na_verdict *v)
{
    na_err e = { 0 };
    if (v->kind == NA_V_SKIP) na_buf_printf(out, "skip %.*s\n", NA_STR_ARG(v->reason));
    if (v->kind == NA_V_QUARANTINE)
        na_buf_printf(out, "quarantine %.*s %.*s:%llu %.*s\n", NA_STR_ARG(v->code),
                      NA_STR_ARG(v->file), (unsigned long long)v->line,
                      NA_STR_ARG(v->message));
    for (size_t i = 0; v->kind == NA_V_ARTICLES && i < v->narticles; i++) {
        if (na_article_to_json(&v->articles[i], out, &e) < 0) fail_msg("%s", e.msg);
        na_buf_putc(out, '\n');
    }
}

static int fixture_begin(void *ctx, uint64_t index, uint64_t offset, uint64_t length)
{
    (void)ctx, (void)index, (void)offset, (void)length;
    return 0;
}

static int fixture_done(void *ctx, uint64_t index, uint64_t offset, uint64_t length,
                        const na_verdict *v)
{
    (void)index, (void)offset, (void)length;
    put_verdict(ctx, v);
    return 0;
}

static void load_one(na_host *h, const char *dir, const char *file)
{
    char path[4200];
    size_t n;
    na_err e = { 0 };
    snprintf(path, sizeof path, "%s/%s", dir, file);
    char *text = slurp(path, &n);
    if (na_host_load(h, na_str_c(path), na_str_n(text, n), &e) < 0) fail_msg("%s", e.msg);
    free(text);
}

static na_host *shipped(void)
{
    na_host *h = new_host();
    static const char *const files[] = { "html.lua", "json.lua", "reuters-21578.lua",
                                         "text.lua" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        load_one(h, NA_TEST_SOURCE "/scripts/ingest", files[i]);
    load_one(h, NA_TEST_SOURCE "/scripts/clean", "wikinews.lua");
    return h;
}

static void read_entry(na_host *h, const char *name, na_str bytes, na_buf *out)
{
    na_entry_info info = { .name = na_str_c(name),
                           .size = (int64_t)bytes.len,
                           .head = na_str_sub(bytes, 0, NA_HEAD_BYTES),
                           .source = NA_STR("b") };
    na_choice c;
    na_verdict v;
    na_err e = { 0 };
    na_host_choose(h, &info, &c, &e);
    if (c.reader < 0) {
        na_buf_printf(out, "nobody %.*s\n", NA_STR_ARG(c.reason));
        return;
    }
    na_record r = { &info, bytes, 1, 0 };
    na_split_sink sink = { fixture_begin, fixture_done, out };
    if (c.split == NA_SPLIT_FUNCTION) {
        assert_int_equal(na_host_split(h, c.reader, &r, 1, &sink, &e), NA_OK);
    } else if (c.split == NA_SPLIT_ENTRY) {
        assert_int_equal(na_host_parse(h, c.reader, &r, &v, &e), NA_OK);
        put_verdict(out, &v);
    } else {
        na_str rest = bytes, line;
        for (uint64_t i = 1; na_str_line(&rest, &line); i++) {
            if (!na_str_trim(line).len) continue;
            r = (na_record){ &info, line, i, (uint64_t)(line.ptr - bytes.ptr) };
            assert_int_equal(na_host_parse(h, c.reader, &r, &v, &e), NA_OK);
            put_verdict(out, &v);
        }
    }
}

/* Memory that runs out at every point of a call: an answer always, and nothing lost (the
 * sanitizers look). */
static void test_memory_sweep(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
    } in[] = {
        { "a.html", "<html lang=en><title>A</title><p>One <b>two</b>.</p></html>" },
        { "a.json", "[{\"title\":\"A\",\"body\":\"<p>x</p>\",\"tags\":[\"a\",\"b\"]}]" },
        { "a.md", "---\ntitle: A\ntags: [x, y]\n---\nOne.\n\n2 May 2025\n" },
    };
    for (size_t i = 0; i < sizeof in / sizeof in[0]; i++) {
        unsigned failed = 0;
        for (size_t heap = 30 * NA_KIB; heap < 90 * NA_KIB; heap += 97) {
            na_host_opts o = { .limits = na_limits_default(), .now = 1743897600 };
            na_host *h = NULL;
            na_err e = { 0 };
            na_choice c;
            na_verdict v;
            o.limits.lua_heap = heap;
            assert_int_equal(na_host_new(&h, &o, &e), NA_OK);
            load_one(h, NA_TEST_SOURCE "/scripts/ingest",
                     i == 0   ? "html.lua"
                     : i == 1 ? "json.lua"
                              : "text.lua");
            na_entry_info info = { .name = na_str_c(in[i].name),
                                   .source = NA_STR("b"),
                                   .reader = na_host_reader(h, 0).name };
            na_record r = record(&info, in[i].bytes);
            na_host_choose(h, &info, &c, &e);
            assert_int_equal(na_host_parse(h, c.reader, &r, &v, &e), NA_OK);
            if (v.kind == NA_V_QUARANTINE) {
                failed++;
                assert_true(na_str_eqc(v.code, "budget_heap"));
            }
            na_host_free(h);
        }
        assert_true(failed > 0);
    }
}

/* -- a real page, where the shared folder is there ------------------------------------- */

static void test_real_page(void **state)
{
    (void)state;
    const char *dir = getenv("NEWSARC_SHARED");
    char path[4200];
    snprintf(path, sizeof path, "%s/data/000_7e5e8e3b901d369d.txt", dir ? dir : "");
    if (!dir || !na_path_exists(path)) {
        print_message("NEWSARC_SHARED has no data: skipped\n");
        skip();
    }
    size_t n;
    na_buf out;
    char *in = slurp(path, &n);
    na_host *h = shipped();
    na_buf_init(&out, NA_MIB);
    read_entry(h, "000_7e5e8e3b901d369d.txt", na_str_n(in, n), &out);
    na_str s = na_buf_get(&out);
    const char *title = "North Korea Revives Pyongyang Marathon After Six-Year Hiatus";
    size_t at = na_str_find(s, na_str_c(title), 0);
    assert_true(at != (size_t)-1);
    assert_true(na_str_find(s, na_str_c(title), at + 1) == (size_t)-1);
    assert_true(na_str_find(s, NA_STR("\"published"), 0) == (size_t)-1);
    assert_true(na_str_find(s, NA_STR("\"removed\":\"The comments posted here"), 0) !=
                (size_t)-1);
    na_buf_release(&out);
    na_host_free(h);
    free(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load),         cmocka_unit_test(test_pack),
        cmocka_unit_test(test_choose),       cmocka_unit_test(test_split),
        cmocka_unit_test(test_memory_sweep), cmocka_unit_test(test_real_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
