/* SPDX-License-Identifier: MIT */
/* bench_cold RUNS NAME COMMAND... ,, NAME COMMAND... - whole processes, from start to end
 *
 * The commands take turns, after one turn that does not count. Their output goes nowhere.
 * Prints a line for each: name, median, least and greatest milliseconds, and the largest
 * memory of a run in KiB. */
#include "bench.h"
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMMANDS = 16 };
extern char **environ;

struct command {
    const char *name;
    char **argv;
    double *took;
    long kib;
};

static int run(struct command *c, const posix_spawn_file_actions_t *quiet, double *ms)
{
    struct rusage used;
    double start = bench_seconds();
    int status = 0, rc;
    pid_t pid;

    if ((rc = posix_spawnp(&pid, c->argv[0], quiet, NULL, c->argv, environ)) != 0) {
        fprintf(stderr, "bench_cold: %s: %s\n", c->argv[0], strerror(rc));
        return -1;
    }
    if (wait4(pid, &status, 0, &used) < 0) return -1;
    *ms = (bench_seconds() - start) * 1e3;
    if (used.ru_maxrss > c->kib) c->kib = used.ru_maxrss;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
    fprintf(stderr, "bench_cold: %s failed\n", c->name);
    return -1;
}

int main(int argc, char **argv)
{
    struct command v[COMMANDS] = { { NULL, NULL, NULL, 0 } };
    posix_spawn_file_actions_t quiet;
    int runs = argc > 1 ? atoi(argv[1]) : 0, n = 0, status = 1;

    if (argc < 4 || runs < 1) {
        fprintf(stderr, "usage: bench_cold RUNS NAME COMMAND... ,, NAME COMMAND...\n");
        return 2;
    }
    for (int i = 2; i + 1 < argc && n < COMMANDS; n++) {
        v[n].name = argv[i];
        v[n].argv = &argv[i + 1];
        v[n].took = calloc((size_t)runs, sizeof(double));
        if (!v[n].took) return 1;
        while (i < argc && strcmp(argv[i], ",,") != 0) i++;
        if (i < argc) argv[i++] = NULL;
    }
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    for (int i = -1; i < runs; i++) {
        for (int k = 0; k < n; k++) {
            double ms;
            if (run(&v[k], &quiet, &ms) < 0) goto done;
            if (i >= 0) v[k].took[i] = ms;
        }
    }
    for (int k = 0; k < n; k++) {
        qsort(v[k].took, (size_t)runs, sizeof(double), bench_compare);
        printf("%s\t%.2f\t%.2f\t%.2f\t%ld\n", v[k].name, v[k].took[runs / 2], v[k].took[0],
               v[k].took[runs - 1], v[k].kib);
    }
    status = 0;
done:
    posix_spawn_file_actions_destroy(&quiet);
    for (int k = 0; k < n; k++) free(v[k].took);
    return status;
}
