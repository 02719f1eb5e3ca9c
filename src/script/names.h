/* SPDX-License-Identifier: MIT */
/* names.h - the names of everything a script can call, for checking the manual
 *
 * Concepts  Modules' functions ("html", "parse") and classes' methods ("html node", "attr"),
 *           as they are registered in a fresh state.
 * Lifetime  Static strings. Threads: no state. Errors: NA_ENOMEM, NA_ESCRIPT.
 * Used by   tests/.
 */
#ifndef NA_SCRIPT_NAMES_H
#define NA_SCRIPT_NAMES_H
#include "base/err.h"

typedef void na_script_name_fn(void *ctx, const char *of, const char *name);
int na_script_names(na_script_name_fn *fn, void *ctx, na_err *err);

#endif
