/* SPDX-License-Identifier: MIT */
/* lang_guess.c - the language of a text */
#include "base/utf8.h"
#include "text/lang.h"
#include <stdint.h>

enum { LOOK_AT = 8192, DETECT = 1000, DETECT_LEAST = 30 };

/* CLD2 has a C++ interface, of which two functions are wanted: they are called by the names
 * that they have in the library, so that nothing here needs a C++ compiler. A language is
 * an enumeration there; isPlainText, is_reliable. */
extern int cld2_detect(const char *text, int len, bool plain,
                       bool *reliable) __asm__("_ZN4CLD214DetectLanguageEPKcibPb");
extern const char *cld2_code(int language) __asm__("_ZN4CLD212LanguageCodeENS_8LanguageE");

static const char *detect(na_str s)
{
    bool reliable = false;
    size_t n = na_u8_floor(s, DETECT), len;
    const char *code;

    if (na_u8_valid(na_str_sub(s, 0, n)) < n) return "";
    code = cld2_code(cld2_detect(s.ptr, (int)n, true, &reliable));
    if (!reliable || !strcmp(code, "un")) return "";
    if (!strcmp(code, "iw")) return "he";
    if (!strcmp(code, "jw")) return "jv";
    len = strspn(code, "abcdefghijklmnopqrstuvwxyz");
    return len == 2 && code[2] == 0 ? code : "";
}

const char *na_lang_guess(na_str text)
{
    size_t hangul = 0, kana = 0, han = 0, others = 0;
    na_str s = na_str_sub(text, 0, LOOK_AT);
    for (size_t at = 0; at < s.len;) {
        uint32_t cp = 0;
        size_t n = na_u8_next(s, at, &cp);
        at += n ? n : 1;
        if (!n) continue;
        if (cp >= 0xac00 && cp < 0xd7a4)
            hangul++;
        else if (cp >= 0x3041 && cp < 0x3100)
            kana++;
        else if (cp >= 0x4e00 && cp < 0xa000)
            han++;
        else if ((cp | 32) >= 'a' && (cp | 32) <= 'z')
            others++;
        else if (cp >= 0xc0 && cp < 0x1200)
            others++;
    }
    size_t cjk = hangul + kana + han, all = cjk + others;
    if (all < 12) return "";
    /* One character of these says as much as a few letters. */
    if (cjk * 3 > all) {
        if (hangul * 2 > cjk) return "ko";
        if (kana * 10 > cjk) return "ja";
        return han * 10 > cjk * 9 ? "zh" : "";
    }
    return others >= DETECT_LEAST ? detect(s) : ""; /* a few words are often anything */
}
