/* SPDX-License-Identifier: MIT */
#include "store/library.h"
#include <archive.h>
#include <zstd.h>

static const char *archive_version(void)
{
    const char *s = archive_version_string(); /* "libarchive 3.6.2" */

    for (const char *p = s; *p; p++)
        if (*p == ' ') return p + 1;
    return s;
}

bool na_store_library(size_t i, na_library *out)
{
    const na_library all[] = {
        { "zstd", ZSTD_versionString() },
        { "libarchive", archive_version() },
    };

    if (i >= sizeof all / sizeof *all) return false;
    *out = all[i];
    return true;
}
