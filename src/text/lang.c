/* SPDX-License-Identifier: MIT */
#include "text/lang.h"

bool na_lang_code(na_str s, char out[4])
{
    static const struct {
        const char *name, *code;
    } names[] = {
        { "english", "en" },   { "korean", "ko" },     { "japanese", "ja" },
        { "chinese", "zh" },   { "german", "de" },     { "french", "fr" },
        { "spanish", "es" },   { "portuguese", "pt" }, { "italian", "it" },
        { "russian", "ru" },   { "dutch", "nl" },      { "arabic", "ar" },
        { "ukrainian", "uk" }, { "polish", "pl" },     { "vietnamese", "vi" },
    };
    size_t n = 0;
    s = na_str_trim(s);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!na_str_ieq(s, na_str_c(names[i].name))) continue;
        memcpy(out, names[i].code, 3);
        return true;
    }
    while (n < s.len && ((s.ptr[n] | 32) >= 'a' && (s.ptr[n] | 32) <= 'z')) n++;
    if (n < 2 || n > 3 || (n < s.len && s.ptr[n] != '-' && s.ptr[n] != '_') || s.len > 35)
        return false;
    for (size_t i = 0; i < n; i++) out[i] = (char)(s.ptr[i] | 32);
    out[n] = 0;
    return true;
}
