/* SPDX-License-Identifier: MIT */
/* close.h - the sandbox that a worker closes around itself, for good
 *
 * Concepts  What the process may still do: compute, and read and write the descriptors it
 *           has. Refused (EPERM): sockets, starting programs or processes, opening, making,
 *           renaming or removing files, making memory executable, tracing or signalling
 *           anyone else, kernel interfaces that could do these by another way. Limits on
 *           memory, processor time, descriptors and file size stand behind that. It dies
 *           with its parent. Everything that needs files (locale, converters) comes before.
 * Threads   Call it while the process has one thread.
 * Errors    NA_EIO naming what could not be closed: then read no byte of a stranger.
 * Used by   worker/.
 */
#ifndef NA_SANDBOX_CLOSE_H
#define NA_SANDBOX_CLOSE_H
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

/* memory: bytes of address space; not limited under AddressSanitizer, which reserves
 * terabytes. A kernel without seccomp gives NA_OK and *filtered_out false. */
int na_sandbox_close(size_t memory, bool *filtered_out, na_err *err);

#endif
