/* SPDX-License-Identifier: MIT */
#include "text/stemmer.h"
#include "base/hash.h"
#include "text/lang.h"
#include <libstemmer.h>
#include <stdlib.h>

/* Those that take something off the beginning of a word, or write it otherwise, do not keep
 * its first character. */
static const struct {
    const char *code, *algorithm;
    bool keeps_first;
} langs[NA_STEM_LANGS] = {
    { "ar", "arabic", false },     { "ca", "catalan", true },
    { "da", "danish", true },      { "de", "german", true },
    { "el", "greek", true },       { "en", "english", true },
    { "es", "spanish", true },     { "eu", "basque", true },
    { "fi", "finnish", true },     { "fr", "french", true },
    { "ga", "irish", false },      { "hi", "hindi", true },
    { "hu", "hungarian", true },   { "hy", "armenian", true },
    { "id", "indonesian", false }, { "it", "italian", true },
    { "lt", "lithuanian", true },  { "ne", "nepali", true },
    { "nl", "dutch", true },       { "no", "norwegian", true },
    { "pt", "portuguese", true },  { "ro", "romanian", true },
    { "ru", "russian", true },     { "sr", "serbian", false },
    { "sv", "swedish", true },     { "ta", "tamil", false },
    { "tr", "turkish", false },    { "yi", "yiddish", false },
};

struct na_stemmer {
    struct sb_stemmer *sb;
};

const char *na_stem_lang_code(size_t lang)
{
    return lang < NA_STEM_LANGS ? langs[lang].code : NULL;
}

bool na_stem_lang_keeps_first(size_t lang)
{
    return lang < NA_STEM_LANGS && langs[lang].keeps_first;
}

int na_stem_lang_of(na_str tag)
{
    char code[4];

    if (!na_lang_code(tag, code)) return -1;
    if (!strcmp(code, "nb") || !strcmp(code, "nn")) memcpy(code, "no", 3);
    for (int i = 0; i < NA_STEM_LANGS; i++)
        if (!strcmp(langs[i].code, code)) return i;
    return -1;
}

int na_stemmer_new(na_stemmer **out, size_t lang, na_err *err)
{
    na_stemmer *s = NULL;

    *out = NULL;
    na_assert(lang < NA_STEM_LANGS);
    if (!(s = calloc(1, sizeof *s))) return na_fail_nomem(err);
    if (!(s->sb = sb_stemmer_new(langs[lang].algorithm, "UTF_8"))) {
        free(s);
        return na_fail(err, NA_ENOMEM, "no stemmer for %s", langs[lang].algorithm);
    }
    return *out = s, NA_OK;
}

void na_stemmer_free(na_stemmer *s)
{
    if (!s) return;
    sb_stemmer_delete(s->sb);
    free(s);
}

int na_stemmer_stem(na_stemmer *s, na_str word, na_str *out, na_err *err)
{
    const sb_symbol *v;

    *out = NA_STR("");
    if (word.len == 0 || word.len > 1000) return NA_OK;
    v = sb_stemmer_stem(s->sb, (const sb_symbol *)word.ptr, (int)word.len);
    if (!v) return na_fail_nomem(err);
    *out = na_str_n((const char *)v, (size_t)sb_stemmer_length(s->sb));
    return NA_OK;
}

/* Words as the analyzer folds them, with many of the endings that the algorithms know. */
static const char *const probes[] = {
    "generously",
    "communism",
    "relational",
    "skies",
    "dying",
    "abilities",
    "organizers",
    "naciones",
    "corriendo",
    "presidentes",
    "administracion",
    "gouvernements",
    "parlerons",
    "continuellement",
    "aufeinander",
    "regierungen",
    "freundlichkeit",
    "katten",
    "lichamelijkheden",
    "nazioni",
    "pronunciamento",
    "comunistas",
    "trabalhadores",
    "natiunilor",
    "regeringarnas",
    "undersogelserne",
    "bestemmelsene",
    "talossammekin",
    "epaystavallisimpien",
    "babaihoz",
    "hazakban",
    "gyerekeknek",
    "kitaplarimizdan",
    "geldiler",
    "mempertanyakan",
    "pelajarannya",
    "bhfuilimid",
    "ndaoine",
    "siudaicius",
    "zmogaus",
    "etxeetako",
    "aurkitzen",
    "politiques",
    "cancons",
    "правительства",
    "новостями",
    "красивейшая",
    "новостима",
    "kucama",
    "αθρωπων",
    "κυβερνησεις",
    "الكتابات",
    "والمدارس",
    "שפראכן",
    "मकनो",
    "लडकियो",
    "नेपालको",
    "செய்திகள்",
    "մարդկանց",
};

int na_stemmer_print(size_t lang, uint32_t *out, na_err *err)
{
    na_stemmer *s = NULL;
    na_sha256 h;
    uint8_t sum[32];
    na_str stem;
    int rc;

    if ((rc = na_stemmer_new(&s, lang, err)) < 0) return rc;
    na_sha256_begin(&h);
    for (size_t i = 0; rc == NA_OK && i < sizeof probes / sizeof *probes; i++) {
        rc = na_stemmer_stem(s, na_str_c(probes[i]), &stem, err);
        if (rc == NA_OK) na_sha256_part(&h, stem);
    }
    na_sha256_end(&h, sum);
    *out = (uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 | (uint32_t)sum[2] << 8 | sum[3];
    na_stemmer_free(s);
    return rc;
}

void na_stem_set_put(const na_stem_set *s, na_buf *out)
{
    bool first = true;

    for (size_t i = 0; i < NA_STEM_LANGS; i++) {
        if (!(s->langs >> i & 1)) continue;
        na_buf_printf(out, "%s%s:%08lx", first ? "" : " ", langs[i].code,
                      (unsigned long)s->print[i]);
        first = false;
    }
}

void na_stem_set_read(na_str text, na_stem_set *out)
{
    uint8_t sum[4];

    *out = (na_stem_set){ 0 };
    while (text.len > 0) {
        size_t stop = na_str_chr(text, ' ', 0);
        na_str one = na_str_sub(text, 0, stop);
        size_t colon = na_str_chr(one, ':', 0);
        text = na_str_sub(text, one.len + 1, text.len);
        int lang = na_stem_lang_of(na_str_sub(one, 0, colon));
        if (lang < 0 || colon == (size_t)-1 || one.len != colon + 9 ||
            !na_unhex(na_str_sub(one, colon + 1, one.len), sum, sizeof sum))
            continue;
        out->langs |= (uint32_t)1 << lang;
        out->print[lang] = (uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 |
                           (uint32_t)sum[2] << 8 | sum[3];
    }
}
