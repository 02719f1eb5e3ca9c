/* SPDX-License-Identifier: MIT */
/* Commands over a small archive: options, output, iteration, and what must be refused. */
#include "base/path.h"
#include "script/command.h"
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64];
static na_arc *arc;

static int setup(void **state)
{
    (void)state;
    na_err e = { 0 };
    na_arc *w = NULL;
    na_added added;
    snprintf(dir, sizeof dir, "/tmp/newsarc-command-XXXXXX");
    if (!mkdtemp(dir)) return -1;
    if (na_arc_open(&w, dir, NA_ARC_WRITE | NA_ARC_CREATE, &e) < 0) return puts(e.msg), -1;
    int rc = na_arc_begin(w, &e);
    for (int i = 1; i <= 5 && rc == NA_OK; i++) {
        char title[64], date[32];
        snprintf(title, sizeof title, "Marathon report number %d", i);
        snprintf(date, sizeof date, "2025-04-0%d", i);
        na_article a = { .title = na_str_c(title),
                         .body = NA_STR("The runners came back."),
                         .source = i % 2 ? NA_STR("Koryo Courier") : NA_STR("Harbour Post"),
                         .published = na_str_c(date),
                         .published_precision = NA_PREC_DAY };
        rc = na_arc_add(w, &a, &added, &e);
    }
    if (rc == NA_OK) rc = na_arc_commit(w, &e);
    na_arc_close(w);
    if (rc == NA_OK) rc = na_arc_open(&arc, dir, NA_ARC_READ, &e);
    if (rc < 0) puts(e.msg);
    return rc;
}

static int teardown(void **state)
{
    static const char *const left[] = { "lock", "head.db", "head.db-wal", "head.db-shm",
                                        "volumes" };
    char path[256];
    (void)state;
    na_arc_close(arc);
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, left[i]);
        if (unlink(path) < 0) rmdir(path);
    }
    rmdir(dir);
    return 0;
}

/* -- running --------------------------------------------------------------------------- */

static int on_row(void *ctx, const na_str *names, const na_cell *cells, size_t n)
{
    static const char *const marks[] = { "", "", "#", "?", "" };
    for (size_t i = 0; i < n; i++) {
        na_buf_printf(ctx, "%s%.*s=%s%.*s", i ? "|" : "", NA_STR_ARG(names[i]),
                      marks[cells[i].kind], NA_STR_ARG(cells[i].text));
        for (size_t k = 0; k < cells[i].list.n; k++)
            na_buf_printf(ctx, "[%.*s]", NA_STR_ARG(cells[i].list.v[k]));
    }
    na_buf_putc(ctx, '\n');
    return 0;
}

static int on_write(void *ctx, na_str s)
{
    na_buf_str(ctx, s);
    return 0;
}

static int on_heading(void *ctx, na_str s)
{
    na_buf_printf(ctx, "== %.*s\n", NA_STR_ARG(s));
    return 0;
}

static void on_log(void *ctx, const char *level, na_str s)
{
    na_buf_printf(ctx, "[%s] %.*s\n", level, NA_STR_ARG(s));
}

static const char *rank_text; /* what every name of a rank script means */

static int find_rank(void *ctx, na_str name, na_str *path, na_str *text, na_err *err)
{
    (void)ctx;
    if (!rank_text) return na_fail(err, NA_ENOENT, "no script %.*s", NA_STR_ARG(name));
    *path = NA_STR("dir/rank.lua");
    *text = na_str_c(rank_text);
    return NA_OK;
}

static void on_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    na_buf_printf(ctx, "<%s %d/%d>", what, (int)done, (int)total);
}

typedef struct ran {
    int rc, status;
    na_err err;
    na_buf out;
} ran;

static ran run_text(const char *text, const char *const *args)
{
    ran r = { 0 };
    na_str v[16];
    size_t n = 0;
    na_buf_init(&r.out, NA_MIB);
    na_command_io io = { on_row,    on_write,    on_heading, on_log,
                         find_rank, on_progress, &r.out,     NULL };
    for (; args && args[n]; n++) v[n] = na_str_c(args[n]);
    na_command *c = NULL;
    r.rc = na_command_new(&c, NA_STR("dir/t.lua"), na_str_c(text), &io, &r.err);
    if (r.rc == NA_OK && na_command_asks_help(c, v, n))
        na_command_help(c, &r.out);
    else if (r.rc == NA_OK)
        r.rc = na_command_run(c, arc, v, n, NULL, &r.status, &r.err);
    na_command_free(c);
    return r;
}

static void expect(const char *body, const char *out)
{
    char text[4096];
    snprintf(text, sizeof text,
             "return { api = 1, kind = 'command', name = 't', run = function(ctx, "
             "opts)\n%s\nend }",
             body);
    ran r = run_text(text, NULL);
    if (r.rc < 0) fail_msg("%s", r.err.msg);
    assert_string_equal(na_buf_cstr(&r.out), out);
    na_buf_release(&r.out);
}

static void refuse(const char *body, const char *why)
{
    char text[4096];
    snprintf(text, sizeof text,
             "return { api = 1, kind = 'command', name = 't', run = function(ctx, "
             "opts)\n%s\nend }",
             body);
    ran r = run_text(text, NULL);
    assert_int_equal(r.rc, NA_ESCRIPT);
    if (!strstr(r.err.msg, why)) fail_msg("wanted '%s', got '%s'", why, r.err.msg);
    na_buf_release(&r.out);
}

/* -- tests ----------------------------------------------------------------------------- */

static void test_search(void **state)
{
    (void)state;
    expect(
        "for a in ctx.archive:search{query='marathon', sort='oldest'} do print(a.title, "
        "a.source) end",
        "Marathon report number 1\tKoryo Courier\nMarathon report number 2\tHarbour Post\n"
        "Marathon report number 3\tKoryo Courier\nMarathon report number 4\tHarbour Post\n"
        "Marathon report number 5\tKoryo Courier\n");
    expect("for a in ctx.archive:search{query='marathon', sort='newest', limit=1} do "
           "print(a.published, #a.id, a.score >= 0, a.body, a.url) end",
           "2025-04-05\t16\ttrue\tThe runners came back.\tnil\n");
    expect(
        "for a in ctx.archive:search{query='marathon', since=date.parse('2025-04-04')} do "
        "print(a.published) break end print(ctx.archive:count('marathon'))",
        "2025-04-05\n5\n");
    expect("for a in ctx.archive:search{query='x OR marathon', since='2025-04-02', "
           "before='2025-04-04', sort='oldest'} do print(a.published) end",
           "2025-04-02\n2025-04-03\n");
    expect(
        "for a in ctx.archive:search{query='marathon', limit=1, sort='oldest'} do\n"
        "collect = {} for i = 1, 100 do collect[i] = ('x'):rep(i) end print(a.snippet) end",
        "The runners came back.\n");
    expect("for _, s in ipairs(ctx.archive:sources()) do print(s.value, s.count) end\n"
           "for _, s in ipairs(ctx.archive:facets{by='source', limit=1, query='marathon',"
           " since='2025-04-04'}) do print(s.value, s.count) end",
           "Koryo Courier\t3\nHarbour Post\t2\nHarbour Post\t1\n");
    expect("local t, undated = ctx.archive:timeline{by='day', before='2025-04-03'}\n"
           "print(#t, t[2].period, t[2].from.iso, t[2].count, undated)\n"
           "print(ctx.archive:timeline{by='month'}[1].period, ctx.archive:count{since="
           "'2025-04-04'})",
           "2\t2025-04-02\t2025-04-02\t1\t0\n2025-04\t2\n");
    expect("local id for a in ctx.archive:search 'marathon' do id = a.id break end\n"
           "local n, other = 0 for a in ctx.archive:similar(id, 3) do n = n + 1\n"
           " other = a.id ~= id and a.title ~= nil end print(n, other)",
           "3\ttrue\n");
    expect("for a in ctx.archive:search 'nothing here' do print(a.id) end", "");
    expect("local first for a in ctx.archive:search 'marathon' do first = a.id break end\n"
           "local a = ctx.archive:get(first:sub(1, 8)) print(a.id == first, a.precision, "
           "a.volume)\n"
           "print((ctx.archive:get('ffffffff')))\nprint(ctx.archive:stats().articles)",
           "true\tday\thead\nnil\n5\n");
}

/* However a loop ends, what it held is let go: the sanitizers look, and a search that holds
 * its snapshot would keep the next one from being opened. */
static void test_iterators(void **state)
{
    (void)state;
    expect("local n = 0 for i = 1, 300 do\n"
           " for a in ctx.archive:search 'marathon' do n = n + 1 break end end print(n)",
           "300\n");
    expect("local n = 0 for i = 1, 300 do\n"
           " pcall(function() for a in ctx.archive:search 'marathon' do n = n + 1\n"
           " error('x') end end) end print(n)",
           "300\n");
    /* Not closed by anybody: the collector, or the end of the call. */
    expect("for i = 1, 300 do local next = ctx.archive:search 'marathon' next() end\n"
           "keep = { ctx.archive:search 'marathon' } print(keep[1]().title ~= nil)",
           "true\n");
    expect("local co = coroutine.wrap(function()\n"
           " for a in ctx.archive:search 'marathon' do coroutine.yield(a) end end)\n"
           "print(co().title ~= nil, co().title ~= nil) co = nil",
           "true\ttrue\n");
    expect("local next, s, v, close = ctx.archive:search 'marathon'\n"
           "do local c <close> = close end print(pcall(next))\n"
           "local m = getmetatable(close) print(m)",
           "false\tsearch is closed\nfalse\n");
    expect("local n = 0 for a in ctx.archive:search 'marathon' do\n"
           " for b in ctx.archive:search { query = 'marathon', limit = 2 } do\n"
           "  if a.id ~= b.id then n = n + 1 end end\n"
           " assert(a.title and #ctx.archive:sources() == 2) end print(n)",
           "8\n");
    refuse("local keep for a in ctx.archive:similar((function() for a in "
           "ctx.archive:search 'marathon' do return a.id end end)()) do keep = a end\n"
           "return keep.title",
           "article has expired");
    refuse("for a in ctx.archive:search 'marathon' do\n"
           " for b in ctx.archive:search 'marathon' do error('deep') end end",
           "t.lua:3: deep");
}

static void test_output(void **state)
{
    (void)state;
    expect("ctx.out:heading('H') ctx.out:row{ b = 2, a = 'x', c = true }\n"
           "ctx.out:columns{'c','b'} ctx.out:row{ b = 1.5, c = ctx.now and 'y' }\n"
           "ctx.out:write('w', 'v\\n') print(1, {}, nil) log.warn('careful')",
           "== H\na=x|b=#2|c=?true\nc=y|b=#1.5\nwv\n1\ttable\tnil\n[warn] careful\n");
}

/* The first call is told, and what follows within a tenth of a second is not. */
static void test_progress(void **state)
{
    (void)state;
    expect("progress.total(1000) for i = 1, 1000 do progress.step() end print('done')",
           "< 0/1000>done\n");
    expect("progress.message('a\\27[2J\\nb' .. ('\\u{e9}'):rep(100)) progress.total(7)",
           "<a[2J b"
           "éééééééééééééé"
           "éééééééééééééé"
           " 0/0>"
           "<a[2J b"
           "éééééééééééééé"
           "éééééééééééééé"
           " 0/7>");
    refuse("progress.step(-1)", "0 or more");
}

/* What the manual says of commands comes true here. */
static void test_examples(void **state)
{
    (void)state;
    na_buf text;
    na_err e = { 0 };
    na_buf_init(&text, NA_MIB);
    if (na_path_read(NA_TEST_SOURCE "/tests/lua/api/command.lua", NA_MIB, &text, &e) < 0)
        fail_msg("%s", e.msg);
    ran r = run_text(na_buf_cstr(&text), NULL);
    if (r.rc < 0) fail_msg("%s", r.err.msg);
    const char *checked = strstr(na_buf_cstr(&r.out), " checked\n");
    assert_non_null(checked);
    while (checked > r.out.ptr && isdigit((unsigned char)checked[-1])) checked--;
    assert_true(strtol(checked, NULL, 10) >= 10);
    na_buf_release(&r.out);
    na_buf_release(&text);
}

static void test_failures(void **state)
{
    (void)state;
    refuse("local keep for a in ctx.archive:search 'marathon' do keep = a end return "
           "keep.title",
           "t.lua:2: article has expired");
    refuse("ctx.archive:search{ qery = 'x' }",
           "unknown field 'qery' (did you mean 'query'?)");
    refuse("ctx.archive:facets{ by = 'sorce' }", "did you mean 'source'?");
    refuse("ctx.archive:facets{ by = 'day' }", "there are source, author");
    refuse("ctx.archive:timeline{ by = 'source' }", "there are year, month");
    refuse("ctx.archive:facets{ by = 'tag', limit = -1 }", "negative limit");
    refuse("ctx.archive:count{ qery = 'x' }", "did you mean 'query'?");
    refuse("for a in ctx.archive:similar('ffff') do end", "similar: ");
    refuse("ctx.archive:similar('ffff', 1e9)", "0 to 1000");
    refuse("ctx.archive.facets(ctx.out, { by = 'tag' })", "archive expected");
    refuse("ctx.archive.search(ctx.out, 'x')", "archive expected");
    refuse("io.open('x')", "`io.open` is not available");
    refuse("for a in ctx.archive:search 'marathon' do error('stop') end", "t.lua:2: stop");
    refuse("return 'x'", "exit status");
    refuse("for a in ctx.archive:search{query='after:nonsense'} do end", "query:");
}

static void test_options(void **state)
{
    (void)state;
    static const char text[] =
        "return { api = 1, kind = 'command', name = 't', summary = 'tests options', "
        "options = {\n"
        " since = { type = 'date', default = '7d' }, n = { type = 'int', default = 3, min "
        "= 1 },\n"
        " deep = { type = 'bool' }, f = { type = 'enum', values = { 'md', 'json' } },\n"
        " keep = { type = 'duration', default = '2h', help = 'for how long' },\n"
        " tags = { type = 'list', default = 'a, b' }, out = { type = 'path', access = "
        "'write' } },\n"
        " run = function(ctx, o) print(o.since.precision, o.n, o.deep, o.f, o.keep,\n"
        " table.concat(o, ','), table.concat(o.tags, '+'), o.out) return 1 end }";
    ran r = run_text(text, NULL);
    assert_int_equal(r.rc, NA_OK);
    assert_int_equal(r.status, 1);
    assert_string_equal(na_buf_cstr(&r.out), "second\t3\tnil\tnil\t7200\t\ta+b\tnil\n");
    na_buf_release(&r.out);
    r = run_text(text,
                 (const char *const[]){ "--since", "2025-04", "--n=5", "--deep", "--f",
                                        "md", "two", "--tags", "x,y", "--tags=z", "--out",
                                        "-h", "--", "--words", NULL });
    assert_string_equal(na_buf_cstr(&r.out),
                        "month\t5\ttrue\tmd\t7200\ttwo,--words\tx+y+z\t-h\n");
    na_buf_release(&r.out);
    static const struct {
        const char *arg, *why;
    } bad[] = { { "--sinse=7d", "did you mean --since?" },
                { "--n=0", "out of range" },
                { "--n=x", "not an integer" },
                { "--f=xml", "one of its values" },
                { "--n", "needs a value" },
                { "--out=", "is not the path of a file" } };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        r = run_text(text, (const char *const[]){ bad[i].arg, NULL });
        assert_int_equal(r.rc, NA_EUSAGE);
        if (!strstr(r.err.msg, bad[i].why)) fail_msg("%s", r.err.msg);
        na_buf_release(&r.out);
    }
    r = run_text(text, (const char *const[]){ "--help", NULL });
    assert_int_equal(r.rc, NA_OK);
    static const char *const lines[] = { "newsarc t [OPTIONS] [WORDS...] - tests options\n",
                                         "--keep SPAN              for how long [2h]\n",
                                         "--f VALUE                md, json\n",
                                         "--n N                     [3]\n", "--deep " };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (!strstr(na_buf_cstr(&r.out), lines[i])) fail_msg("%s", na_buf_cstr(&r.out));
    na_buf_release(&r.out);
}

#define RANK(rest) "return { api = 1, kind = 'rank', name = 'r', " rest " }"
#define ORDER                                                                              \
    "local t = {} for a in ctx.archive:search{query='marathon', rank='r'} do\n"            \
    " t[#t + 1] = a.title:match('%d') end print(table.concat(t, ' '))"

static void test_rank(void **state)
{
    (void)state;
    static const struct {
        const char *text, *out;
    } cases[] = {
        { RANK("rank = function(h) return tonumber(h.title:match('%d')) end"),
          "5 4 3 2 1\n" },
        { RANK("rank = function(h) return -tonumber(h.title:match('%d')) end"),
          "1 2 3 4 5\n" },
        { RANK("top = 2, rank = function(h) return -tonumber(h.title:match('%d')) end"),
          "4 5 3 2 1\n" },
        { RANK("source = { ['harbour POST'] = 3 }"), "4 2 5 3 1\n" },
        { RANK("source = { ['Harbour Post'] = 0 }"), "5 3 1 4 2\n" },
        { RANK("recency = { half_life = '300d', weight = 1 }, rank = function(h) return "
               "-h.score end"),
          "1 2 3 4 5\n" },
        { RANK("fields = { title = 2, deck = 3 }"), "5 4 3 2 1\n" },
        /* It spins on the third, and raises on the second: these keep what they had. */
        { RANK("rank = function(h)\n local n = tonumber(h.title:match('%d'))\n"
               " if n == 3 then while true do end end\n if n == 2 then error('no') end\n"
               " return h.score + n end"),
          "[warn] rank.lua:3: more than 100000 instructions for one call (hits on which "
          "rank "
          "fails keep their score)\n5 4 1 3 2\n" },
        { RANK("rank = function(h) return 'x' .. 1 end"),
          "[warn] rank.lua: rank returns a number, not string (hits on which rank fails "
          "keep their score)\n5 4 3 2 1\n" },
        { RANK("rank = function(h) return 0/0 end"),
          "[warn] rank.lua: rank returns a finite number (hits on which rank fails keep "
          "their score)\n5 4 3 2 1\n" },
        { RANK("rank = function(h) if keep then keep.title = keep.title end keep = h\n"
               " return 1 end"),
          "[warn] rank.lua:1: article has expired: keep its fields, it lives in its loop "
          "(hits on which rank fails keep their score)\n5 4 3 2 1\n" },
    };
    /* All five match alike; the search has the newest of them first. */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rank_text = cases[i].text;
        expect(ORDER, cases[i].out);
    }
    rank_text = RANK("rank = function(h) return tonumber(h.title:match('%d')) end");
    expect(
        "for a in ctx.archive:search{query='marathon', rank='r', limit=2, offset=1} do\n"
        " print(a.title:match('%d'), a.score, a.snippet) end\n"
        "for a in ctx.archive:search{query='marathon', rank='r', offset=9} do print(1) end",
        "4\t4.0\tThe runners came back.\n3\t3.0\tThe runners came back.\n");
    refuse("ctx.archive:search{query='marathon', rank='r', sort='newest'}", "no sort");
    static const char *const bad[][2] = {
        { RANK(""), "needs recency, source, fields or rank" },
        { RANK("rank = 1"), "rank must be a function" },
        { RANK("top = 0, rank = print"), "top must be an integer from 1 to 2000" },
        { RANK("top = 5000, rank = print"), "top must be an integer from 1 to 2000" },
        { RANK("recency = { half_life = 'x' }"), "half_life must be a duration" },
        { RANK("recency = { half_lief = '3d' }"), "did you mean 'half_life'?" },
        { RANK("recency = { half_life = '3d', weight = 2 }"), "recency.weight" },
        { RANK("source = { A = -1 }"), "source.A must be a number" },
        { RANK("source = { A = 0/0 }"), "source.A must be a number" },
        { RANK("fields = { titel = 2 }"), "did you mean 'title'?" },
        { RANK("run = print, rank = print"), "'run' is for kind 'command'" },
        { RANK("needs = { 'read' }, rank = print"), "never granted" },
        { "return { api = 1, kind = 'filter', name = 'r', filter = print }", "of kind" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        rank_text = bad[i][0];
        refuse("ctx.archive:search{query='marathon', rank='r'}", bad[i][1]);
    }
    rank_text = NULL;
    refuse("ctx.archive:search{query='marathon', rank='r'}", "no script r");
}

/* A command may lower its own limit, and a breach of it cannot be caught. */
static void test_limits(void **state)
{
    (void)state;
    static const char text[] =
        "return { api = 1, kind = 'command', name = 't', limits = { heap_mb = 8 },\n"
        " run = function() pcall(function() local t = {} for i = 1, 40 do t[i] = ('x'):rep("
        "2^20 + i) end end) print('never') end }";
    ran r = run_text(text, NULL);
    assert_int_equal(r.rc, NA_ESCRIPT);
    assert_non_null(strstr(r.err.msg, "more than 8 MiB of memory"));
    assert_string_equal(na_buf_cstr(&r.out), "");
    na_buf_release(&r.out);
}

static void test_shipped(void **state)
{
    (void)state;
    static const char *const files[] = { "digest.lua", "sources.lua" };
    char path[4200];
    na_err e = { 0 };
    for (size_t i = 0; i < 2; i++) {
        na_buf b;
        na_buf_init(&b, NA_MIB);
        snprintf(path, sizeof path, "%s/scripts/query/%s", NA_TEST_SOURCE, files[i]);
        assert_int_equal(na_path_read(path, NA_MIB, &b, &e), NA_OK);
        ran r =
            run_text(na_buf_cstr(&b), i ? (const char *const[]){ "marathon", NULL }
                                        : (const char *const[]){ "--since", "2025-04-04",
                                                                 "marathon", NULL });
        if (r.rc < 0) fail_msg("%s: %s", files[i], r.err.msg);
        assert_int_equal(r.status, 0);
        assert_non_null(
            strstr(na_buf_cstr(&r.out),
                   i ? "articles=#3|share=60.0 %|source=Koryo Courier|first=2025-04-01"
                     : "day=2025-04-05|time="));
        na_buf_release(&r.out);
        na_buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_search),   cmocka_unit_test(test_iterators),
        cmocka_unit_test(test_output),   cmocka_unit_test(test_failures),
        cmocka_unit_test(test_examples), cmocka_unit_test(test_progress),
        cmocka_unit_test(test_options),  cmocka_unit_test(test_rank),
        cmocka_unit_test(test_shipped),  cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
