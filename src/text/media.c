/* SPDX-License-Identifier: MIT */
#include "text/media.h"

static const struct {
    const char *type, *ext;
    const char *also; /* endings that will do as well */
    bool weak;        /* servers say it of anything */
} types[] = {
    { "text/html", "html", "htm shtml xhtml", false },
    { "application/xhtml+xml", "xhtml", "html htm", false },
    { "text/plain", "txt", "", true },
    { "text/markdown", "md", "", false },
    { "text/csv", "csv", "", false },
    { "text/tab-separated-values", "tsv", "", false },
    { "application/rss+xml", "rss", "xml rdf", false },
    { "application/atom+xml", "atom", "xml", false },
    { "application/rdf+xml", "rdf", "xml rss", false },
    { "text/xml", "xml", "rss atom rdf opml", false },
    { "application/xml", "xml", "rss atom rdf opml", false },
    { "application/json", "json", "", false },
    { "application/feed+json", "json", "", false },
    { "application/ld+json", "json", "jsonld", false },
    { "application/x-ndjson", "ndjson", "jsonl", false },
    { "application/jsonl", "jsonl", "ndjson", false },
    { "application/pdf", "pdf", "", false },
    { "application/rtf", "rtf", "", false },
    { "text/rtf", "rtf", "", false },
    { "message/rfc822", "eml", "", false },
    { "multipart/related", "mhtml", "mht", false },
    { "application/x-mimearchive", "mhtml", "mht", false },
    { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "",
      false },
    { "application/vnd.oasis.opendocument.text", "odt", "", false },
    { "text/x-opml", "opml", "xml", false },
};

static bool in_list(na_str list, na_str word)
{
    while (list.len) {
        size_t sp = na_str_chr(list, ' ', 0);
        if (sp == (size_t)-1) sp = list.len;
        if (na_str_ieq(na_str_sub(list, 0, sp), word)) return true;
        list = na_str_sub(list, sp + 1, list.len);
    }
    return false;
}

const char *na_media_ext(na_str type, na_str own)
{
    size_t semi = na_str_chr(type, ';', 0);
    type = na_str_trim(na_str_sub(type, 0, semi == (size_t)-1 ? type.len : semi));
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!na_str_ieq(type, na_str_c(types[i].type))) continue;
        if ((types[i].weak && own.len) || na_str_ieq(own, na_str_c(types[i].ext)) ||
            in_list(na_str_c(types[i].also), own))
            return NULL;
        return types[i].ext;
    }
    return NULL;
}
