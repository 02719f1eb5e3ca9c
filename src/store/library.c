/* SPDX-License-Identifier: MIT */
#include "store/library.h"
#include <archive.h>
#include <zstd.h>

bool na_store_library(size_t i, na_library *out)
{
    const na_library all[] = {
        { "zstd", ZSTD_versionString() },
        /* As compiled with: only the worker is linked with libarchive. */
        { "libarchive", ARCHIVE_VERSION_ONLY_STRING },
    };

    if (i >= sizeof all / sizeof *all) return false;
    *out = all[i];
    return true;
}
