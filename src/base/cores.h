/* SPDX-License-Identifier: MIT */
/* cores.h - one piece of work on several cores
 *
 * Concepts  The work takes its own next job (an atomic counter in ctx, say) until there is
 *           none. The caller's thread does it, too, so that nothing is started where there
 *           is one core or one job; a thread that cannot be started is done without.
 * Threads   run() is called in several at once. Signals are left to the caller's.
 * Used by   store/, core/, ingest/.
 */
#ifndef NA_BASE_CORES_H
#define NA_BASE_CORES_H
#include <stddef.h>

#define NA_CORES_MOST 8u /* threads at most, the caller's among them */

/* Those that this process may use; 1 at least. */
size_t na_cores(void);
/* Calls run(ctx) in up to most threads; all have returned when it does. */
void na_on_cores(size_t most, void *(*run)(void *ctx), void *ctx);

#endif
