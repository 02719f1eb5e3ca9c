/* SPDX-License-Identifier: MIT */
#include "script/library.h"
#include <lua.h>

bool na_script_library(size_t i, na_library *out)
{
    *out = (na_library){ "lua",
                         LUA_VERSION_MAJOR "." LUA_VERSION_MINOR "." LUA_VERSION_RELEASE };
    return i == 0;
}
