/* SPDX-License-Identifier: MIT */
/* Memory that runs out at every point of every binding. The corpus is blocks "do -- NAME
 * ... end", those of tests/lua/api/reader.lua (each example of the API) and of
 * tests/lua/sweep; each becomes a script of its own, which is run with the script's
 * allocator failing from the Nth allocation on, for N = 1, 2, ... until it goes through. It
 * must end as "budget_heap" each time, and nothing may be left (nal_close() asserts it, the
 * sanitizers look at what is C's). A function that no block names fails the test. */
#include "base/path.h"
#include "core/arc.h"
#include "script/api.h"
#include "script/command_int.h"
#include "script/host_int.h"
#include "script/names.h"
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { READER, COMMAND };

static char *corpus[2], *blocks_of_api;

static char *slurp(const char *name)
{
    char path[4200];
    na_buf b;
    na_err e = { 0 };
    snprintf(path, sizeof path, "%s/tests/lua/%s", NA_TEST_SOURCE, name);
    na_buf_init(&b, 16 * NA_MIB);
    if (na_path_read(path, 16 * NA_MIB, &b, &e) < 0) fail_msg("%s", e.msg);
    na_buf_putc(&b, 0);
    return na_buf_detach(&b, &(size_t){ 0 });
}

/* The next block at or behind *at; false when there is none. */
static bool next_block(const char **at, na_str *name, na_str *block)
{
    const char *from = strstr(*at, "do -- ");
    if (!from) return false;
    size_t indent = 0;
    while (from - indent > *at && from[-(ptrdiff_t)indent - 1] == ' ') indent++;
    char end[64];
    snprintf(end, sizeof end, "\n%*send\n", (int)indent, "");
    const char *to = strstr(from, end);
    if (!to) fail_msg("a block without its end: %.60s", from);
    to += strlen(end);
    *block = na_str_n(from, (size_t)(to - from));
    *name = na_str_sub(*block, 6, na_str_chr(*block, '\n', 0));
    *at = to;
    return true;
}

/* What the blocks of the API use; here it need not come true. */
#define HELPERS                                                                            \
    "local checked, kept = 0, nil\n"                                                       \
    "local function same(what, got, want) checked = checked + 1 end\n"

/* -- readers --------------------------------------------------------------------------- */

static void parse(na_host *h, na_verdict *v)
{
    na_entry_info info = { .name = NA_STR("a.x"), .size = 11, .source = NA_STR("test") };
    na_record r = { &info, NA_STR("hello world"), 1, 0 };
    na_err e = { 0 };
    assert_int_equal(na_host_parse(h, 0, &r, v, &e), NA_OK);
}

static na_host *load(const char *text)
{
    na_host_opts o = { .limits = na_limits_default(), .now = 1743897600 };
    na_host *h = NULL;
    na_err e = { 0 };
    o.limits.lua_ms = 60000;
    assert_int_equal(na_host_new(&h, &o, &e), NA_OK);
    if (na_host_load(h, NA_STR("sweep.lua"), na_str_c(text), &e) < 0) fail_msg("%s", e.msg);
    return h;
}

static unsigned sweep_reader(na_str name, na_str block)
{
    unsigned failed = 0;
    char *text = NULL;
    na_buf b;
    na_verdict v;
    na_buf_init(&b, NA_MIB);
    na_buf_puts(&b,
                HELPERS "return { api = 1, kind = 'ingest', name = 'sweep', match = { ext"
                        " = 'x' }, parse = function(rec, ctx)\n");
    na_buf_str(&b, block);
    na_buf_puts(&b, "return { title = 'x' } end }\n");
    na_buf_putc(&b, 0);
    text = na_buf_detach(&b, &(size_t){ 0 });
    na_host *h = load(text);
    nal_budget *budget = &h->readers[0]->vm.budget;
    for (uint64_t n = 1;; n++) {
        budget->fail_from = 0; /* once as it should be, which also brings the state back */
        parse(h, &v);
        if (v.kind != NA_V_ARTICLES)
            fail_msg("%.*s: %.*s", NA_STR_ARG(name), NA_STR_ARG(v.message));
        budget->fail_from = n;
        parse(h, &v);
        if (v.kind == NA_V_ARTICLES && budget->fail_from > 0) break;
        if (v.kind != NA_V_QUARANTINE || !na_str_eqc(v.code, "budget_heap"))
            fail_msg("%.*s, allocation %llu: %.*s: %.*s", NA_STR_ARG(name),
                     (unsigned long long)n, NA_STR_ARG(v.code), NA_STR_ARG(v.message));
        failed++;
    }
    na_host_free(h);
    free(text);
    return failed;
}

static unsigned sweep_readers(const char *text)
{
    unsigned failed = 0, blocks = 0;
    na_str name, block;
    while (next_block(&text, &name, &block)) {
        failed += sweep_reader(name, block);
        blocks++;
    }
    print_message("%u blocks, memory ran out at %u points\n", blocks, failed);
    assert_true(blocks > 0 && failed > 2 * blocks);
    return failed;
}

static void test_readers(void **state)
{
    (void)state;
    sweep_readers(blocks_of_api);
    sweep_readers(corpus[READER]);
}

/* A reader that splits: the one thing that no record's script calls. */
static const char splits[] =
    "return { api = 1, kind = 'ingest', name = 'a', match = { ext = 'x' },\n"
    "  split = function(stream)\n"
    "    assert(stream.name and stream.size)\n"
    "    local v, at = stream:view(), 1\n"
    "    return function()\n"
    "      if at > #v then return nil end\n"
    "      local to = v:find(' ', at) or #v + 1\n"
    "      local s = v:sub(at, to - 1)\n"
    "      at = to + 1\n"
    "      return s\n"
    "    end\n"
    "  end, parse = function(rec) return { title = rec:text() } end }";

static int on_begin(void *ctx, uint64_t index, uint64_t offset, uint64_t length)
{
    (void)ctx, (void)index, (void)offset, (void)length;
    return 0;
}

static int on_done(void *ctx, uint64_t index, uint64_t offset, uint64_t length,
                   const na_verdict *v)
{
    (void)index, (void)offset, (void)length;
    if (v->kind == NA_V_QUARANTINE) {
        assert_true(na_str_eqc(v->code, "budget_heap"));
        ++*(unsigned *)ctx;
    }
    return 0;
}

static void test_split(void **state)
{
    (void)state;
    na_host *h = load(splits);
    na_entry_info info = { .name = NA_STR("a.x"), .size = 11, .source = NA_STR("test") };
    na_record r = { &info, NA_STR("hello world"), 1, 0 };
    unsigned failed = 0, points = 0;
    na_split_sink sink = { on_begin, on_done, &failed };
    na_err e = { 0 };
    nal_budget *budget = &h->readers[0]->vm.budget;
    for (uint64_t n = 1;; n++) {
        budget->fail_from = 0;
        failed = 0;
        assert_int_equal(na_host_split(h, 0, &r, 1, &sink, &e), NA_OK);
        assert_int_equal(failed, 0);
        budget->fail_from = n;
        assert_int_equal(na_host_split(h, 0, &r, 1, &sink, &e), NA_OK);
        if (!failed) break;
        points++;
    }
    assert_true(points > 10);
    na_host_free(h);
}

/* Making the state, building the environment, loading the script. */
static void test_loading(void **state)
{
    (void)state;
    static const char text[] =
        "return { api = 1, kind = 'ingest', name = 'a', match = { ext = 'x' }, version = "
        "'1',\n"
        "  options = { n = { type = 'int', default = 7 }, l = { type = 'list' } },\n"
        "  parse = function(rec) return { title = rec:text() } end }";
    unsigned failed = 0;
    for (uint64_t n = 1;; n++) {
        nal_vm vm = { .name = "a.lua" };
        nal_manifest m = { 0 };
        vm.arena.max = NA_MIB;
        vm.budget.fail_from = n;
        int rc = nal_script_load(&vm, &m, na_str_c(text));
        if (rc < 0) {
            assert_int_equal(rc, NA_ESCRIPT);
            assert_string_equal(vm.fail.code, "budget_heap");
            failed++;
        }
        nal_close(&vm);
        assert_int_equal(vm.budget.live, 0);
        nal_manifest_release(&m);
        na_arena_release(&vm.arena);
        if (rc == NA_OK) break;
    }
    print_message("loading: memory ran out at %u points\n", failed);
    assert_true(failed > 200);
}

/* -- commands -------------------------------------------------------------------------- */

static char dir[64];
static na_arc *arc;

static int setup(void **state)
{
    (void)state;
    na_err e = { 0 };
    na_arc *w = NULL;
    na_added added;
    corpus[READER] = slurp("sweep/41-every-binding.lua");
    corpus[COMMAND] = slurp("sweep/41-every-binding-of-commands.lua");
    blocks_of_api = slurp("api/reader.lua");
    snprintf(dir, sizeof dir, "/tmp/newsarc-sweep-XXXXXX");
    if (!mkdtemp(dir)) return -1;
    if (na_arc_open(&w, dir, NA_ARC_WRITE | NA_ARC_CREATE, &e) < 0) return puts(e.msg), -1;
    int rc = na_arc_begin(w, &e);
    for (int i = 1; i <= 3 && rc == NA_OK; i++) {
        char title[64];
        snprintf(title, sizeof title, "Marathon report number %d", i);
        na_article a = { .title = na_str_c(title),
                         .body = NA_STR("The runners came back, Reuters said."),
                         .source = NA_STR("Harbour Post"),
                         .published = NA_STR("2025-04-06"),
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
    static const char *const left[] = { "lock",        "head.db", "head.db-wal",
                                        "head.db-shm", "volumes", "written" };
    char path[256];
    (void)state;
    na_arc_close(arc);
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, left[i]);
        if (unlink(path) < 0) rmdir(path);
    }
    rmdir(dir);
    free(corpus[READER]);
    free(corpus[COMMAND]);
    free(blocks_of_api);
    return 0;
}

static int on_row(void *ctx, const na_str *names, const na_cell *cells, size_t n)
{
    (void)ctx, (void)names, (void)cells, (void)n;
    return 0;
}

static int on_text(void *ctx, na_str s)
{
    (void)ctx, (void)s;
    return 0;
}

static void on_log(void *ctx, const char *level, na_str s)
{
    (void)ctx, (void)level, (void)s;
}

static int run(const char *text, uint64_t fail_from, na_err *e)
{
    const char *const folder[] = { dir };
    const na_grants grants = { folder, folder, 1, 1 };
    na_command_io io = { on_row, on_text, on_text, on_log, NULL, NULL, NULL, NULL };
    na_command *c = NULL;
    int status = 0;
    int rc = na_command_new(&c, NA_STR("sweep.lua"), na_str_c(text), &io, e);
    if (rc < 0) return rc;
    c->vm.budget.fail_from = fail_from;
    rc = na_command_run(c, arc, NULL, 0, &grants, &status, e);
    bool memory = c->vm.budget.fatal == NAL_F_HEAP;
    na_command_free(c);
    return rc < 0 && memory ? NA_ENOMEM : rc;
}

static void test_commands(void **state)
{
    (void)state;
    const char *text = corpus[COMMAND];
    unsigned failed = 0, blocks = 0;
    na_str name, block;
    while (next_block(&text, &name, &block)) {
        na_buf b;
        blocks++;
        na_buf_init(&b, NA_MIB);
        na_buf_puts(&b, HELPERS
                    "return { api = 1, kind = 'command', name = 'sweep', needs = { 'read',"
                    " 'write' }, run = function(ctx, opts)\n");
        for (size_t at; (at = na_str_find(block, NA_STR("FOLDER"), 0)) != (size_t)-1;) {
            na_buf_str(&b, na_str_sub(block, 0, at));
            na_buf_puts(&b, dir);
            block = na_str_sub(block, at + strlen("FOLDER"), block.len);
        }
        na_buf_str(&b, block);
        na_buf_puts(&b, "end }\n");
        for (uint64_t n = 0;; n++) { /* 0: as it should be */
            na_err e = { 0 };
            int rc = run(na_buf_cstr(&b), n, &e);
            if (rc == NA_OK && n > 0) break;
            if (rc != (n ? NA_ENOMEM : NA_OK))
                fail_msg("%.*s, allocation %llu: %s", NA_STR_ARG(name),
                         (unsigned long long)n, e.msg);
            failed += n > 0;
        }
        na_buf_release(&b);
    }
    print_message("%u blocks of commands, memory ran out at %u points\n", blocks, failed);
    assert_true(failed > 2 * blocks);
}

/* -- is everything in it? -------------------------------------------------------------- */

static bool used_as(const char *text, const char *before, const char *name)
{
    char what[200];
    int n = snprintf(what, sizeof what, "%s%s", before, name);
    assert_true(n > 0 && (size_t)n < sizeof what);
    for (const char *at = text; (at = strstr(at, what)); at++)
        if (!isalnum((unsigned char)at[n]) && at[n] != '_' &&
            (*before || at == text || !isalnum((unsigned char)at[-1])))
            return true;
    return false;
}

static void on_name(void *ctx, const char *of, const char *name)
{
    const nal_api *a = nal_api_find(of, name), *owner = *of ? nal_api_find("", of) : NULL;
    char before[100] = "";
    if (a && (a->kind == NAL_API_DROPPED || a->kind == NAL_API_GONE)) return;
    if (owner) snprintf(before, sizeof before, "%s.", of);
    const char *const texts[] = { blocks_of_api, corpus[READER], corpus[COMMAND], splits };
    for (size_t i = 0; i < 4; i++) {
        if (!*of || owner) {
            if (used_as(texts[i], before, name)) return;
        } else if (used_as(texts[i], ":", name) || used_as(texts[i], ".", name)) {
            return; /* of a class */
        }
    }
    print_message("no block uses %s%s%s\n", of, *of ? " " : "", name);
    ++*(unsigned *)ctx;
}

static void test_complete(void **state)
{
    (void)state;
    unsigned missing = 0;
    na_err e = { 0 };
    assert_int_equal(na_script_names(on_name, &missing, &e), NA_OK);
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete), cmocka_unit_test(test_loading),
        cmocka_unit_test(test_readers),  cmocka_unit_test(test_commands),
        cmocka_unit_test(test_split),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
