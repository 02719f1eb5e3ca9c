/* SPDX-License-Identifier: MIT */
/* lang.c - language codes, and a cautious guess */
#include "text/lang.h"
#include "base/utf8.h"
#include <stdint.h>

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

/* -- guessing ------------------------------------------------------------------------------- */

enum { LOOK_AT = 8192, NLANGS = 7 };

static const char *const latin[NLANGS] = { "en", "de", "fr", "es", "it", "pt", "nl" };
/* Words that are common in one of them and rare in the others. */
static const char *const words[NLANGS][13] = {
    { "the", "and", "of", "is", "was", "that", "for", "with", "from", "said", "by", "are",
      NULL },
    { "der", "die", "und", "das", "den", "mit", "ist", "nicht", "ein", "auf", "von", "sich",
      NULL },
    { "les", "des", "une", "est", "dans", "pour", "du", "et", "sur", "au", "qui", "pas",
      NULL },
    { "los", "las", "el", "del", "y", "por", "una", "con", "para", "es", "se", "su", NULL },
    { "il", "di", "che", "della", "gli", "sono", "per", "nel", "alla", "non", "dei", "dal",
      NULL },
    { "os", "do", "da", "uma", "não", "para", "em", "dos", "ao", "pelo", "mais", "no",
      NULL },
    { "het", "een", "van", "niet", "zijn", "dat", "voor", "aan", "ook", "werd", "maar",
      "bij", NULL },
};

static const char *guess_latin(na_str s)
{
    size_t hits[NLANGS] = { 0 }, best = 0, second = 0, at = 0;
    while (at < s.len) {
        char word[16];
        size_t n = 0, from = at;
        for (; at < s.len; at++) {
            unsigned char c = (unsigned char)s.ptr[at];
            bool letter = c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z');
            if (!letter) break;
            if (n < sizeof word) word[n++] = (char)(c < 0x80 ? c | 32 : c);
        }
        if (at == from) {
            at++;
            continue;
        }
        for (size_t l = 0; l < NLANGS; l++)
            for (size_t w = 0; words[l][w]; w++)
                if (na_str_eqc((na_str){ word, n }, words[l][w])) hits[l]++;
    }
    for (size_t l = 1; l < NLANGS; l++)
        if (hits[l] > hits[best]) best = l;
    for (size_t l = 0; l < NLANGS; l++)
        if (l != best && hits[l] > second) second = hits[l];
    return hits[best] >= 4 && hits[best] * 2 >= second * 3 ? latin[best] : "";
}

const char *na_lang_guess(na_str text)
{
    size_t hangul = 0, kana = 0, han = 0, cyrillic = 0, ukrainian = 0, arabic = 0,
           latins = 0;
    na_str s = na_str_sub(text, 0, LOOK_AT);
    for (size_t at = 0; at < s.len;) {
        uint32_t cp = 0;
        size_t n = na_u8_next(s, at, &cp);
        at += n ? n : 1;
        if (!n) continue;
        if ((cp | 32) >= 'a' && (cp | 32) <= 'z')
            latins++;
        else if (cp >= 0xc0 && cp < 0x250)
            latins++;
        else if (cp >= 0xac00 && cp < 0xd7a4)
            hangul++;
        else if (cp >= 0x3041 && cp < 0x3100)
            kana++;
        else if (cp >= 0x4e00 && cp < 0xa000)
            han++;
        else if (cp >= 0x400 && cp < 0x500) {
            cyrillic++;
            if (cp == 0x456 || cp == 0x457 || cp == 0x454 || cp == 0x491) ukrainian++;
        } else if (cp >= 0x600 && cp < 0x700)
            arabic++;
    }
    size_t cjk = hangul + kana + han, all = cjk + cyrillic + arabic + latins;
    if (all < 12) return "";
    /* One character of these says as much as a few letters. */
    if (cjk * 3 > all) {
        if (hangul * 2 > cjk) return "ko";
        if (kana * 10 > cjk) return "ja";
        return han * 10 > cjk * 9 ? "zh" : "";
    }
    if (cyrillic * 2 > all) return ukrainian * 50 > cyrillic ? "uk" : ukrainian ? "" : "ru";
    if (arabic * 2 > all) return "ar";
    return latins * 2 > all ? guess_latin(s) : "";
}
