/* SPDX-License-Identifier: MIT */
/* close.c - rlimits, no_new_privs, and a seccomp filter that refuses
 *
 * The filter lists what is refused; all else is allowed, but for system calls that are
 * newer than the list. A list of what is allowed alone would be stronger, and comes with
 * Landlock. System calls whose dangerous argument lies in memory, where a filter cannot
 * look (clone3), say ENOSYS, so that the C library falls back to their older forms, which
 * the filter judges by their flags. Calls in another machine's numbering (i386, x32) end
 * the process.
 */
#include "sandbox/close.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif

#define CPU_SECONDS (24u * 3600u) /* a backstop: the parent's clock ends a hang */
#define DESCRIPTORS 3u            /* those that are there */

static const int refused[] = {
    /* the network */
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    /* programs and processes */
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(rt_sigqueueinfo),
    SCMP_SYS(rt_tgsigqueueinfo),
    SCMP_SYS(tkill),
    SCMP_SYS(kcmp),
    SCMP_SYS(prctl),
    SCMP_SYS(seccomp),
    SCMP_SYS(setpriority),
    SCMP_SYS(ioprio_set),
    SCMP_SYS(sched_setaffinity),
    SCMP_SYS(sched_setattr),
    SCMP_SYS(sched_setparam),
    SCMP_SYS(sched_setscheduler),
    SCMP_SYS(migrate_pages),
    SCMP_SYS(move_pages),
    SCMP_SYS(modify_ldt),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(setpgid),
    SCMP_SYS(setsid),
    SCMP_SYS(setrlimit),
    SCMP_SYS(personality),
    SCMP_SYS(setuid),
    SCMP_SYS(setgid),
    SCMP_SYS(setreuid),
    SCMP_SYS(setregid),
    SCMP_SYS(setresuid),
    SCMP_SYS(setresgid),
    SCMP_SYS(setgroups),
    SCMP_SYS(setfsuid),
    SCMP_SYS(setfsgid),
    SCMP_SYS(capset),
    /* files */
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(openat2),
    SCMP_SYS(creat),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(rmdir),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),
    SCMP_SYS(truncate),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate),
    SCMP_SYS(chmod),
    SCMP_SYS(fchmod),
    SCMP_SYS(fchmodat),
    SCMP_SYS(chown),
    SCMP_SYS(fchown),
    SCMP_SYS(lchown),
    SCMP_SYS(fchownat),
    SCMP_SYS(utime),
    SCMP_SYS(utimes),
    SCMP_SYS(futimesat),
    SCMP_SYS(utimensat),
    SCMP_SYS(setxattr),
    SCMP_SYS(lsetxattr),
    SCMP_SYS(fsetxattr),
    SCMP_SYS(removexattr),
    SCMP_SYS(lremovexattr),
    SCMP_SYS(fremovexattr),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(memfd_create),
    SCMP_SYS(memfd_secret),
    SCMP_SYS(inotify_init),
    SCMP_SYS(inotify_init1),
    SCMP_SYS(fanotify_init),
    SCMP_SYS(mq_open),
    SCMP_SYS(mq_unlink),
    SCMP_SYS(shmget),
    SCMP_SYS(shmat),
    SCMP_SYS(shmctl),
    SCMP_SYS(msgget),
    SCMP_SYS(msgctl),
    SCMP_SYS(msgsnd),
    SCMP_SYS(msgrcv),
    SCMP_SYS(semget),
    SCMP_SYS(semctl),
    SCMP_SYS(semop),
    SCMP_SYS(semtimedop),
    SCMP_SYS(ioctl),
    /* the system */
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsmount),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fspick),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(reboot),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(io_setup),
    SCMP_SYS(io_submit),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(syslog),
    SCMP_SYS(vhangup),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(lookup_dcookie),
    SCMP_SYS(vmsplice),
};

/* A rule for a call that this machine's kernel interface may not have. */
static int rule(scmp_filter_ctx f, uint32_t act, int call, unsigned n,
                const struct scmp_arg_cmp *args)
{
    int rc = call < 0 ? 0 : seccomp_rule_add_array(f, act, call, n, args);

    return rc == -EDOM || rc == -EOPNOTSUPP ? 0 : rc;
}

/* What kernels after this list offer, whatever it may be, is not known to them: numbers
 * from NEWER on mean the same on every machine. */
#define NEWER 424
#define NEWEST 639

static int refuse_newer(scmp_filter_ctx f)
{
    /* close_range, faccessat2, epoll_pwait2, futex_waitv, futex_wake, _wait, _requeue */
    static const int fine[] = { 436, 439, 441, 449, 454, 455, 456 };
    int rc = 0;

    for (int call = NEWER; call <= NEWEST && !rc; call++) {
        bool known = false;

        for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
            known = known || fine[i] == call;
        for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
            known = known || refused[i] == call;
        if (!known) rc = rule(f, SCMP_ACT_ERRNO(ENOSYS), call, 0, NULL);
    }
    return rc;
}

/* A command of fcntl by which the kernel signals another process. */
static int refuse_fcntl(scmp_filter_ctx f)
{
    static const unsigned commands[] = { F_SETOWN, F_SETOWN_EX, F_SETSIG, F_SETLEASE,
                                         F_NOTIFY };
    int rc = 0;

    for (size_t i = 0; i < sizeof commands / sizeof *commands && !rc; i++) {
        struct scmp_arg_cmp a = SCMP_CMP(1, SCMP_CMP_MASKED_EQ, 0xffffffffu, commands[i]);

        rc = rule(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(fcntl), 1, &a);
    }
    return rc;
}

static int filter(bool *filtered, na_err *err)
{
    const uint32_t no = SCMP_ACT_ERRNO(EPERM);
    const uint64_t self = (uint64_t)getpid();
    const struct scmp_arg_cmp other = SCMP_A0(SCMP_CMP_NE, self, 0),
                              process = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0),
                              sets = SCMP_A2(SCMP_CMP_NE, 0, 0),
                              code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC);
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    int rc = f ? 0 : -ENOMEM;

    for (size_t i = 0; i < sizeof refused / sizeof *refused && !rc; i++)
        rc = rule(f, no, refused[i], 0, NULL);
    if (!rc) rc = refuse_newer(f);
    if (!rc) rc = refuse_fcntl(f);
    if (!rc) rc = rule(f, no, SCMP_SYS(clone), 1, &process);
    if (!rc) rc = rule(f, no, SCMP_SYS(kill), 1, &other);
    if (!rc) rc = rule(f, no, SCMP_SYS(tgkill), 1, &other);
    if (!rc) rc = rule(f, no, SCMP_SYS(prlimit64), 1, &sets);
    if (!rc) rc = rule(f, no, SCMP_SYS(mmap), 1, &code);
    if (!rc) rc = rule(f, no, SCMP_SYS(mprotect), 1, &code);
    if (!rc) rc = rule(f, no, SCMP_SYS(pkey_mprotect), 1, &code);
    if (!rc) {
        rc = seccomp_load(f);
        *filtered = rc == 0;
        if (rc == -EINVAL || rc == -ENOSYS) rc = 0; /* a kernel without it */
    }
    seccomp_release(f);
    return rc ? na_fail(err, NA_EIO, "sandbox: seccomp: %s", strerror(-rc)) : NA_OK;
}

static int limit(__rlimit_resource_t what, const char *name, rlim_t n, na_err *err)
{
    struct rlimit l = { .rlim_cur = n, .rlim_max = n }, now;

    if (getrlimit(what, &now) == 0 && now.rlim_max != RLIM_INFINITY && now.rlim_max < n)
        l.rlim_cur = l.rlim_max = now.rlim_max;
    if (setrlimit(what, &l) == 0) return NA_OK;
    return na_fail(err, NA_EIO, "sandbox: %s: %s", name, strerror(errno));
}

int na_sandbox_close(size_t memory, bool *filtered_out, na_err *err)
{
    const pid_t parent = getppid();
    int rc;

    *filtered_out = false;
    (void)close_range(DESCRIPTORS, ~0U, 0);
    signal(SIGXFSZ, SIG_IGN);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return na_fail(err, NA_EIO, "sandbox: prctl: %s", strerror(errno));
    if (getppid() != parent) return na_fail(err, NA_EIO, "sandbox: the parent is gone");
#ifdef UNDER_ASAN
    (void)memory;
#else
    if ((rc = limit(RLIMIT_AS, "RLIMIT_AS", memory, err)) < 0) return rc;
#endif
    if ((rc = limit(RLIMIT_CPU, "RLIMIT_CPU", CPU_SECONDS, err)) < 0) return rc;
    if ((rc = limit(RLIMIT_FSIZE, "RLIMIT_FSIZE", 0, err)) < 0) return rc;
    if ((rc = limit(RLIMIT_NOFILE, "RLIMIT_NOFILE", DESCRIPTORS, err)) < 0) return rc;
    if ((rc = limit(RLIMIT_CORE, "RLIMIT_CORE", 0, err)) < 0) return rc;
    return filter(filtered_out, err);
}
