/* SPDX-License-Identifier: MIT */
#include "text/library.h"
#include <jansson.h>
#include <libxml/xmlversion.h>
#include <utf8proc.h>

bool na_text_library(size_t i, na_library *out)
{
    const na_library all[] = {
        { "utf8proc", utf8proc_version() },
        { "unicode", utf8proc_unicode_version() },
        { "jansson", jansson_version_str() },
        { "libxml2", LIBXML_DOTTED_VERSION },
    };

    if (i >= sizeof all / sizeof *all) return false;
    *out = all[i];
    return true;
}
