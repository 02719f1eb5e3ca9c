/* SPDX-License-Identifier: MIT */
#include "base/library.h"
#include <nettle/version.h>

#define TEXT(x) #x
#define DOTTED(major, minor) TEXT(major) "." TEXT(minor)

bool na_base_library(size_t i, na_library *out)
{
    *out = (na_library){ "nettle", DOTTED(NETTLE_VERSION_MAJOR, NETTLE_VERSION_MINOR) };
    return i == 0;
}
