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
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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

static long try_open_read(void)
{
    return syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static long try_openat2(void)
{
    const uint64_t how[3] = { O_RDONLY, 0, 0 };

    return syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how, sizeof how);
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

/* Raising a limit again. */
static long try_limits(void)
{
    struct rlimit l = { RLIM_INFINITY, RLIM_INFINITY };

    return syscall(SYS_prlimit64, 0, RLIMIT_FSIZE, &l, NULL);
}

/* Asking the kernel to signal somebody else. */
static long try_setown(void) { return syscall(SYS_fcntl, 0, F_SETOWN, getppid()); }
static long try_prctl(void) { return syscall(SYS_prctl, PR_SET_PDEATHSIG, 0); }
static long try_renice(void) { return syscall(SYS_setpriority, PRIO_USER, 0, 19); }
static long try_ioctl(void) { return syscall(SYS_ioctl, 0, TIOCSTI, "x"); }
static long try_chmod(void) { return syscall(452, AT_FDCWD, "newsarc-selftest", 0777, 0); }

static long try_code(void)
{
    const long p = syscall(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p == -1 ? 0 : syscall(SYS_mprotect, p, 4096, PROT_READ | PROT_EXEC);
}

/* Not an attempt: nothing is open but the three. */
static long try_inherited(void)
{
    for (int fd = 3; fd < 4096; fd++)
        if (fcntl(fd, F_GETFD) >= 0) return 0;
    errno = EPERM;
    return -1;
}

static const struct {
    const char *name;
    long (*attempt)(void);
} attempts[] = {
    { "socket", try_socket },  { "connect", try_connect }, { "open", try_open_write },
    { "create", try_create },  { "exec", try_exec },       { "fork", try_fork },
    { "ptrace", try_ptrace },  { "kill", try_kill },       { "memfd", try_memfd },
    { "mkdir", try_mkdir },    { "io_uring", try_uring },  { "limits", try_limits },
    { "read", try_open_read }, { "openat2", try_openat2 }, { "setown", try_setown },
    { "prctl", try_prctl },    { "renice", try_renice },   { "ioctl", try_ioctl },
    { "chmod", try_chmod },    { "code", try_code },       { "inherited", try_inherited },
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
