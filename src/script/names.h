/* SPDX-License-Identifier: MIT */
/* names.h - the names of everything a script can call, as they are in a fresh state
 *
 * Concepts  Globals ("", "pcall"), members of their tables ("html", "parse") and methods of
 *           classes ("html node", "attr"). A name may be told twice. For comparing with the
 *           table of script/api.h.
 * Lifetime  The strings are borrowed for the call. Threads: no state.
 * Errors    NA_ENOMEM, NA_ESCRIPT.
 * Used by   tests/.
 */
#ifndef NA_SCRIPT_NAMES_H
#define NA_SCRIPT_NAMES_H
#include "base/err.h"

typedef void na_script_name_fn(void *ctx, const char *of, const char *name);
int na_script_names(na_script_name_fn *fn, void *ctx, na_err *err);

#endif
