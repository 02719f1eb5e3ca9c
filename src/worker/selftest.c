/* SPDX-License-Identifier: MIT */
/* selftest.c - what a worker that was taken over would try, from inside the closed sandbox
 *
 * One P_LOG frame an attempt: level "refused" or "ALLOWED", text its name. Each attempt is
 * made with the bare system call, as an intruder would.
 */
#include "worker/worker.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long try_socket(void) { return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); }

static long try_connect(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = 1 };

    errno = 0; /* a refusal by the filter, not because it is no such socket */
    return syscall(SYS_connect, 0, &a, sizeof a) < 0 && errno == EPERM ? -1 : 0;
}

static long try_open_write(void)
{
    return syscall(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY);
}

static long try_create(void)
{
    return syscall(SYS_openat, AT_FDCWD, "newsarc-selftest", O_RDWR | O_CREAT, 0600);
}

static long try_exec(void)
{
    char name[] = "/bin/true";
    char *const argv[] = { name, NULL };

    return syscall(SYS_execve, name, argv, NULL);
}

static long try_fork(void)
{
    const long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

    if (pid == 0) _exit(0);
    if (pid > 0) (void)waitpid((pid_t)pid, NULL, 0);
    return pid;
}

static long try_ptrace(void) { return syscall(SYS_ptrace, PTRACE_ATTACH, getppid(), 0, 0); }
static long try_kill(void) { return syscall(SYS_kill, getppid(), 0); }
static long try_memfd(void) { return syscall(SYS_memfd_create, "x", 0); }
static long try_mkdir(void)
{
    return syscall(SYS_mkdirat, AT_FDCWD, "newsarc-selftest.d", 0700);
}

static long try_uring(void)
{
    struct io_uring_params p = { 0 };

    return syscall(SYS_io_uring_setup, 1, &p);
}

/* Raising a limit again, and a fresh descriptor besides the three. */
static long try_limits(void)
{
    struct rlimit l = { RLIM_INFINITY, RLIM_INFINITY };

    return syscall(SYS_prlimit64, 0, RLIMIT_FSIZE, &l, NULL);
}

static const struct {
    const char *name;
    long (*attempt)(void);
} attempts[] = {
    { "socket", try_socket }, { "connect", try_connect }, { "open", try_open_write },
    { "create", try_create }, { "exec", try_exec },       { "fork", try_fork },
    { "ptrace", try_ptrace }, { "kill", try_kill },       { "memfd", try_memfd },
    { "mkdir", try_mkdir },   { "io_uring", try_uring },  { "limits", try_limits },
};

int na_selftest_run(na_chan *c, na_err *err)
{
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        na_buf *b;
        bool refused;
        int rc;

        errno = 0;
        refused = attempts[i].attempt() < 0 && (errno == EPERM || errno == ENOSYS);
        b = na_chan_begin(c, NA_P_LOG);
        na_put_str(b, refused ? NA_STR("refused") : NA_STR("ALLOWED"));
        na_put_str(b, na_str_c(attempts[i].name));
        if ((rc = na_chan_end(c, err)) < 0) return rc;
    }
    return na_chan_flush(c, err);
}
