/* SPDX-License-Identifier: MIT */
#include "text/lang.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void guesses(void **state)
{
    static const char *const of[][2] = {
        { "en",
          "The council voted for a longer breakwater. Work begins in spring, it said." },
        { "es", "Hace poco, el Comite de Derechos Humanos publico la llamada carta del "
                "gobierno sobre la paz." },
        { "fr", "Le conseil municipal a voté pour une jetée plus longue, et les travaux "
                "commenceront au printemps." },
        { "de", "Der Stadtrat hat für eine längere Mole gestimmt; die Arbeiten beginnen im "
                "Frühjahr." },
        { "it",
          "Il consiglio comunale ha votato per un molo più lungo; i lavori inizieranno "
          "in primavera." },
        { "nl", "De gemeenteraad stemde voor een langere golfbreker, en het werk begint in "
                "het voorjaar." },
        { "ru", "Городской совет проголосовал за более длинный волнорез, работы начнутся "
                "весной." },
        { "uk",
          "Міська рада проголосувала за довший хвилеріз, і роботи почнуться навесні." },
        { "ar", "صوت مجلس المدينة لصالح حاجز أمواج أطول، وسيبدأ العمل في الربيع." },
        { "he", "מועצת העיר הצביעה בעד שובר גלים ארוך יותר, והעבודה תתחיל באביב." },
        { "ko", "평양에서 마라톤을 달린 외국인이 이백 명을 넘었다고 주최 측이 밝혔다." },
        { "ja", "平壌でマラソン大会が開かれ、外国人も多く参加したと発表された。" },
        { "zh", "平壤举行马拉松比赛，主办方表示有二百多名外国人参加。" },
        { "ko", "KCNA는 8일 COVID-19 관련 보도에서 외국인 참가자가 늘었다고 전하였다." },
        { "", "" },
        { "", "x 1 2 3" },
        { "", "4711 0815 12:30 - - - 99%" },
        { "",
          "\xff\xfe\xff\xfe the quick brown fox jumps over the lazy dog again and again" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        assert_string_equal(na_lang_guess(na_str_c(of[i][1])), of[i][0]);
}

static void codes(void **state)
{
    char code[4];

    (void)state;
    assert_true(na_lang_code(NA_STR("en-GB"), code));
    assert_string_equal(code, "en");
    assert_true(na_lang_code(NA_STR("Korean"), code));
    assert_string_equal(code, "ko");
    assert_false(na_lang_code(NA_STR("klingonese"), code));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(guesses),
                                        cmocka_unit_test(codes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
