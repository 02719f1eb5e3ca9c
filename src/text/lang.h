/* SPDX-License-Identifier: MIT */
/* lang.h - language codes: from what people write, and from the text itself
 *
 * Concepts  A code is ISO 639's two letters, lower case ("en", "ko"). Guessing looks at the
 *           scripts of the first few thousand bytes, which tell Chinese, Japanese and
 *           Korean; any other text's first thousand bytes are CLD2's to judge. It says
 *           nothing rather than something doubtful.
 * Lifetime  Results are static or in the caller's storage.
 * Threads   No state. Errors: none.
 * Used by   script/ (module text), query/ (lang:).
 */
#ifndef NA_TEXT_LANG_H
#define NA_TEXT_LANG_H
#include "base/str.h"

/* The primary code of a tag or an English name of a language ("en-GB", "ko_KR", "Korean")
 * into out; false for anything else. */
bool na_lang_code(na_str s, char out[4]);
/* The language of the text, or "" when that is not plain to see. */
const char *na_lang_guess(na_str text);

#endif
