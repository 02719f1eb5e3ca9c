/* SPDX-License-Identifier: MIT */
#include "sandbox/spawn.h"
#include "base/path.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "newsarc-worker"

struct na_worker {
    pid_t pid;
    bool reaped;
    int status;
    na_chan *chan;
    char how[96];
};

int na_worker_path(na_buf *out, na_err *err)
{
#ifdef NEWSARC_DEV
    const char *env = getenv("NEWSARC_WORKER");

    if (env && *env) {
        na_buf_reset(out);
        na_buf_puts(out, env);
        return na_buf_check(out, "NEWSARC_WORKER", err);
    }
#endif
    return na_path_program(PROGRAM, out, err);
}

int na_worker_path_of(const char *name, na_buf *out, na_err *err)
{
    int rc = na_worker_path(out, err);

    if (rc < 0) return rc;
    while (out->len > 0 && out->ptr[out->len - 1] != '/') out->len--;
    na_buf_puts(out, name);
    return na_buf_check(out, name, err);
}

/* A descriptor out of the way of 0, 1 and 2, so that the dup2 actions can not collide. */
static int high(int fd, na_err *err)
{
    int n = fcntl(fd, F_DUPFD_CLOEXEC, 10);

    return n >= 0 ? n : na_fail(err, NA_EIO, "spawn: %s", strerror(errno));
}

/* LC_ALL, and in development builds what steers the sanitizers. */
static void environment(char *env[5])
{
    static char locale[] = "LC_ALL=C.UTF-8";
    size_t n = 0;

    env[n++] = locale;
#ifdef NEWSARC_DEV
    extern char **environ;

    for (char **e = environ; e && *e && n < 4; e++)
        if (strncmp(*e, "ASAN_OPTIONS=", 13) == 0 ||
            strncmp(*e, "UBSAN_OPTIONS=", 14) == 0 || strncmp(*e, "LSAN_OPTIONS=", 13) == 0)
            env[n++] = *e;
#endif
    env[n] = NULL;
}

static int run(pid_t *pid, const char *path, const char *kind, const int fd[3], na_err *err)
{
    posix_spawn_file_actions_t act;
    posix_spawnattr_t attr;
    sigset_t none, all;
    char *argv[3] = { NULL }, *env[5];
    int rc;

    argv[0] = strdup(PROGRAM);
    argv[1] = strdup(kind);
    environment(env);
    posix_spawn_file_actions_init(&act);
    posix_spawnattr_init(&attr);
    sigemptyset(&none);
    sigfillset(&all);
    rc = argv[0] && argv[1] ? 0 : ENOMEM;
    for (int i = 0; i < 3 && !rc; i++)
        rc = posix_spawn_file_actions_adddup2(&act, fd[i], i);
    if (!rc) rc = posix_spawn_file_actions_addclosefrom_np(&act, 3);
    if (!rc) rc = posix_spawnattr_setsigmask(&attr, &none);
    if (!rc) rc = posix_spawnattr_setsigdefault(&attr, &all);
    if (!rc) rc = posix_spawnattr_setpgroup(&attr, 0);
    if (!rc)
        rc = posix_spawnattr_setflags(
            &attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    if (!rc) rc = posix_spawn(pid, path, &act, &attr, argv, env);
    posix_spawn_file_actions_destroy(&act);
    posix_spawnattr_destroy(&attr);
    free(argv[0]);
    free(argv[1]);
    if (!rc) return NA_OK;
    return na_fail(err, rc == ENOENT ? NA_ENOENT : NA_EIO, "%s: %s", path, strerror(rc));
}

int na_worker_spawn(na_worker **out, const char *path, const char *kind, int input,
                    na_err *err)
{
    na_worker *w = calloc(1, sizeof *w);
    int pair[2] = { -1, -1 }, null = -1, fd[3] = { -1, -1, -1 };
    na_buf found;
    int rc = NA_OK;

    *out = NULL;
    na_buf_init(&found, 2 * NA_MAX_NAME);
    if (!w) {
        rc = na_fail_nomem(err);
        goto done;
    }
    w->pid = -1;
    if (!path) {
        if ((rc = na_worker_path(&found, err)) < 0) goto done;
        path = na_buf_cstr(&found);
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0 ||
        (null = open("/dev/null", O_RDWR | O_CLOEXEC)) < 0) {
        rc = na_fail(err, NA_EIO, "spawn: %s", strerror(errno));
        goto done;
    }
#ifdef NEWSARC_DEV
    const int errors = fcntl(STDERR_FILENO, F_GETFD) >= 0 ? STDERR_FILENO : null;
#else
    const int errors = null;
#endif
    if ((rc = fd[0] = high(pair[1], err)) < 0) goto done;
    if ((rc = fd[1] = high(input >= 0 ? input : null, err)) < 0) goto done;
    if ((rc = fd[2] = high(errors, err)) < 0) goto done;
    if ((rc = run(&w->pid, path, kind, fd, err)) < 0) {
        w->pid = -1;
        goto done;
    }
    rc = na_chan_new(&w->chan, pair[0], err);
    pair[0] = -1; /* the channel's now, also on failure */
    if (rc < 0) goto done;
    na_chan_nonblock(w->chan);
    *out = w;
    w = NULL;
done:
    for (int i = 0; i < 3; i++)
        if (fd[i] >= 0) close(fd[i]);
    if (null >= 0) close(null);
    if (pair[0] >= 0) close(pair[0]);
    if (pair[1] >= 0) close(pair[1]);
    na_worker_free(w);
    na_buf_release(&found);
    return rc;
}

na_chan *na_worker_chan(na_worker *w) { return w->chan; }

int na_worker_pid(const na_worker *w) { return (int)w->pid; }

/* The beginning of /proc/PID/FILE. */
static bool proc_line(pid_t pid, const char *file, char *buf, size_t n)
{
    char path[64];
    ssize_t k;
    int fd;

    snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, file);
    if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0) return false;
    k = read(fd, buf, n - 1);
    close(fd);
    buf[k > 0 ? k : 0] = '\0';
    return k > 0;
}

void na_worker_usage(const na_worker *w, na_worker_use *io)
{
    unsigned long user = 0, sys = 0;
    char buf[4096], *at;

    if (!w || w->pid <= 0 || w->reaped) return;
    io->processes++;
    if (proc_line(w->pid, "stat", buf, sizeof buf) && (at = strrchr(buf, ')')) &&
        sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
               &sys) == 2)
        io->cpu_ms += (uint64_t)(user + sys) * 1000 / (uint64_t)sysconf(_SC_CLK_TCK);
    if (proc_line(w->pid, "status", buf, sizeof buf) && (at = strstr(buf, "VmHWM:"))) {
        const uint64_t peak = strtoull(at + 6, NULL, 10) * NA_KIB;

        if (peak > io->peak) io->peak = peak;
    }
}

void na_worker_kill(na_worker *w)
{
    if (w && w->pid > 0 && !w->reaped) kill(w->pid, SIGKILL);
}

int na_worker_wait(na_worker *w, const char **how_out)
{
    if (!w->reaped && w->pid > 0) {
        while (waitpid(w->pid, &w->status, 0) < 0 && errno == EINTR)
            ;
        w->reaped = true;
    }
    if (WIFSIGNALED(w->status))
        snprintf(w->how, sizeof w->how, "killed by signal %d (%s)", WTERMSIG(w->status),
                 strsignal(WTERMSIG(w->status)));
    else
        snprintf(w->how, sizeof w->how, "exit status %d", WEXITSTATUS(w->status));
    if (how_out) *how_out = w->how;
    return w->status == 0 ? 0 : 1;
}

void na_worker_free(na_worker *w)
{
    if (!w) return;
    if (w->pid > 0 && !w->reaped) {
        na_worker_kill(w);
        na_worker_wait(w, NULL);
    }
    na_chan_free(w->chan);
    free(w);
}
