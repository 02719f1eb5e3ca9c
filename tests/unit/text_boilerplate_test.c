/* SPDX-License-Identifier: MIT */
#include "text/boilerplate.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void test_yes(void **state)
{
    static const char *const rows[] = {
        "The comments posted here are not from the Daily Example. Kindly refrain from "
        "using "
        "derogatory, personal, or obscene words in your comments.",
        "Please refrain from offensive language when you comment.",
        "Sign up for our daily newsletter",
        "Sign up for the Morning Brief and get the news in your inbox.",
        "Subscribe to our YouTube channel",
        "Follow us on Facebook, Twitter and Instagram",
        "© 2025 Example Media. All rights reserved.",
        "Copyright 2025 Example Press. All rights reserved.",
        "Copyright © Example",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "댓글 작성 시 욕설, 비방은 삼가 주시기 바랍니다.",
        "<저작권자 ⓒ 예시신문, 무단전재 및 재배포 금지>",
        "ⓒ 예시신문",
        "홍길동 기자 gildong@example.co.kr",
        "gildong@example.co.kr",
        "▶ 카카오톡으로 제보하기",
        "Inscrivez-vous à notre newsletter",
        "Tous droits réservés - Reproduction interdite",
        "Abonnieren Sie unseren Newsletter!",
        "Alle Rechte vorbehalten.",
        ("Die Kommentare geben nicht die Meinung der Redaktion wieder. Bitte verzichten "
         "Sie "
         "auf Beleidigungen."),
        "Les commentaires n'engagent que leurs auteurs. Merci de vous abstenir d'injures.",
        "Bitte beachten Sie beim Schreiben Ihrer Kommentare unsere Netiquette.",
        "Suscríbete a nuestro boletín diario",
        "Todos los derechos reservados",
        "本サイトの記事の無断転載を禁じます。",
        "コメント欄での誹謗中傷はお控えください。",
        "メールマガジンの登録はこちら",
        "Все права защищены.",
        "Подписывайтесь на наш канал в Telegram",
        "版权所有 不得转载",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!na_boilerplate_is(na_str_c(rows[i]))) fail_msg("not seen: %s", rows[i]);
    }
}

static void test_no(void **state)
{
    static const char *const rows[] = {
        "The newspaper changed its comments policy in March after months of abuse.",
        "Moderators removed 4,000 derogatory comments during the final, the federation "
        "said.",
        "He asked the fans to refrain from chanting during the anthem.",
        "She refused to comment on the matter.",
        "The company's newsletter, read by two million people, first carried the story.",
        "Readers who sign up for the newsletter are charged after a month, the regulator "
        "found.",
        "The court ruled that the copyright in the photographs belonged to the agency.",
        "\"All rights reserved\" has been printed in books for a century, the historian "
        "said.",
        "The new law gives authors more rights over reproduction of their work.",
        "Subscribers to the channel rose by a third.",
        "Organisers told runners to follow the blue line on the road.",
        "The president said that he would join the talks on Telegram's future.",
        "The minister said comments by her colleague were not from the heart.",
        "기자는 현장에서 마라톤 선수들을 만났다.",
        "댓글 조작 사건의 재판이 내일 열린다.",
        "정부는 저작권법 개정안을 발표했다.",
        "그의 뉴스레터는 전 세계에서 읽힌다.",
        "Le journal a fermé les commentaires sous ses articles.",
        "Les droits des auteurs sont réservés à la famille, a dit l'avocat.",
        "Der Newsletter der Partei erreicht 50.000 Mitglieder.",
        "Die Rechte an dem Lied liegen bei der Familie.",
        "Los comentarios del presidente causaron polémica.",
        "El boletín oficial publicó la norma.",
        "著作権法の改正案が国会に提出された。",
        "Комментарии президента вызвали споры.",
        "He can be reached at the club, which answers letters to office@example.org within "
        "a "
        "week, and said that he would run again.",
        "",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (na_boilerplate_is(na_str_c(rows[i]))) fail_msg("cut: %s", rows[i]);
    }
}

static void tail_is(const char *body, const char *want)
{
    size_t cut = strlen(body);
    na_boilerplate_tail(na_str_c(body), &cut);
    if (cut != strlen(want) || memcmp(body, want, cut) != 0) {
        fail_msg("kept: \"%.*s\"", (int)cut, body);
    }
}

static void test_tail(void **state)
{
    (void)state;
    tail_is("One.\n\nTwo.\n\nThe comments posted here are not from us.", "One.\n\nTwo.");
    tail_is("One.\r\n\r\nFollow us on X\r\n \r\n© 2025 Example. All rights reserved.\r\n",
            "One.");
    tail_is("One.\n\n* * *\n\nAll rights reserved.", "One.");
    tail_is("One.\n\n* * *\n\nTwo.", "One.\n\n* * *\n\nTwo.");
    /* In the middle it stays; alone it stays; an empty body has no tail. */
    tail_is("One.\n\nFollow us on X\n\nTwo.", "One.\n\nFollow us on X\n\nTwo.");
    tail_is("Follow us on X", "Follow us on X");
    tail_is("Follow us on X\n\nAll rights reserved.", "Follow us on X");
    tail_is("", "");
    tail_is("\n\n", "\n\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_yes),
                                        cmocka_unit_test(test_no),
                                        cmocka_unit_test(test_tail) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
