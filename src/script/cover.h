/* SPDX-License-Identifier: MIT */
/* cover.h - which lines of a script were reached
 *
 * Concepts  The hook of the budget notes lines while a vm has a nal_cover. It stays over
 *           states that are thrown away. Lines beyond NA_COVER_LINES are not noted.
 * Lifetime  Plain memory, freed with free(). Threads: one. Errors: none.
 * Used by   script/ alone.
 */
#ifndef NA_SCRIPT_COVER_H
#define NA_SCRIPT_COVER_H
#include "script/host_int.h"

struct nal_cover {
    uint8_t hit[NA_COVER_LINES];
};

/* Called for each line event of a state that is covered. Allocates nothing. */
void nal_cover_line(nal_vm *vm, lua_State *L, lua_Debug *ar);

#endif
