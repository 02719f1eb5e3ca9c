/* SPDX-License-Identifier: MIT */
#include "base/limits.h"

na_limits na_limits_default(void)
{
    return (na_limits){ .record = NA_MAX_RECORD,
                        .entries = NA_MAX_ENTRIES,
                        .expanded = NA_MAX_EXPANDED,
                        .ratio = NA_MAX_RATIO,
                        .nesting = NA_MAX_NESTING,
                        .articles = NA_MAX_ARTICLES,
                        .lua_heap = NA_LUA_HEAP,
                        .lua_volume = NA_LUA_VOLUME,
                        .lua_instr = NA_LUA_INSTR,
                        .lua_ms = NA_LUA_MS };
}
