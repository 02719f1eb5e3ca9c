/* SPDX-License-Identifier: MIT */
/* offline.h - what a program of the user's gives up before it runs a script
 *
 * Concepts  newsarc-run needs its archive, its terminal and the folders granted; it never
 *           needs the network, other programs, or another process's memory. What a script
 *           cannot reach through the API it shall not reach through a mistake in it either.
 *           Weaker than close.h, for it keeps files.
 * Threads   Call it while the process has one thread; later ones have it, too.
 * Errors    None: where the kernel has no seccomp, or a filter already there forbids it,
 *           nothing is closed and false is the answer.
 * Used by   cli/ (newsarc-run).
 */
#ifndef NA_SANDBOX_OFFLINE_H
#define NA_SANDBOX_OFFLINE_H
#include <stdbool.h>

bool na_sandbox_offline(void);

#endif
