/* SPDX-License-Identifier: MIT */
/* Workers that die, hang and talk nonsense: this program is its own worker. As a parser it
 * takes lines for records and does what they say; as an unpacker it is the real one, unless
 * the bundle's name begins with "dies". */
#include "ingest_fixture.h"
#include "sandbox/msg.h"
#include "sandbox/proto.h"
#include <signal.h>
#include <sys/socket.h>

/* -- the parser ----------------------------------------------------------------------- */

static na_chan *chan;
static bool careful, deferred;
static uint64_t entry;

static void place(uint8_t type, uint64_t record, uint64_t offset, na_str line,
                  const char *title)
{
    na_msg_pverdict v = { .entry = entry,
                          .record = record,
                          .offset = offset,
                          .length = line.len,
                          .narticles = 1 };
    const na_article a = { .title = na_str_c(title), .body = line };
    na_buf *b, packed;

    b = na_chan_begin(chan, type);
    if (type == NA_P_BEGIN) {
        na_msg_put_pbegin(b, &v);
    } else {
        na_buf_init(&packed, NA_MIB);
        na_article_pack(&a, &packed);
        na_msg_put_pverdict(b, &v);
        na_put_str(b, na_buf_get(&packed));
        na_buf_release(&packed);
    }
    (void)na_chan_end(chan, NULL);
    if (careful) (void)na_chan_flush(chan, NULL);
}

static bool has(na_str s, const char *word)
{
    return na_str_find(s, na_str_c(word), 0) != (size_t)-1;
}

static void say_done(void)
{
    na_buf_u64(na_chan_begin(chan, NA_P_DONE), entry);
    (void)na_chan_end(chan, NULL);
}

static void choose(uint64_t of)
{
    const na_msg_pchoice c = { .entry = of, .reader = 0, .cut = NA_SPLIT_LINES };

    na_msg_put_pchoice(na_chan_begin(chan, NA_P_CHOICE), &c);
    (void)na_chan_end(chan, NULL);
}

static void say_log(const char *text)
{
    na_buf *b = na_chan_begin(chan, NA_P_LOG);

    na_put_str(b, NA_STR("info"));
    na_put_str(b, na_str_c(text));
    (void)na_chan_end(chan, NULL);
}

/* A verdict with a thousand million articles, or an endless reason. */
static void claim(uint64_t record, uint64_t offset, na_str line)
{
    char *text = calloc(1, NA_MIB);
    na_msg_pverdict v = {
        .entry = entry, .record = record, .offset = offset, .length = line.len
    };

    if (!text) _exit(2);
    memset(text, 'x', NA_MIB - 1);
    if (has(line, "MANY")) {
        v.narticles = 1000000000;
    } else {
        v.kind = NA_OUT_QUARANTINE;
        v.message = na_str_c(text);
    }
    na_msg_put_pverdict(na_chan_begin(chan, NA_P_VERDICT), &v);
    (void)na_chan_end(chan, NULL);
    free(text);
}

static void parse_line(na_str line, uint64_t record, uint64_t offset)
{
    static const char noise[] = "\xff\xff\xff\xff\xff\xff\xff noise";

    if (careful) place(NA_P_BEGIN, record, offset, line, "");
    if (has(line, "CRASH") && !deferred) raise(SIGKILL);
    if (has(line, "HANG")) pause();
    if (has(line, "NOISE")) {
        (void)na_chan_flush(chan, NULL);
        if (write(0, noise, sizeof noise) > 0) pause();
    }
    if (has(line, "HALF") && write(0, "\x10\x10\x00\x00\x00half", 9) > 0) _exit(3);
    if (has(line, "LIE")) record += 1000000, offset += 1000000;
    if (has(line, "WRAP")) record = UINT64_MAX, offset = UINT64_MAX;
    if (has(line, "LATER")) record++; /* leaves one out */
    if (has(line, "DONE")) say_done();
    if (has(line, "CHOICE")) choose(entry);
    if (has(line, "FLOOD"))
        for (;;) say_log("\x1b[31mover and over");
    if (has(line, "BEGINS") && !careful) raise(SIGKILL);
    while (has(line, "BEGINS")) place(NA_P_BEGIN, record, offset, line, "");
    if (has(line, "MANY") || has(line, "LONG")) {
        claim(record, offset, line);
        return;
    }
    place(NA_P_VERDICT, record, offset, line, "A line");
    if (has(line, "AGAIN")) place(NA_P_VERDICT, record, offset, line, "Twice");
    if (has(line, "ONCE") && !careful) { /* an accident that does not come back */
        (void)na_chan_flush(chan, NULL);
        raise(SIGKILL);
    }
}

static void parse_lines(na_str bytes, uint64_t record, uint64_t base, uint64_t from)
{
    na_str rest = bytes, line;

    while (na_str_line(&rest, &line)) {
        if (!na_str_trim(line).len) continue;
        if (record >= from)
            parse_line(line, record, base + (uint64_t)(line.ptr - bytes.ptr));
        record++;
    }
    say_done();
}

static void on_entry(const na_msg_pentry *m)
{
    entry = m->entry;
    careful = m->careful;
    if (m->what == NA_PE_REMEMBER) return;
    if (careful) place(NA_P_BEGIN, 0, 0, (na_str){ 0 }, "");
    if (has(m->name, "choose-crash")) raise(SIGKILL);
    choose(m->entry);
    parse_lines(m->what == NA_PE_PARSE ? m->head : (na_str){ 0 }, 1, 0, m->from);
}

/* Dies while it starts, unless it did so before. */
static void die_once(na_str mark)
{
    char path[256];
    int fd;

    snprintf(path, sizeof path, "%.*s", NA_STR_ARG(mark));
    if ((fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600)) < 0) return;
    close(fd);
    raise(SIGKILL);
}

static int fake_parser(void)
{
    const na_msg_reader reader = { NA_STR("fake"), NA_STR("1"), NA_STR("f.lua"),
                                   NA_STR("0") };
    na_msg_pentry e;
    na_msg_precord r;
    uint8_t type;
    na_str p;
    na_buf *b;

    na_msg_pstart start;

    if (na_chan_new(&chan, 0, NULL) < 0 || na_chan_recv(chan, -1, &type, &p, NULL) < 0)
        return 1;
    if (na_msg_get_pstart(p, &start, NULL) < 0) return 1;
    if (start.base_url.len) die_once(start.base_url);
    deferred = start.deferred.len == 1 && start.deferred.ptr[0] == 1;
    b = na_chan_begin(chan, NA_P_READY);
    na_buf_u32(b, 1);
    na_msg_put_reader(b, &reader);
    na_buf_u32(b, 0);
    (void)na_chan_end(chan, NULL);
    for (;;) {
        (void)na_chan_flush(chan, NULL);
        if (na_chan_recv(chan, -1, &type, &p, NULL) < 0) return 0;
        if (type == NA_P_ENTRY && na_msg_get_pentry(p, &e, NULL) == NA_OK) {
            on_entry(&e);
        } else if (type == NA_P_RECORD && na_msg_get_precord(p, &r, NULL) == NA_OK) {
            entry = entry ? r.entry : 0;
            careful = r.careful;
            parse_lines(r.bytes, r.record, r.offset, r.from);
        }
    }
}

/* -- the unpacker --------------------------------------------------------------------- */

static int fake_unpacker(char **argv)
{
    static const char mark[] = "dies";
    const na_msg_uentry e = { .entry = 1,
                              .size = 5,
                              .whole = true,
                              .name = NA_STR("a.txt"),
                              .head = NA_STR("a line") };
    na_buf self, path;
    char start[512];
    ssize_t n;

    n = recv(0, start, sizeof start, MSG_PEEK);
    if (n > 0 && memmem(start, (size_t)n, mark, sizeof mark - 1)) {
        if (na_chan_new(&chan, 0, NULL) < 0) return 1;
        na_msg_put_uentry(na_chan_begin(chan, NA_U_ENTRY), &e);
        (void)na_chan_end(chan, NULL);
        (void)na_chan_flush(chan, NULL);
        if (memmem(start, (size_t)n, "nonsense", 8)) {
            na_msg_put_uentry(na_chan_begin(chan, NA_U_ENTRY), &e); /* number 1 again */
            (void)na_chan_end(chan, NULL);
            (void)na_chan_flush(chan, NULL);
            pause();
        }
        raise(SIGKILL);
    }
    na_buf_init(&self, 4096);
    na_buf_init(&path, 4096);
    if (na_path_self_dir(&self, NULL) < 0 ||
        na_path_join(&path, na_buf_cstr(&self), "../newsarc-worker", NULL) < 0)
        return 1;
    execv(na_buf_cstr(&path), argv);
    return 1;
}

/* -- the tests ------------------------------------------------------------------------ */

static void import_lines(fx *f, const char *text)
{
    f->o.limits.lua_ms = 1;
    fx_text(f, "in.jsonl", text);
    assert_int_equal(fx_import(f, fx_path(f, "in.jsonl")), NA_OK);
}

static void a_crash_costs_one_record(void **state)
{
    fx *f = *state;

    import_lines(f, "one\ntwo\nCRASH three\nfour\nfive CRASH\nsix\n");
    fx_expect(f, 1, 6, 4, 0, 0, 2);
    fx_quarantine(f);
    assert_int_equal(f->rows, 2);
    assert_string_equal(f->code, "crash");
    assert_non_null(strstr(f->message, "signal 9"));
    assert_true(f->q.record == 5 && f->q.offset == 25 && f->q.length == 10 &&
                f->q.bytes_kept);
}

static void many_crashes_cost_as_many(void **state)
{
    fx *f = *state;

    import_lines(f, "CRASH 1\nCRASH 2\nCRASH 3\nCRASH 4\nCRASH 5\nCRASH 6\n7\n");
    fx_expect(f, 1, 7, 1, 0, 0, 6);
}

static void an_accident_costs_nothing(void **state)
{
    fx *f = *state;

    import_lines(f, "one\nONCE two\nthree\n");
    fx_expect(f, 1, 3, 3, 0, 0, 0);
}

static void a_hang_costs_one_record(void **state)
{
    fx *f = *state;

    import_lines(f, "one\nHANG two\nthree\n");
    fx_expect(f, 1, 3, 2, 0, 0, 1);
    fx_quarantine(f);
    assert_string_equal(f->code, "hang");
    assert_int_equal(f->q.record, 2);
}

static void nonsense_costs_one_record(void **state)
{
    fx *f = *state;

    import_lines(f, "one\nNOISE two\nthree\nHALF four\nfive\nLIE six\nseven");
    fx_expect(f, 1, 7, 4, 0, 0, 3);
    fx_quarantine(f);
    assert_string_equal(f->code, "crash");
    assert_int_equal(f->q.record, 6);
}

static void a_reader_that_crashes_too_often_is_not_called(void **state)
{
    fx *f = *state;

    import_lines(f, "CRASH 1\nCRASH 2\nCRASH 3\nCRASH 4\nCRASH 5\nCRASH 6\nCRASH 7\n"
                    "CRASH 8\nCRASH 9\nCRASH 10\nCRASH 11\n12\n");
    /* This parser takes them all the same; the real one says so of each. */
    fx_expect(f, 1, 12, 2, 0, 0, 10);
    assert_non_null(strstr(f->log, "fake: 10 of its records ended the parser"));
}

static void a_parser_that_dies_at_birth_gets_another_try(void **state)
{
    fx *f = *state;

    f->o.base_url = fx_path(f, "was-here");
    import_lines(f, "one\n");
    fx_expect(f, 1, 1, 1, 0, 0, 0);
    assert_int_equal(access(f->o.base_url, F_OK), 0);
}

static void lies_cost_one_record_each(void **state)
{
    static const char *const lies[] = { "WRAP", "LATER", "DONE",   "CHOICE",
                                        "MANY", "LONG",  "BEGINS", "AGAIN" };
    fx *f = *state;
    char text[64], name[16];

    f->o.limits.lua_ms = 1;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        snprintf(text, sizeof text, "%zu one\n%zu %s two\n%zu three\n", i, i, lies[i], i);
        snprintf(name, sizeof name, "%zu.txt", i);
        fx_text(f, name, text);
        assert_int_equal(fx_import(f, fx_path(f, name)), NA_OK);
        if (strcmp(lies[i], "AGAIN") == 0) /* the second time it is the next that lies */
            fx_expect(f, 1, 3, 3, 0, 0, 0);
        else
            fx_expect(f, 1, 3, 2, 0, 0, 1);
    }
}

static void talk_is_no_work(void **state)
{
    fx *f = *state;

    import_lines(f, "one\nFLOOD two\nthree\n");
    fx_expect(f, 1, 3, 2, 0, 0, 1);
    fx_quarantine(f);
    assert_string_equal(f->code, "hang");
}

static void a_crash_in_a_run_of_a_large_entry(void **state)
{
    fx *f = *state;
    na_buf b;
    char line[64];

    na_buf_init(&b, 16 * NA_MIB);
    for (int i = 1; i <= 40000; i++) {
        snprintf(line, sizeof line, "line %d of many%s\n", i, i % 13000 ? "" : " CRASH");
        na_buf_puts(&b, line);
    }
    import_lines(f, na_buf_cstr(&b));
    fx_expect(f, 1, 40000, 39997, 0, 0, 3);
    fx_quarantine(f);
    assert_int_equal(f->q.record, 39000);
    na_buf_release(&b);
}

static void a_crash_while_choosing_costs_the_entry(void **state)
{
    fx *f = *state;
    char *big = malloc(200 * NA_KIB);

    assert_non_null(big);
    memset(big, '\n', 200 * NA_KIB);
    memcpy(big, "a line", 6);
    mkdir(fx_path(f, "in"), 0700);
    fx_text(f, "in/a.txt", "one");
    fx_text(f, "in/b-choose-crash.txt", "two");
    fx_text(f, "in/c.txt", "three");
    fx_write(f, "in/d-choose-crash.txt", big, 200 * NA_KIB);
    fx_write(f, "in/e.txt", big, 200 * NA_KIB);
    assert_int_equal(fx_import(f, fx_path(f, "in")), NA_OK);
    fx_expect(f, 5, 5, 3, 0, 0, 2);
    fx_quarantine(f);
    assert_true(f->q.length == 200 * NA_KIB && f->q.bytes_kept);
    free(big);
}

static void an_unpacker_that_dies_ends_the_bundle(void **state)
{
    fx *f = *state;

    fx_text(f, "dies.txt", "x");
    assert_int_equal(fx_import(f, fx_path(f, "dies.txt")), NA_OK);
    assert_true(f->cut);
    fx_expect(f, 1, 1, 1, 0, 0, 0);
    assert_non_null(strstr(f->log, "signal 9"));
    fx_text(f, "dies-nonsense.txt", "x");
    assert_int_equal(fx_import(f, fx_path(f, "dies-nonsense.txt")), NA_OK);
    assert_true(f->cut);
    assert_int_equal(f->c.records, 1);
    assert_non_null(strstr(f->log, "out of turn"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        T(a_crash_costs_one_record),
        T(many_crashes_cost_as_many),
        T(an_accident_costs_nothing),
        T(a_hang_costs_one_record),
        T(nonsense_costs_one_record),
        T(a_reader_that_crashes_too_often_is_not_called),
        T(a_parser_that_dies_at_birth_gets_another_try),
        T(lies_cost_one_record_each),
        T(talk_is_no_work),
        T(a_crash_in_a_run_of_a_large_entry),
        T(a_crash_while_choosing_costs_the_entry),
        T(an_unpacker_that_dies_ends_the_bundle),
    };

    if (argc == 2 && strcmp(argv[1], "parse") == 0) _exit(fake_parser());
    if (argc == 2 && strcmp(argv[1], "unpack") == 0) _exit(fake_unpacker(argv));
    {
        static char self[4096];
        const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

        if (n > 0) setenv("NEWSARC_WORKER", self, 1);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
