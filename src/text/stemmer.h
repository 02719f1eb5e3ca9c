/* SPDX-License-Identifier: MIT */
/* stemmer.h - the stems of words, in each language that Snowball has one for
 *
 * Concepts  Words are indexed as written; words with the same stem in a language are found
 *           together. A language is a number below NA_STEM_LANGS, in alphabetical order of
 *           codes, so that a set of them is a mask of 32 bits. Words are the analyzer's
 *           tokens, which have no accents: a stem is only good for comparing.
 * Lifetime  A stemmer is the caller's; a stem is borrowed until the stemmer's next call.
 * Threads   One thread at a time for each stemmer.
 * Errors    NA_ENOMEM.
 * Used by   index/ (the table of a volume), core/ (expanding a query).
 */
#ifndef NA_TEXT_STEMMER_H
#define NA_TEXT_STEMMER_H
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define NA_STEM_LANGS 28

/* "en"; NULL for a number that is none. */
const char *na_stem_lang_code(size_t lang);
/* Of a tag ("en-GB", "nb") or an English name; -1 where there are no stems. */
int na_stem_lang_of(na_str tag);
/* Every word begins with the first character of its stem, in this language. */
bool na_stem_lang_keeps_first(size_t lang);

typedef struct na_stemmer na_stemmer;
int na_stemmer_new(na_stemmer **out, size_t lang, na_err *err);
void na_stemmer_free(na_stemmer *s);
/* "" for a word without one. */
int na_stemmer_stem(na_stemmer *s, na_str word, na_str *out, na_err *err);

/* A number over the stems of some words: another library's differs. */
int na_stemmer_print(size_t lang, uint32_t *out, na_err *err);

/* Languages, and by which library their stems were made: "en:0123abcd es:...". */
typedef struct na_stem_set {
    uint32_t langs; /* a bit each */
    uint32_t print[NA_STEM_LANGS];
} na_stem_set;
static inline bool na_stem_set_has(const na_stem_set *s, size_t lang, uint32_t print)
{
    return (s->langs >> lang & 1) && s->print[lang] == print;
}
void na_stem_set_put(const na_stem_set *s, na_buf *out);
/* What is no such text is left out. */
void na_stem_set_read(na_str text, na_stem_set *out);

#endif
