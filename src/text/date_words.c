/* SPDX-License-Identifier: MIT */
#include "text/date_int.h"

#include <stdint.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static bool among(na_str word, const char *list)
{
    while (*list) {
        size_t n = strcspn(list, " ");
        if (n == word.len && memcmp(list, word.ptr, n) == 0) return true;
        list += n + (list[n] == ' ');
    }
    return false;
}

int na_date_month(na_str word)
{
    static const char *const months[12] = {
        "january jan januar janner janvier janv enero ene januari januar gennaio genn gen "
        "janeiro января январь янв stycznia sijecnja ocak",
        "february feb febr februar fevrier fevr fev febrero februari febbraio febb "
        "fevereiro "
        "февраля февраль фев февр lutego subat",
        "march mar marz mrz mars marzo maart mrt marco марта март мар marca mart",
        "april apr avril avr abril abr aprile апреля апрель апр kwietnia nisan",
        "may mai mayo mei maggio mag maio мая маи maj maja mayis",
        "june jun juni juin junio giugno giu junho июня июнь июн czerwca haziran",
        "july jul juli juillet juil julio luglio lug julho июля июль июл lipca temmuz",
        "august aug aout agosto ago augustus augusti августа август авг sierpnia agustos",
        "september sep sept septembre septiembre setiembre settembre sett set setembro "
        "сентября сентябрь сент сен wrzesnia eylul",
        "october oct oktober okt octobre octubre ottobre ott outubro out октября октябрь "
        "окт "
        "pazdziernika ekim",
        "november nov novembre noviembre novembro ноября ноябрь ноя нояб listopada kasim",
        "december dec dezember dez decembre diciembre dic dicembre dezembro декабря "
        "декабрь "
        "дек grudnia aralik",
    };

    for (size_t i = 0; i < COUNT(months); i++) {
        if (among(word, months[i])) return (int)i + 1;
    }
    return 0;
}

bool na_date_weekday(na_str word)
{
    return among(
        word,
        "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri "
        "saturday sat sunday sun "
        "montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa "
        "sonntag so "
        "lundi lun mardi mer mercredi jeudi jeu vendredi ven samedi sam dimanche dim "
        "lunes martes miercoles mie jueves jue viernes vie sabado sab domingo dom "
        "lunedi martedi mercoledi giovedi gio venerdi sabato domenica "
        "segunda terca quarta quinta sexta seg ter qua qui sex segunda-feira "
        "terca-feira quarta-feira quinta-feira sexta-feira "
        "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт "
        "сб вс "
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
        "월 화 수 목 금 토 일 월요일 화요일 수요일 목요일 금요일 토요일 일요일 "
        "月 火 水 木 金 土 日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 "
        "星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 "
        "周一 周二 周三 周四 周五 周六 周日");
}

bool na_date_filler(na_str word)
{
    return among(word, "at um a las la les kl в alle ore as um, o'clock by h de del");
}

bool na_date_zone(na_str word, int *min_out, char *us_out)
{
    static const struct {
        const char *names;
        int min;
        char us;
    } zones[] = {
        { "z ut utc gmt wet", 0, 0 },
        { "kst jst", 540, 0 },
        { "cet mez", 60, 0 },
        { "cest mesz eet sast cat", 120, 0 },
        { "bst west wat", 60, 0 },
        { "msk eest trt eat", 180, 0 },
        { "est", -300, 0 },
        { "edt", -240, 0 },
        { "cdt", -300, 0 },
        { "mst", -420, 0 },
        { "mdt", -360, 0 },
        { "pst", -480, 0 },
        { "pdt", -420, 0 },
        { "akst", -540, 0 },
        { "akdt", -480, 0 },
        { "hst", -600, 0 },
        { "et eastern", -300, 'e' },
        { "ct central", -360, 'c' },
        { "mt", -420, 'm' },
        { "pt pacific", -480, 'p' },
        { "hkt sgt awst pht", 480, 0 },
        { "aest", 600, 0 },
        { "aedt", 660, 0 },
        { "nzst", 720, 0 },
        { "nzdt", 780, 0 },
        { "ict wib", 420, 0 },
        { "pkt", 300, 0 },
        { "gst", 240, 0 },
        { "brt art", -180, 0 },
    };

    /* "cst" (US, China, Cuba) and "ist" (India, Israel, Ireland) are nobody's alone; RFC 822
     * settles the first. */
    if (among(word, "cst")) {
        *min_out = -360;
        *us_out = 0;
        return true;
    }
    for (size_t i = 0; i < COUNT(zones); i++) {
        if (among(word, zones[i].names)) {
            *min_out = zones[i].min;
            *us_out = zones[i].us;
            return true;
        }
    }
    return false;
}

size_t na_date_label(na_str s, bool *dayfirst)
{
    static const struct {
        const char *label;
        bool dayfirst;
    } labels[] = {
        { "published on", false },
        { "published at", false },
        { "published", false },
        { "first published", false },
        { "last updated on", false },
        { "last updated", false },
        { "updated on", false },
        { "updated at", false },
        { "updated", false },
        { "last modified", false },
        { "modified", false },
        { "posted on", false },
        { "posted at", false },
        { "posted", false },
        { "date published", false },
        { "publication date", false },
        { "release date", false },
        { "issued", false },
        { "created", false },
        { "pubdate", false },
        { "dated", false },
        { "date", false },
        { "publie le", true },
        { "publie", true },
        { "mis a jour le", true },
        { "mise a jour le", true },
        { "mis a jour", true },
        { "modifie le", true },
        { "le", true },
        { "veroffentlicht am", true },
        { "veroffentlicht", true },
        { "erschienen am", true },
        { "aktualisiert am", true },
        { "aktualisiert", true },
        { "stand", true },
        { "vom", true },
        { "datum", true },
        { "publicado el", true },
        { "publicado em", true },
        { "publicado", true },
        { "actualizado el", true },
        { "actualizado", true },
        { "atualizado em", true },
        { "fecha", true },
        { "data", true },
        { "pubblicato il", true },
        { "pubblicato", true },
        { "aggiornato il", true },
        { "gepubliceerd op", true },
        { "опубликовано", true },
        { "обновлено", true },
        { "дата публикации", true },
        { "дата", true },
        { "입력", false },
        { "기사입력", false },
        { "최종수정", false },
        { "최종 수정", false },
        { "수정", false },
        { "기사수정", false },
        { "등록", false },
        { "승인", false },
        { "게재", false },
        { "송고", false },
        { "발행일", false },
        { "작성일", false },
        { "등록일", false },
        { "날짜", false },
        { "업데이트", false },
        { "公開日", false },
        { "更新日", false },
        { "公開", false },
        { "更新", false },
        { "投稿日", false },
        { "掲載日", false },
        { "配信", false },
        { "発表日", false },
        { "发布时间", false },
        { "发布日期", false },
        { "发布", false },
        { "更新时间", false },
        { "时间", false },
        { "日期", false },
    };
    size_t best = 0;

    for (size_t i = 0; i < COUNT(labels); i++) {
        size_t n = strlen(labels[i].label), at = n;
        bool colon = false;
        if (n <= best || !na_str_starts(s, na_str_n(labels[i].label, n))) continue;
        while (at < s.len && strchr(" :|.-", s.ptr[at]) && !(colon && s.ptr[at] == '-')) {
            colon = colon || s.ptr[at] == ':';
            at++;
        }
        /* A word that goes on is another word. */
        if (at == n && (unsigned char)s.ptr[n - 1] < 0x80) continue;
        best = at;
        *dayfirst = labels[i].dayfirst;
    }
    return best;
}
