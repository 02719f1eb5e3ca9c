/* SPDX-License-Identifier: MIT */
#include "query/query_int.h"

static const na_qfield fields[] = {
    { "title", NA_QF_TEXT, NA_F_TITLE, NA_QATTR_NONE, "words of the headline" },
    { "deck", NA_QF_TEXT, NA_F_DECK, NA_QATTR_NONE,
      "words of the line under the headline" },
    { "body", NA_QF_TEXT, NA_F_BODY, NA_QATTR_NONE, "words of the text" },
    { "author", NA_QF_TEXT, NA_F_AUTHOR, NA_QATTR_NONE, "words of the authors' names" },
    { "source", NA_QF_TEXT, NA_F_SOURCE, NA_QATTR_NONE, "words of the outlet's name" },
    { "tag", NA_QF_TEXT, NA_F_TAG, NA_QATTR_NONE, "words of the tags" },
    { "section", NA_QF_TEXT, NA_F_SECTION, NA_QATTR_NONE, "words of the section" },
    { "quote", NA_QF_QUOTE, 0, NA_QATTR_NONE, "words inside quotation marks" },
    { "cites", NA_QF_ATTR, 0, NA_QATTR_CITES,
      "an agency that it attributes to, as KCNA or tass" },
    { "note", NA_QF_ATTR, 0, NA_QATTR_NOTE, "words of the note that was made of it" },
    { "lang", NA_QF_ATTR, 0, NA_QATTR_LANG, "the language, as en or ko" },
    { "url", NA_QF_ATTR, 0, NA_QATTR_URL, "any part of the address, as example.org" },
    { "bundle", NA_QF_ATTR, 0, NA_QATTR_BUNDLE,
      "the file it was imported from, as kcna.tar.gz or kcna*" },
    { "id", NA_QF_ATTR, 0, NA_QATTR_ID, "the identifier, or its first digits" },
    { "after", NA_QF_AFTER, 0, NA_QATTR_NONE, "published then or later" },
    { "before", NA_QF_BEFORE, 0, NA_QATTR_NONE, "published earlier than then" },
    { "on", NA_QF_DATE, 0, NA_QATTR_NONE, "published within that day, month or year" },
    { "date", NA_QF_DATE, 0, NA_QATTR_NONE, "the same, or a range A..B" },
    { "words", NA_QF_WORDS, 0, NA_QATTR_NONE, "words of the text: >500, <50, 100..200" },
    { "was", NA_QF_WAS, 0, NA_QATTR_NONE, "what an earlier revision had" },
    { "removed", NA_QF_REMOVED, 0, NA_QATTR_NONE,
      "what an earlier revision had, and this one has not" },
    { "changed", NA_QF_CHANGED, 0, NA_QATTR_NONE,
      "title, deck, body, author, source, tag, section or any: what a revision changed" },
    { "revisions", NA_QF_REVISIONS, 0, NA_QATTR_NONE, "latest, all or first" },
    { "sort", NA_QF_SORT, 0, NA_QATTR_NONE, "relevance, newest or oldest" },
};
#define NFIELDS (sizeof fields / sizeof *fields)

static const char *const sorts[] = { "", "relevance", "newest", "oldest" };

static const char *const revisions[] = { "latest", "all", "first" };

const na_qfield *na_query_fields(size_t *n_out)
{
    *n_out = NFIELDS;
    return fields;
}

const na_qfield *na_qfield_find(na_str name)
{
    for (size_t i = 0; i < NFIELDS; i++)
        if (na_str_ieq(name, na_str_c(fields[i].name))) return &fields[i];
    return NULL;
}

const char *na_qfield_text_name(uint32_t mask)
{
    for (size_t i = 0; i < NFIELDS; i++)
        if (fields[i].kind == NA_QF_TEXT && fields[i].mask == mask) return fields[i].name;
    return NULL;
}

const char *na_qfield_attr_name(na_qattr attr)
{
    for (size_t i = 0; i < NFIELDS; i++)
        if (fields[i].kind == NA_QF_ATTR && fields[i].attr == attr) return fields[i].name;
    return NULL;
}

const char *na_qsort_name(na_qsort sort)
{
    return (unsigned)sort < sizeof sorts / sizeof *sorts ? sorts[sort] : "";
}

const char *na_qrevisions_name(na_qrevisions r)
{
    return (unsigned)r < sizeof revisions / sizeof *revisions ? revisions[r] : "";
}
