/* SPDX-License-Identifier: MIT */
/* date_zones.c - what letters behind a time mean, and what a language does with 04/06/2025
 *
 * Letters that several zones share stand once for each. The caller's zone chooses among
 * them, then the language's country; where neither does, the one marked as usual is taken:
 * it is what RFC 822 says, or what nearly all who write it mean. Without such a one the
 * time is not known.
 */
#include "text/date_int.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

bool na_date_lang_is(na_str lang, const char *primary)
{
    size_t n = strlen(primary);
    return lang.len >= n && na_str_ieq(na_str_sub(lang, 0, n), na_str_c(primary)) &&
           (lang.len == n || lang.ptr[n] == '-' || lang.ptr[n] == '_');
}

/* lang is one of a list, blanks between. */
static bool speaks(na_str lang, const char *list)
{
    char one[16];

    while (*list) {
        size_t n = strcspn(list, " ");
        if (n < sizeof one) {
            memcpy(one, list, n);
            one[n] = '\0';
            if (na_date_lang_is(lang, one)) return true;
        }
        list += n + (list[n] == ' ');
    }
    return false;
}

static const struct {
    const char *names;
    int min;
    char us;
    const char
        *langs; /* whose letters they are, where several use them; NULL: nobody else */
    bool usual;
} zones[] = {
    { "z ut utc gmt wet zulu", 0, 0, NULL, true },
    { "kst jst", 540, 0, NULL, true },
    { "cet mez", 60, 0, NULL, true },
    { "cest mesz eet sast cat msez", 120, 0, NULL, true },
    { "west wat", 60, 0, NULL, true },
    { "msk eest trt eat", 180, 0, NULL, true },
    { "msd samt gst", 240, 0, NULL, true },
    { "irst", 210, 0, NULL, true },
    { "npt", 345, 0, NULL, true },
    { "pkt yekt", 300, 0, NULL, true },
    { "omst", 360, 0, NULL, true },
    { "ict wib novt krat", 420, 0, NULL, true },
    { "hkt sgt myt awst pht wita irkt", 480, 0, NULL, true },
    { "wit yakt", 540, 0, NULL, true },
    { "acst", 570, 0, NULL, true },
    { "acdt", 630, 0, NULL, true },
    { "aest vlat chst", 600, 0, NULL, true },
    { "aedt", 660, 0, NULL, true },
    { "nzst", 720, 0, NULL, true },
    { "nzdt", 780, 0, NULL, true },
    { "brt art uyt", -180, 0, NULL, true },
    { "akst", -540, 0, NULL, true },
    { "akdt", -480, 0, NULL, true },
    { "hst", -600, 0, NULL, true },
    { "et eastern", -300, 'e', NULL, true },
    { "ct central", -360, 'c', NULL, true },
    { "mt", -420, 'm', NULL, true },
    { "pt pacific", -480, 'p', NULL, true },
    { "nst", -210, 0, NULL, true },
    { "ndt", -150, 0, NULL, true },
    { "adt", -180, 0, NULL, true },
    { "mdt", -360, 0, NULL, true },
    { "mst", -420, 0, NULL, true },
    { "pdt", -420, 0, NULL, true },
    /* Shared ones. */
    { "est", -300, 0, "en-US en-CA es fr-CA", true },
    { "est", 600, 0, "en-AU", false },
    { "edt", -240, 0, "en-US en-CA es fr-CA", true },
    { "edt", 660, 0, "en-AU", false },
    { "cst", -360, 0, "en-US en-CA es-MX", true },
    { "cst", 480, 0, "zh ii ug bo", false },
    { "cst", -300, 0, "es-CU", false },
    { "cdt", -300, 0, "en-US en-CA es-MX", true },
    { "cdt", -240, 0, "es-CU", false },
    { "pst", -480, 0, "en-US en-CA es-MX", true },
    { "pst", 480, 0, "tl fil en-PH ceb", false },
    { "pst", 300, 0, "ur en-PK", false },
    { "bst", 60, 0, "en-GB cy gd", true },
    { "bst", 360, 0, "bn en-BD", false },
    { "ist", 330, 0, "hi ta te mr gu kn ml pa en-IN", false },
    { "ist", 120, 0, "he en-IL", false },
    { "ist", 60, 0, "ga en-IE", false },
    { "ast", -240, 0, "en-CA en-US es", false },
    { "ast", 180, 0, "ar", false },
    { "amt", -240, 0, "pt", false },
    { "amt", 240, 0, "hy", false },
    { "sst", -660, 0, "sm en-AS", false },
    { "sst", 480, 0, "en-SG ms", false },
    { "ect", -300, 0, "es", false },
    { "ect", -240, 0, "en fr", false },
    { "wst", 480, 0, "en-AU", false },
    { "wst", 780, 0, "sm", false },
};

bool na_date_zone_of(na_str word, const na_date_opts *o, na_date_zone *out)
{
    size_t best = COUNT(zones);
    int rank = 0, found = 0;

    for (size_t i = 0; i < COUNT(zones); i++) {
        int r = 1;
        if (!na_dc_among(word, zones[i].names)) continue;
        found++;
        if (zones[i].usual) r = 2;
        if (zones[i].langs && speaks(o->lang, zones[i].langs)) r = 3;
        if (zones[i].langs && o->has_tz && o->tz_min == zones[i].min) r = 4;
        if (r > rank) {
            rank = r;
            best = i;
        }
    }
    if (found == 0) return false;
    *out = (na_date_zone){ .several = rank == 1 };
    if (rank > 1) {
        out->min = zones[best].min;
        out->us = zones[best].us;
    }
    return true;
}

na_date_order na_date_order_of(const na_date_opts *o)
{
    if (o->order != NA_DATE_REFUSE || o->lang.len == 0) return o->order;
    if (speaks(o->lang, "en-US en-PH en-AS es-US es-PR")) return NA_DATE_MONTHFIRST;
    /* Both are written there. */
    if (speaks(o->lang, "en-CA fr-CA en-KE")) return NA_DATE_REFUSE;
    if (speaks(o->lang,
               "en-GB en-AU en-IE en-NZ en-IN en-SG en-NG en-PK en-HK en-JM en-BD de fr es "
               "pt it nl pl ru uk be bg cs sk sl hr sr bs ro el tr da nb nn no fi et lv ar "
               "he id ms vi th hi bn ca gl ga cy sq mk az ka hy"))
        return NA_DATE_DAYFIRST;
    return NA_DATE_REFUSE;
}
