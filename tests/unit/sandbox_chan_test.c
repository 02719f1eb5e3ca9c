/* SPDX-License-Identifier: MIT */
/* Frames over a socket: whole, in pieces, too long, nonsense; payloads cut anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above */
#include "sandbox/msg.h"
#include "sandbox/proto.h"
#include <cmocka.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct ends {
    na_chan *a; /* under test */
    na_chan *b;
    int raw; /* b's descriptor */
} ends;

static ends open_ends(void)
{
    int fd[2];
    ends e = { 0 };

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
    assert_int_equal(na_chan_new(&e.a, fd[0], NULL), NA_OK);
    assert_int_equal(na_chan_new(&e.b, fd[1], NULL), NA_OK);
    e.raw = fd[1];
    return e;
}

static void close_ends(ends *e)
{
    na_chan_free(e->a);
    na_chan_free(e->b);
}

static void put(na_chan *c, uint8_t type, const char *text)
{
    na_buf_puts(na_chan_begin(c, type), text);
    assert_int_equal(na_chan_end(c, NULL), NA_OK);
}

static void raw(const ends *e, const void *p, size_t n)
{
    assert_int_equal(write(e->raw, p, n), (ssize_t)n);
}

static void frames_arrive_in_order(void **state)
{
    ends e = open_ends();
    uint8_t type;
    na_str p;

    (void)state;
    put(e.b, NA_P_LOG, "one");
    put(e.b, NA_P_DONE, "");
    assert_int_equal(na_chan_recv(e.a, 0, &type, &p, NULL), 0); /* they gather */
    assert_int_equal(na_chan_flush(e.b, NULL), NA_OK);
    assert_int_equal(na_chan_recv(e.a, -1, &type, &p, NULL), 1);
    assert_int_equal(type, NA_P_LOG);
    assert_true(na_str_eqc(p, "one"));
    assert_int_equal(na_chan_recv(e.a, -1, &type, &p, NULL), 1);
    assert_int_equal(type, NA_P_DONE);
    assert_int_equal(p.len, 0);
    assert_int_equal(na_chan_recv(e.a, 20, &type, &p, NULL), 0);
    close_ends(&e);
}

static void a_frame_may_come_byte_by_byte(void **state)
{
    static const uint8_t frame[] = { NA_P_LOG, 3, 0, 0, 0, 'a', 'b', 'c' };
    ends e = open_ends();
    uint8_t type;
    na_str p;

    (void)state;
    for (size_t i = 0; i < sizeof frame; i++) {
        assert_int_equal(na_chan_recv(e.a, 0, &type, &p, NULL), 0);
        raw(&e, frame + i, 1);
    }
    assert_int_equal(na_chan_recv(e.a, 0, &type, &p, NULL), 1);
    assert_true(na_str_eqc(p, "abc"));
    close_ends(&e);
}

static void nonsense_is_refused(void **state)
{
    static const uint8_t bad[][5] = {
        { 0, 0, 0, 0, 0 }, /* no such type */
        { NA_FRAME_LAST + 1, 1, 0, 0, 0 },
        { NA_P_LOG, 0xff, 0xff, 0xff, 0xff }, /* 4 GiB */
        { NA_P_LOG, 1, 0, 0x10, 0x04 },       /* a byte over NA_FRAME_MAX */
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ends e = open_ends();
        na_err err = { 0 };
        uint8_t type;
        na_str p;

        raw(&e, bad[i], sizeof bad[i]);
        assert_int_equal(na_chan_recv(e.a, 0, &type, &p, &err), NA_ECORRUPT);
        assert_non_null(strstr(err.msg, "channel"));
        close_ends(&e);
    }
}

static void what_was_said_before_the_end_is_heard(void **state)
{
    static const uint8_t half[] = { NA_P_LOG, 9, 0, 0, 0, 'a' };
    ends e = open_ends();
    na_err err = { 0 };
    uint8_t type;
    na_str p;

    (void)state;
    put(e.b, NA_P_LOG, "last words");
    assert_int_equal(na_chan_flush(e.b, NULL), NA_OK);
    raw(&e, half, sizeof half);
    na_chan_free(e.b);
    e.b = NULL;
    assert_int_equal(na_chan_recv(e.a, -1, &type, &p, &err), 1);
    assert_true(na_str_eqc(p, "last words"));
    assert_int_equal(na_chan_recv(e.a, -1, &type, &p, &err), NA_EIO);
    assert_non_null(strstr(err.msg, "middle"));
    close_ends(&e);
}

static void too_long_a_frame_is_dropped_whole(void **state)
{
    ends e = open_ends();
    char *big = calloc(1, NA_FRAME_MAX + 1);
    uint8_t type;
    na_str p;

    (void)state;
    assert_non_null(big);
    na_chan_nonblock(e.b);
    na_buf_put(na_chan_begin(e.b, NA_P_LOG), big, NA_FRAME_MAX + 1);
    assert_int_equal(na_chan_end(e.b, NULL), NA_ELIMIT);
    na_chan_begin(e.b, NA_P_LOG);
    assert_int_equal(na_chan_end_tail(e.b, na_str_n(big, NA_FRAME_MAX + 1), NULL),
                     NA_ELIMIT);
    put(e.b, NA_P_LOG, "still talking");
    assert_int_equal(na_chan_flush(e.b, NULL), NA_OK);
    assert_int_equal(na_chan_recv(e.a, 0, &type, &p, NULL), 1);
    assert_true(na_str_eqc(p, "still talking"));
    free(big);
    close_ends(&e);
}

static void a_tail_is_sent_without_waiting(void **state)
{
    ends e = open_ends();
    const size_t n = 8 * NA_MIB;
    char *big = malloc(n);
    uint8_t type = 0;
    na_str p = { 0 };
    int rc = 0;

    (void)state;
    assert_non_null(big);
    for (size_t i = 0; i < n; i++) big[i] = (char)(i * 7);
    na_chan_nonblock(e.b);
    na_buf_puts(na_chan_begin(e.b, NA_P_RECORD), "head");
    assert_int_equal(na_chan_end_tail(e.b, na_str_n(big, n), NULL), NA_OK);
    assert_true(na_chan_busy(e.b));
    while (rc == 0) {
        assert_int_equal(na_chan_push(e.b, NULL), NA_OK);
        rc = na_chan_recv(e.a, 0, &type, &p, NULL);
    }
    assert_int_equal(rc, 1);
    assert_int_equal(p.len, n + 4);
    assert_memory_equal(p.ptr, "head", 4);
    assert_memory_equal(p.ptr + 4, big, n);
    assert_false(na_chan_busy(e.b));
    assert_true(na_chan_received(e.a) >= n);
    free(big);
    close_ends(&e);
}

/* -- payloads ------------------------------------------------------------------------- */

#define CUT_ANYWHERE(buf, type, get)                                                       \
    for (size_t n_ = 0; n_ < (buf).len; n_++) {                                            \
        char *copy_ = malloc(n_ + 1); /* its own memory: an overrun shows */               \
        type m_;                                                                           \
        memcpy(copy_, (buf).ptr, n_);                                                      \
        assert_int_equal(get(na_str_n(copy_, n_), &m_, NULL), NA_ECORRUPT);                \
        free(copy_);                                                                       \
    }

static void payloads_read_back(void **state)
{
    const na_msg_uentry ue = { 7,
                               -1,
                               -5,
                               true,
                               NA_STR("a/b.txt"),
                               NA_STR("head"),
                               NA_STR("truncated"),
                               NA_STR("why") };
    const na_msg_pentry pe = { .entry = 8,
                               .from = 3,
                               .what = NA_PE_PARSE,
                               .careful = true,
                               .size = 10,
                               .mtime = 20,
                               .name = NA_STR("n"),
                               .source = NA_STR("s"),
                               .reader = NA_STR("r"),
                               .head = NA_STR("h"),
                               .map = NA_STR("title=headline\n") };
    const na_msg_pchoice pc = { 9, -1, NA_SPLIT_XML, NA_STR("page"), 50, NA_STR("nobody") };
    const na_msg_ustart us = { na_limits_default(), NA_MODE_FOLDER, NA_STR("x.tar"), 5, 6 };
    na_msg_uentry ue2;
    na_msg_pentry pe2;
    na_msg_pchoice pc2;
    na_msg_ustart us2;
    na_buf b;

    (void)state;
    na_buf_init(&b, NA_MIB);
    na_msg_put_uentry(&b, &ue);
    assert_int_equal(na_msg_get_uentry(na_buf_get(&b), &ue2, NULL), NA_OK);
    assert_true(ue2.entry == 7 && ue2.size == -1 && ue2.mtime == -5 && ue2.whole);
    assert_true(na_str_eqc(ue2.name, "a/b.txt") && na_str_eqc(ue2.message, "why"));
    CUT_ANYWHERE(b, na_msg_uentry, na_msg_get_uentry);
    na_buf_putc(&b, 'x'); /* and nothing may follow */
    assert_int_equal(na_msg_get_uentry(na_buf_get(&b), &ue2, NULL), NA_ECORRUPT);
    na_buf_reset(&b);
    na_msg_put_pentry(&b, &pe);
    assert_int_equal(na_msg_get_pentry(na_buf_get(&b), &pe2, NULL), NA_OK);
    assert_true(pe2.from == 3 && pe2.what == NA_PE_PARSE && pe2.careful);
    assert_true(na_str_eqc(pe2.map, "title=headline\n"));
    CUT_ANYWHERE(b, na_msg_pentry, na_msg_get_pentry);
    na_buf_reset(&b);
    na_msg_put_pchoice(&b, &pc);
    assert_int_equal(na_msg_get_pchoice(na_buf_get(&b), &pc2, NULL), NA_OK);
    assert_true(pc2.reader == -1 && pc2.cut == NA_SPLIT_XML && pc2.score == 50);
    assert_true(na_str_eqc(pc2.names, "page"));
    CUT_ANYWHERE(b, na_msg_pchoice, na_msg_get_pchoice);
    b.ptr[12] = 99; /* no such cut */
    assert_int_equal(na_msg_get_pchoice(na_buf_get(&b), &pc2, NULL), NA_ECORRUPT);
    na_buf_reset(&b);
    na_msg_put_ustart(&b, &us);
    assert_int_equal(na_msg_get_ustart(na_buf_get(&b), &us2, NULL), NA_OK);
    assert_true(us2.limits.lua_ms == us.limits.lua_ms && us2.mtime == 6);
    CUT_ANYWHERE(b, na_msg_ustart, na_msg_get_ustart);
    na_buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_arrive_in_order),
        cmocka_unit_test(a_frame_may_come_byte_by_byte),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(what_was_said_before_the_end_is_heard),
        cmocka_unit_test(too_long_a_frame_is_dropped_whole),
        cmocka_unit_test(a_tail_is_sent_without_waiting),
        cmocka_unit_test(payloads_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
