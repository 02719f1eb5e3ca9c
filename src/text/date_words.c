/* SPDX-License-Identifier: MIT */
#include "text/date_int.h"

#include <stdint.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

int na_date_month(na_str word)
{
    static const char *const months[12] = {
        "january jan januar janner janvier janv enero ene januari gennaio genn gen "
        "janeiro января январь янв stycznia styczen sty січня ledna ocak "
        "ιανουαριου ιανουαριος ιαν يناير",
        "february feb febr februar feber fevrier fevr fev febrero februari "
        "febbraio febb fevereiro февраля февраль фев февр lutego luty лютого unora "
        "subat φεβρουαριου φεβρουαριος φεβ فبراير",
        "march mar marz mrz mars marzo maart mrt marco maret марта март мар marca "
        "marzec березня brezna mart μαρτιου μαρτιος μαρ مارس",
        "april apr avril avr abril abr aprile апреля апрель апр kwietnia kwiecien "
        "kwi квітня dubna nisan απριλιου απριλιος απρ أبريل إبريل ابريل",
        "may mai mayo mei maggio mag maio мая маи maj maja травня kvetna mayis "
        "μαιου μαιος μαι مايو",
        "june jun juni juin junio giugno giu junho июня июнь июн czerwca czerwiec "
        "cze червня cervna haziran ιουνιου ιουνιος ιουν يونيو",
        "july jul juli juillet juil julio luglio lug julho июля июль июл lipca "
        "lipiec lip липня cervence temmuz ιουλιου ιουλιος ιουλ يوليو",
        "august aug aout agosto ago agu agustus augustus augusti августа август "
        "авг sierpnia sierpien sie серпня srpna agustos αυγουστου αυγουστος αυγ "
        "أغسطس اغسطس",
        "september sep sept septembre septiembre setiembre settembre sett set "
        "setembro сентября сентябрь сент сен wrzesnia wrzesien wrz вересня zari "
        "eylul σεπτεμβριου σεπτεμβριος σεπ سبتمبر",
        "october oct oktober okt octobre octubre ottobre ott outubro out октября "
        "октябрь окт pazdziernika pazdziernik paz жовтня rijna ekim οκτωβριου "
        "οκτωβριος οκτ أكتوبر اكتوبر",
        "november nov novembre noviembre novembro nopember ноября ноябрь ноя нояб "
        "listopada listopad lis листопада kasim νοεμβριου νοεμβριος νοε نوفمبر",
        "december dec dezember dez decembre diciembre dic dicembre dezembro "
        "desember des декабря декабрь дек grudnia grudzien gru грудня prosince "
        "aralik δεκεμβριου δεκεμβριος δεκ ديسمبر",
    };

    for (size_t i = 0; i < COUNT(months); i++) {
        if (na_dc_among(word, months[i])) return (int)i + 1;
    }
    return 0;
}

int na_date_weekday(na_str word, bool whole)
{
    /* The names, and what they are shortened to. */
    static const char *const names[7] = {
        "monday montag lundi lunes lunedi segunda-feira понедельник понеделник понеділок "
        "maandag poniedzialek 월요일 月曜日 月曜 星期一 周一 週一 礼拜一 禮拜一",
        "tuesday dienstag mardi martes martedi terca-feira вторник вівторок dinsdag wtorek "
        "화요일 火曜日 火曜 星期二 周二 週二 礼拜二 禮拜二",
        "wednesday mittwoch mercredi miercoles mercoledi quarta-feira среда среду середа "
        "woensdag sroda srode 수요일 水曜日 水曜 星期三 周三 週三 礼拜三 禮拜三",
        "thursday donnerstag jeudi jueves giovedi quinta-feira четверг четвер donderdag "
        "czwartek 목요일 木曜日 木曜 星期四 周四 週四 礼拜四 禮拜四",
        "friday freitag vendredi viernes venerdi sexta-feira пятница пятницу пятниця "
        "vrijdag piatek 금요일 金曜日 金曜 星期五 周五 週五 礼拜五 禮拜五",
        "saturday samstag sonnabend samedi sabado sabato суббота субботу субота zaterdag "
        "sobota sobote 토요일 土曜日 土曜 星期六 周六 週六 礼拜六 禮拜六",
        "sunday sonntag dimanche domingo domenica воскресенье воскресение неділя zondag "
        "niedziela niedziele 일요일 日曜日 日曜 星期日 星期天 周日 週日 礼拜天 禮拜天",
    };
    static const char *const brief[7] = {
        "mon mo lun seg segunda пн ma pn pon 월 月",
        "tue tues di ter terca вт wt wto 화 火",
        "wed weds mi mer mie qua quarta ср wo sr sro 수 水",
        "thu thur thurs do jeu jue gio qui quinta чт czw 목 木",
        "fri fr ven vie sex sexta пт vr pt pia 금 金",
        "sat sa sam sab сб za sob 토 土",
        "sun so dim dom вс zo nd nie niedz 일 日",
    };

    for (int i = 0; i < 7; i++) {
        if (na_dc_among(word, names[i]) || (!whole && na_dc_among(word, brief[i])))
            return i + 1;
    }
    return 0;
}

bool na_date_filler(na_str word)
{
    return na_dc_among(word,
                       "at um a las la les kl в о alle ore as om by h de del o godz ngay "
                       "vers gegen klo saat");
}

/* What stands before a date and names it; does the day come first in its language? */
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
    { "released", false },
    { "filed", false },
    { "online", false },
    { "mis en ligne le", true },
    { "cree le", true },
    { "diffuse le", true },
    { "geandert am", true },
    { "zuletzt aktualisiert", true },
    { "letzte aktualisierung", true },
    { "erstellt am", true },
    { "geplaatst op", true },
    { "bijgewerkt op", true },
    { "bijgewerkt", true },
    { "ultima actualizacion", true },
    { "fecha de publicacion", true },
    { "publicada em", true },
    { "atualizada em", true },
    { "data di pubblicazione", true },
    { "ultimo aggiornamento", true },
    { "opublikowano", true },
    { "data publikacji", true },
    { "aktualizacja", true },
    { "обновление", true },
    { "дата обновления", true },
    { "создано", true },
    { "yayinlanma tarihi", true },
    { "ngay dang", true },
    { "게시", false },
    { "보도", false },
    { "기사등록", false },
    { "기사 입력", false },
    { "최종업데이트", false },
    { "掲載", false },
    { "最終更新", false },
    { "更新日時", false },
    { "公開日時", false },
    { "發布時間", false },
    { "發布日期", false },
    { "更新時間", false },
    { "來源時間", false },
    { "發佈", false },
    { "發布", false },
    { "时间", false },
    { "日期", false },
};

size_t na_date_label(na_str s, bool *dayfirst)
{
    size_t best = 0;

    if (s.len == 0) return 0;
    for (size_t i = 0; i < COUNT(labels); i++) {
        if (labels[i].label[0] != s.ptr[0]) continue;
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
