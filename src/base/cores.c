/* SPDX-License-Identifier: MIT */
#include "base/cores.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>

size_t na_cores(void)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) < 0 || CPU_COUNT(&set) < 1) return 1;
    return (size_t)CPU_COUNT(&set);
}

void na_on_cores(size_t most, void *(*run)(void *ctx), void *ctx)
{
    pthread_t helper[NA_CORES_MOST];
    size_t helpers = 0, wanted = most > 1 ? na_cores() : 1;
    sigset_t all, old;

    if (wanted > most) wanted = most;
    if (wanted > NA_CORES_MOST) wanted = NA_CORES_MOST;
    if (wanted > 1) {
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &old);
        while (helpers + 1 < wanted && !pthread_create(&helper[helpers], NULL, run, ctx))
            helpers++;
        pthread_sigmask(SIG_SETMASK, &old, NULL);
    }
    run(ctx);
    while (helpers > 0) pthread_join(helper[--helpers], NULL);
}
