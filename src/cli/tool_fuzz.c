/* SPDX-License-Identifier: MIT */
/* tool_fuzz.c - a fixture damaged in many ways
 *
 * Each case follows from its number alone, so that a finding can be repeated. They run in a
 * child, which tells before each what it does; the parent knows from that which case made
 * it crash or hang. A case may give articles, be skipped or be quarantined: nothing is
 * compared.
 */
#include "base/path.h"
#include "base/time.h"
#include "cli/tool_test.h"
#include "sandbox/offline.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 30000 /* a budget is 2 s; sanitizers and a busy machine take longer */
#define SMALLER (4 * NA_MIB) /* what repetition makes */

static uint64_t next(uint64_t *state)
{
    /* splitmix64 */
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static size_t below(uint64_t *state, size_t n) { return n ? (size_t)(next(state) % n) : 0; }

/* Bytes that are at home in another charset or in none. */
static void spoil_charset(na_buf *b, uint64_t *s)
{
    static const char *const bits[] = { "\xff\xfe",         "\xc3",        "\xed\xa0\x80",
                                        "\xf4\x90\x80\x80", "\x1b$B",      "\x80",
                                        "\xa4\xa2",         "\xef\xbb\xbf" };
    for (size_t n = 1 + below(s, 8); n-- > 0 && b->len > 4;) {
        const char *bit = bits[below(s, sizeof bits / sizeof *bits)];
        size_t at = below(s, b->len - 4), len = strlen(bit);
        memcpy(b->ptr + at, bit, len);
    }
}

static const char *damage(uint64_t number, na_str in, na_buf *out)
{
    uint64_t s = number * 0x2545f4914f6cdd1du + 1;

    na_buf_reset(out);
    switch (number % 5) {
    case 0:
        na_buf_str(out, na_str_sub(in, 0, below(&s, in.len + 1)));
        return "cut short";
    case 1:
        na_buf_str(out, in);
        for (size_t n = 1 + below(&s, 1 + in.len / 64); n-- > 0 && out->len > 0;)
            out->ptr[below(&s, out->len)] ^= (char)(1u << below(&s, 8));
        return "bits flipped";
    case 2:
        na_buf_str(out, in);
        spoil_charset(out, &s);
        return "charset spoilt";
    case 3:
        for (int i = 0; i < 10 && out->len + in.len < SMALLER; i++) na_buf_str(out, in);
        return "ten times over";
    default: { /* a piece taken out or put in twice */
        size_t a = below(&s, in.len + 1), n = below(&s, in.len - a + 1);
        na_buf_str(out, na_str_sub(in, 0, a + (next(&s) % 2 ? n : 0)));
        na_buf_str(out, na_str_sub(in, a + (next(&s) % 2 ? n : 0), in.len));
        return "a piece lost or doubled";
    }
    }
}

static int on_verdict(void *ctx, uint64_t record, const na_verdict *v)
{
    (void)ctx, (void)record, (void)v;
    return NA_OK;
}

/* In the child: never returns. */
static _Noreturn void child(struct testing *t, int fd, na_str in, na_str name)
{
    na_trial_usage u = { 0 };
    na_host *h = NULL;
    na_buf bytes;
    int status = 0;

    na_buf_init(&bytes, 2 * NA_MAX_RECORD);
    (void)na_sandbox_offline();
    if (test_host(t, TOOL_QUIET, &h) < 0) _exit(2);
    for (uint64_t i = 0; i < (uint64_t)t->fuzz && status == 0; i++) {
        na_err err = { 0 };
        if (write(fd, &i, sizeof i) != (ssize_t)sizeof i) status = 2;
        (void)damage(i, in, &bytes);
        if (na_trial_run(h, name, na_buf_get(&bytes), (na_str){ 0 }, on_verdict, NULL, NULL,
                         &u, &err) < 0)
            status = 2;
    }
    if (na_trial_leak(h) != 0) status = 3;
    na_host_free(h);
    na_buf_release(&bytes);
    if (status) _exit(status);
    exit(0); /* with what sanitizers do at the end */
}

/* Reads the numbers of cases until the child is done; false when it hangs. */
static bool watch(int fd, uint64_t *last)
{
    for (;;) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        int n = poll(&p, 1, PATIENCE_MS);
        if (n < 0 && errno == EINTR) {
            if (cmd_cancelled) return false;
            continue;
        }
        if (n == 0) return false;
        ssize_t got = read(fd, last, sizeof *last);
        if (got <= 0) return true;
    }
}

/* What the case was made of is left in a file of this folder. */
static int keep_case(struct testing *t, const char *fixture, uint64_t number, na_str in,
                     const char *what, na_buf *detail)
{
    na_buf bytes, path;
    int fd, rc;

    na_buf_init(&bytes, 2 * NA_MAX_RECORD);
    na_buf_init(&path, 64 * NA_KIB);
    na_buf_printf(&path, "fuzz-%llu-%s", (unsigned long long)number, na_path_base(fixture));
    const char *how = damage(number, in, &bytes);
    na_buf_printf(detail, "%s: case %llu (%s), kept in %s\n", what,
                  (unsigned long long)number, how, na_buf_cstr(&path));
    fd = open(na_buf_cstr(&path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        rc = na_fail(t->cx->err, NA_EIO, "%s: %s", na_buf_cstr(&path), strerror(errno));
    } else {
        rc = na_io_write(fd, bytes.ptr, bytes.len, na_buf_cstr(&path), t->cx->err);
        close(fd);
    }
    na_buf_release(&bytes);
    na_buf_release(&path);
    return rc;
}

static int judge(struct testing *t, const char *fixture, int status, bool hung,
                 uint64_t last, na_str in)
{
    na_buf name, detail;
    int rc = NA_OK;

    na_buf_init(&name, 64 * NA_KIB);
    na_buf_init(&detail, NA_MIB);
    na_buf_printf(&name, "%s: %lld damaged", fixture, t->fuzz);
    bool passed = !hung && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!passed && !hung && WIFEXITED(status) && WEXITSTATUS(status) == 3)
        na_buf_puts(&detail, "memory was not given back\n");
    else if (!passed)
        rc = keep_case(t, fixture, last, in, hung ? "hung" : "crashed", &detail);
    if (rc == NA_OK) rc = test_done(t, na_buf_cstr(&name), passed, "", na_buf_get(&detail));
    na_buf_release(&name);
    na_buf_release(&detail);
    return rc;
}

int test_fuzz(struct testing *t, const char *fixture)
{
    na_buf bytes, name;
    uint64_t last = 0;
    int fds[2] = { -1, -1 }, status = 0, rc;
    pid_t pid;

    na_buf_init(&bytes, 2 * NA_MAX_RECORD);
    na_buf_init(&name, NA_KIB);
    if ((rc = test_read(t, fixture, &bytes, &name)) < 0) goto done;
    (void)fflush(NULL);
    if (pipe2(fds, O_CLOEXEC) < 0 || (pid = fork()) < 0) {
        rc = na_fail(t->cx->err, NA_EIO, "fuzz: %s", strerror(errno));
        goto done;
    }
    if (pid == 0) {
        close(fds[0]);
        child(t, fds[1], na_buf_get(&bytes), na_buf_get(&name));
    }
    close(fds[1]);
    fds[1] = -1;
    bool hung = !watch(fds[0], &last);
    if (hung) kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    if (cmd_cancelled)
        rc = na_fail(t->cx->err, NA_ECANCELLED, "cancelled");
    else
        rc = judge(t, fixture, status, hung, last, na_buf_get(&bytes));
done:
    for (int i = 0; i < 2; i++)
        if (fds[i] >= 0) close(fds[i]);
    na_buf_release(&bytes);
    na_buf_release(&name);
    return rc;
}
