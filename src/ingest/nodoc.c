/* SPDX-License-Identifier: MIT */
#include "ingest/nodoc.h"

static const struct {
    const char *ext, *what;
} kinds[] = {
    { "png", "image" },   { "jpg", "image" },  { "jpeg", "image" }, { "gif", "image" },
    { "webp", "image" },  { "avif", "image" }, { "heic", "image" }, { "svg", "image" },
    { "svgz", "image" },  { "ico", "image" },  { "bmp", "image" },  { "tif", "image" },
    { "tiff", "image" },  { "psd", "image" },  { "css", "style" },  { "less", "style" },
    { "scss", "style" },  { "js", "script" },  { "mjs", "script" }, { "map", "script" },
    { "wasm", "script" }, { "woff", "font" },  { "woff2", "font" }, { "ttf", "font" },
    { "otf", "font" },    { "eot", "font" },
};

const char *na_nodoc(na_str name)
{
    na_str rest = name, base = name, ext;
    size_t cut;

    /* Folders: a browser's "Page_files", and what macOS puts into zips. */
    for (; (cut = na_str_chr(rest, '/', 0)) != (size_t)-1;
         rest = na_str_sub(rest, cut + 1, rest.len)) {
        const na_str dir = na_str_sub(rest, 0, cut);

        if (dir.len > 6 && na_str_ends(dir, NA_STR("_files")))
            return "part of a saved page";
        if (na_str_eqc(dir, "__MACOSX")) return "file system metadata";
    }
    base = rest;
    if (na_str_starts(base, NA_STR("._")) || na_str_eqc(base, ".DS_Store") ||
        na_str_ieq(base, NA_STR("thumbs.db")) || na_str_ieq(base, NA_STR("desktop.ini")))
        return "file system metadata";
    for (cut = base.len; cut > 0 && base.ptr[cut - 1] != '.'; cut--)
        ;
    if (cut < 2) return NULL;
    ext = na_str_sub(base, cut, base.len);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (na_str_ieq(ext, na_str_c(kinds[i].ext))) return kinds[i].what;
    return NULL;
}
