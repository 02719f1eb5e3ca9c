/* SPDX-License-Identifier: MIT */
/* Whole imports with the real worker and readers made for the purpose. */
#include "ingest_fixture.h"

/* The first line is the title. "SKIP", "REJECT" and "RAISE" in it do what they say, "TWO"
 * gives two articles. */
#define PARSE                                                                              \
    "local function parse(rec)\n"                                                          \
    "  local s = tostring(rec:text())\n"                                                   \
    "  if s:find('SKIP', 1, true) then return nil, 'as told' end\n"                        \
    "  if s:find('REJECT', 1, true) then return false, 'rejected as told' end\n"           \
    "  if s:find('RAISE', 1, true) then error('raised as told') end\n"                     \
    "  local title = s:match('^[^\\n]*')\n"                                                \
    "  if s:find('TWO', 1, true) then\n"                                                   \
    "    return { { title = title .. ' 1', body = s }, { title = title .. ' 2', body = s " \
    "} }\n"                                                                                \
    "  end\n"                                                                              \
    "  return { title = title, body = s }\n"                                               \
    "end\n"

static const char text_reader[] =
    PARSE "return { api=1, kind='ingest', name='t-text', version='1', match={ext={'txt'}},"
          " parse=parse }\n";
static const char lines_reader[] = PARSE
    "return { api=1, kind='ingest', name='t-lines', version='1', match={ext={'jsonl'}},"
    " split='jsonl', parse=parse }\n";
static const char pages_reader[] = PARSE
    "local function split(stream)\n"
    "  local v, at = stream:view(), 1\n"
    "  return function()\n"
    "    if at > #v then return nil end\n"
    "    local from, to = at, v:find('%', at, true)\n"
    "    if not to then to = #v + 1 end\n"
    "    at = to + 1\n"
    "    return v:sub(from, to - 1)\n"
    "  end\n"
    "end\n"
    "return { api=1, kind='ingest', name='t-pages', version='1', match={ext={'pages'}},"
    " split=split, parse=parse }\n";

static na_script_file scripts[3];

static int setup(void **state)
{
    fx *f;

    scripts[0] = (na_script_file){ NA_STR("t/text.lua"), na_str_c(text_reader) };
    scripts[1] = (na_script_file){ NA_STR("t/lines.lua"), na_str_c(lines_reader) };
    scripts[2] = (na_script_file){ NA_STR("t/pages.lua"), na_str_c(pages_reader) };
    fx_setup(state);
    f = *state;
    f->o.scripts = scripts;
    f->o.nscripts = 3;
    return 0;
}

static void a_folder_is_counted_and_adds_nothing_twice(void **state)
{
    fx *f = *state;

    mkdir(fx_path(f, "in"), 0700);
    mkdir(fx_path(f, "in/sub"), 0700);
    fx_text(f, "in/a.txt", "One story\nIts text.");
    fx_text(f, "in/b.txt", "TWO stories\nof one record");
    fx_text(f, "in/c.txt", "REJECT\n");
    fx_text(f, "in/d.txt", "SKIP\n");
    fx_text(f, "in/empty.txt", "");
    fx_text(f, "in/e.png", "an image");
    fx_text(f, "in/f.bin", "nobody's");
    fx_text(f, "in/sub/g.jsonl", "line one\n\n  \nline RAISE\r\nline three");
    fx_text(f, "in/sub/h.pages", "page one%page SKIP%page three");
    assert_int_equal(symlink("a.txt", fx_path(f, "in/z.txt")), 0);
    assert_int_equal(fx_import(f, fx_path(f, "in")), NA_OK);
    fx_expect(f, 9, 14, 7, 0, 4, 3);
    assert_false(f->cut);
    fx_quarantine(f);
    assert_int_equal(f->rows, 3);
    assert_string_equal(f->code, "script_error");
    assert_true(f->q.record == 2 && f->q.offset == 13 && f->q.length == 10);
    assert_int_equal(fx_import(f, fx_path(f, "in")), NA_OK);
    fx_expect(f, 9, 14, 0, 7, 4, 3);
    fx_quarantine(f);
    assert_int_equal(f->rows, 3); /* the same rows, tried twice */
    assert_int_equal(f->q.attempts, 2);
}

static void a_large_entry_comes_in_runs(void **state)
{
    fx *f = *state;
    na_buf b;
    char line[64];

    na_buf_init(&b, 16 * NA_MIB);
    for (int i = 1; i <= 20000; i++) {
        snprintf(line, sizeof line, "story number %d of a long file%s\n", i,
                 i % 5000 ? "" : " REJECT");
        na_buf_puts(&b, line);
    }
    fx_write(f, "long.jsonl", b.ptr, b.len);
    assert_int_equal(fx_import(f, fx_path(f, "long.jsonl")), NA_OK);
    fx_expect(f, 1, 20000, 19996, 0, 0, 4);
    fx_quarantine(f);
    assert_int_equal(f->q.record, 20000);
    na_buf_release(&b);
}

static void an_interrupted_import_goes_on(void **state)
{
    fx *f = *state;
    na_buf b, tar;
    char line[64];
    uint64_t before;

    na_buf_init(&b, 16 * NA_MIB);
    na_buf_init(&tar, 32 * NA_MIB);
    for (int k = 0; k < 3; k++) {
        na_buf_reset(&b);
        for (int i = 1; i <= 4000; i++) {
            snprintf(line, sizeof line, "story %d of file %d%s\n", i, k,
                     i % 100 ? "" : " REJECT");
            na_buf_puts(&b, line);
        }
        snprintf(line, sizeof line, "%d.%s", k, k == 1 ? "pages" : "jsonl");
        for (size_t i = 0; k == 1 && i < b.len; i++)
            if (b.ptr[i] == '\n') b.ptr[i] = '%';
        fx_tar(&tar, line, '0', b.ptr, b.len);
        snprintf(line, sizeof line, "%d.png", k);
        fx_tar_text(&tar, line, "an image");
    }
    fx_tar_end(&tar);
    fx_write(f, "x.tar", tar.ptr, tar.len);
    f->cancel_after = 1;
    before = 0;
    for (int rounds = 0; fx_import(f, fx_path(f, "x.tar")) == NA_ECANCELLED; rounds++) {
        assert_true(f->c.records > before && f->c.records < 12003);
        assert_true(rounds < 20);
        before = f->c.records;
        f->cancel_after = before + 1;
        f->cancel = 0;
    }
    assert_true(before > 0);
    assert_non_null(strstr(f->log, "going on where"));
    fx_expect(f, 6, 12003, 11880, 0, 3, 120);
    f->cancel_after = 0;
    f->cancel = 0;
    assert_int_equal(fx_import(f, fx_path(f, "x.tar")), NA_OK); /* from the start again */
    fx_expect(f, 6, 12003, 0, 11880, 3, 120);
    na_buf_release(&b);
    na_buf_release(&tar);
}

static void what_broke_off_is_kept_up_to_there(void **state)
{
    fx *f = *state;
    char body[3000];
    na_buf b;

    memset(body, 'x', sizeof body);
    na_buf_init(&b, NA_MIB);
    fx_tar_text(&b, "a.txt", "a whole one\nbefore the end");
    fx_tar(&b, "b.txt", '0', body, sizeof body);
    fx_tar_end(&b);
    fx_write(f, "cut.tar", b.ptr, 512 + 512 + 512 + 1000);
    assert_int_equal(fx_import(f, fx_path(f, "cut.tar")), NA_OK);
    assert_true(f->cut);
    fx_expect(f, 2, 2, 1, 0, 0, 1);
    fx_quarantine(f);
    assert_string_equal(f->code, "truncated");
    assert_non_null(strstr(f->log, "what came before is kept"));
    na_buf_release(&b);
}

static void bundles_in_bundles(void **state)
{
    fx *f = *state;
    na_buf in[4];

    for (int i = 0; i < 4; i++) {
        char name[32], text[64];

        na_buf_init(&in[i], NA_MIB);
        snprintf(name, sizeof name, "t%d.txt", i);
        snprintf(text, sizeof text, "text at depth %d", i);
        fx_tar_text(&in[i], name, text);
    }
    for (int i = 3; i > 0; i--) {
        fx_tar_end(&in[i]);
        fx_tar(&in[i - 1], "inner.tar", '0', in[i].ptr, in[i].len);
    }
    fx_tar_text(&in[0], "after.txt", "after all that");
    fx_tar_end(&in[0]);
    fx_write(f, "outer.tar", in[0].ptr, in[0].len);
    assert_int_equal(fx_import(f, fx_path(f, "outer.tar")), NA_OK);
    fx_expect(f, 5, 5, 4, 0, 0, 1);
    fx_quarantine(f);
    assert_string_equal(f->code, "archive_error");
    assert_non_null(strstr(f->message, "nested too deep"));
    for (int i = 0; i < 4; i++) na_buf_release(&in[i]);
}

static void too_large_is_told_with_its_hash(void **state)
{
    fx *f = *state;
    const size_t n = 300 * NA_KIB;
    char *big = malloc(n);
    na_buf b;

    assert_non_null(big);
    memset(big, 'y', n);
    f->o.limits.record = 100 * NA_KIB;
    fx_write(f, "big.txt", big, n);
    assert_int_equal(fx_import(f, fx_path(f, "big.txt")), NA_OK);
    fx_expect(f, 1, 1, 0, 0, 0, 1);
    fx_quarantine(f);
    assert_string_equal(f->code, "too_large");
    assert_true(f->q.length == n && !f->q.bytes_kept);
    na_buf_init(&b, NA_MIB); /* a line of that size costs that line */
    na_buf_puts(&b, "before\n");
    na_buf_put(&b, big, n);
    na_buf_puts(&b, "\nafter\nand more\n");
    fx_write(f, "big.jsonl", b.ptr, b.len);
    assert_int_equal(fx_import(f, fx_path(f, "big.jsonl")), NA_OK);
    fx_expect(f, 1, 4, 3, 0, 0, 1);
    fx_quarantine(f);
    assert_true(f->q.record == 2 && f->q.offset == 7 && f->q.length == n);
    fx_write(f, "big.bin", big, n); /* what nobody takes is kept up to a megabyte */
    assert_int_equal(fx_import(f, fx_path(f, "big.bin")), NA_OK);
    fx_quarantine(f);
    assert_string_equal(f->code, "no_reader");
    assert_true(f->q.length == n && f->q.bytes_kept);
    na_buf_release(&b);
    free(big);
}

static void standard_input(void **state)
{
    fx *f = *state;
    na_buf b;
    int fd, kept;

    na_buf_init(&b, NA_MIB);
    fx_tar_text(&b, "a.txt", "from a pipe");
    fx_tar(&b, "d/", '5', "", 0);
    fx_tar(&b, "l", '2', "", 0);
    fx_tar_end(&b);
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(write(pipes[1], b.ptr, b.len), (ssize_t)b.len);
    close(pipes[1]);
    fd = pipes[0];
    kept = dup(0);
    dup2(fd, 0);
    assert_int_equal(fx_import(f, "-"), NA_OK);
    fx_expect(f, 1, 1, 1, 0, 0, 0);
    dup2(kept, 0);
    close(kept);
    close(fd);
    na_buf_release(&b);
}

static void wrong_options_are_named(void **state)
{
    fx *f = *state;
    const char *set[] = { "titel=x" };

    fx_text(f, "a.txt", "text");
    assert_int_equal(fx_import(f, fx_path(f, "nowhere")), NA_ENOENT);
    assert_int_equal(fx_import(f, "/dev/null"), NA_EUSAGE);
    f->o.reader = "t-txet";
    assert_int_equal(fx_import(f, fx_path(f, "a.txt")), NA_EUSAGE);
    assert_non_null(strstr(f->err.msg, "did you mean t-text?"));
    f->o.reader = NULL;
    f->o.set = set;
    f->o.nset = 1;
    assert_int_equal(fx_import(f, fx_path(f, "a.txt")), NA_EUSAGE);
}

static void set_force_and_invalid(void **state)
{
    fx *f = *state;
    const char *set[] = { "source=KCNA", "title=never" }, *force[] = { "title=" };
    na_stats st;

    fx_text(f, "a.txt", "A title\nA text");
    f->o.set = set;
    f->o.nset = 2;
    f->o.date_from_mtime = true;
    assert_int_equal(fx_import(f, fx_path(f, "a.txt")), NA_OK);
    fx_expect(f, 1, 1, 1, 0, 0, 0);
    assert_int_equal(na_arc_stats(f->arc, &st, NULL), NA_OK);
    assert_int_equal(st.head_articles, 1);
    assert_true(st.first != NA_TIME_NONE);
    f->o.force = force;
    f->o.nforce = 1;
    fx_text(f, "b.txt", "Another\nbody is what remains");
    assert_int_equal(fx_import(f, fx_path(f, "b.txt")), NA_OK);
    fx_expect(f, 1, 1, 1, 0, 0, 0);
}

static void a_mended_script_takes_what_was_kept(void **state)
{
    fx *f = *state;
    static const char mended[] =
        "return { api=1, kind='ingest', name='t-lines', version='2', match={ext={'jsonl'}},"
        " split='jsonl', parse=function(rec) return { title=tostring(rec:text()) } end }";
    static const char binary[] =
        "return { api=1, kind='ingest', name='t-bin', version='1', match={ext={'bin'}},"
        " split='lines', parse=function(rec)\n"
        "  if rec.index == 2 then error('still') end return { title=tostring(rec:text()) "
        "}\n"
        " end }";
    na_import_counts c;
    const na_import_events ev = { .log = fx_log, .ctx = f };

    mkdir(fx_path(f, "in"), 0700);
    fx_text(f, "in/a.jsonl", "fine\nRAISE this\nfine too");
    fx_text(f, "in/b.bin", "first\nsecond\nthird");
    assert_int_equal(fx_import(f, fx_path(f, "in")), NA_OK);
    fx_expect(f, 2, 4, 2, 0, 0, 2);
    assert_int_equal(unlink(fx_path(f, "in/a.jsonl")), 0);
    assert_int_equal(na_import_retry(f->arc, 0, (na_str){ 0 }, &f->o, &ev, &c, &f->err),
                     NA_OK);
    assert_true(c.records == 2 && c.quarantined == 2);
    fx_quarantine(f);
    assert_true(f->rows == 2 && f->q.attempts == 2);
    scripts[1].text = na_str_c(mended);
    scripts[2].text = na_str_c(binary);
    assert_int_equal(na_import_retry(f->arc, 0, (na_str){ 0 }, &f->o, &ev, &c, &f->err),
                     NA_OK);
    assert_true(c.records == 4 && c.added == 3 && c.quarantined == 1);
    fx_quarantine(f); /* the entry's one row became its second line's */
    assert_true(f->rows == 1 && f->q.record == 2 && f->q.offset == 6 && f->q.length == 6);
    assert_int_equal(na_import_retry(f->arc, 4711, (na_str){ 0 }, &f->o, &ev, &c, &f->err),
                     NA_ENOENT);
}

static void a_dry_run_writes_nothing(void **state)
{
    fx *f = *state;
    na_stats st;

    fx_text(f, "a.txt", "A title\nA text");
    f->o.dry_run = true;
    assert_int_equal(fx_import(f, fx_path(f, "a.txt")), NA_OK);
    fx_expect(f, 1, 1, 1, 0, 0, 0);
    assert_int_equal(na_arc_stats(f->arc, &st, NULL), NA_OK);
    assert_true(st.head_articles == 0 && st.imports == 0);
}

static void a_broken_script_costs_only_itself(void **state)
{
    fx *f = *state;

    scripts[2].text = NA_STR("return { api = 1, kind = 'ingest' ");
    fx_text(f, "a.txt", "A title\nA text");
    assert_int_equal(fx_import(f, fx_path(f, "a.txt")), NA_OK);
    fx_expect(f, 1, 1, 1, 0, 0, 0);
    assert_non_null(strstr(f->log, "pages.lua"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, fx_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_folder_is_counted_and_adds_nothing_twice),
        T(a_large_entry_comes_in_runs),
        T(an_interrupted_import_goes_on),
        T(what_broke_off_is_kept_up_to_there),
        T(bundles_in_bundles),
        T(too_large_is_told_with_its_hash),
        T(standard_input),
        T(wrong_options_are_named),
        T(set_force_and_invalid),
        T(a_mended_script_takes_what_was_kept),
        T(a_dry_run_writes_nothing),
        T(a_broken_script_costs_only_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
