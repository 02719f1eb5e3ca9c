/* SPDX-License-Identifier: MIT */
/* boilerplate.c - the table, and the walk up from the end
 *
 * A rule names phrases that must all occur in one paragraph no longer than its limit. The
 * paragraph is folded first (case, width, diacritics), so phrases are written folded. '^'
 * binds a phrase to the start, '$' to the end. A rule must be something a newsroom says to
 * its readers ("kindly refrain", "sign up for"), never merely about something (comments,
 * newsletters): an article may well end on that.
 */
#include "text/boilerplate_int.h"

#include "text/unicode.h"

#define MAX_CHARS 600u
#define MAX_TAIL 16u

struct rule {
    unsigned max; /* characters */
    const char *phrase[3];
};

/* Said to the reader: no part of a story wherever it stands. */
static const struct rule pitches[] = {
    /* Comment policies */
    { 600, { "comments posted here", "not from" } },
    { 600, { "refrain from", "your comments", "derogatory" } },
    { 600, { "refrain from", "your comments", "obscene" } },
    { 600, { "refrain from", "your comments", "abusive" } },
    { 400, { "kindly refrain", "comment" } },
    { 400, { "please refrain", "comment", "language" } },
    { 400, { "keep your comments", "respectful" } },
    { 400, { "keep comments", "respectful" } },
    { 600, { "reserve the right to", "delete", "comments that" } },
    { 600, { "reserve the right to", "remove", "comments that" } },
    { 600, { "by posting", "comment", "you agree" } },
    { 600, { "read our", "commenting policy" } },
    { 600, { "read our", "comment policy" } },
    { 600, { "see our", "comment policy" } },
    { 600, { "views expressed in the comments", "do not" } },
    { 300, { "^comments are closed" } },
    { 300, { "^comments are moderated" } },
    { 300, { "^leave a comment" } },
    { 300, { "^join the conversation" } },
    { 300, { "댓글", "삼가" } },
    { 300, { "댓글", "삭제될 수" } },
    { 300, { "댓글", "운영정책" } },
    { 300, { "댓글", "운영 정책" } },
    { 300, { "댓글", "비방", "자제" } },
    { 300, { "댓글", "책임", "작성자" } },
    { 400, { "commentaires", "charte de moderation" } },
    { 400, { "commentaires", "sont moderes", "vos" } },
    { 400, { "commentaires", "merci de", "respect" } },
    { 400, { "commentaires", "engagent que leurs auteurs" } },
    { 400, { "commentaires", "merci de vous abstenir" } },
    { 400, { "kommentare", "netiquette", "bitte" } },
    { 400, { "kommentare", "verzichten sie auf", "bitte" } },
    { 400, { "kommentare", "nicht die meinung", "wieder" } },
    { 400, { "kommentare", "beachten sie", "netiquette" } },
    { 300, { "^die kommentarfunktion" } },
    { 400, { "comentarios", "normas de participacion" } },
    { 400, { "comentarios", "abstenganse" } },
    { 400, { "comentarios", "abstengase" } },
    { 400, { "sus comentarios", "ofensiv", "evite" } },
    { 300, { "コメント", "誹謗中傷", "控え" } },
    { 300, { "コメント", "誹謗中傷", "遠慮" } },
    { 400, { "комментари", "воздерж" } },
    { 400, { "комментари", "правила", "соблюда" } },
    /* Newsletters and channels */
    { 300, { "^sign up", "newsletter" } },
    { 300, { "^sign up for", "inbox" } },
    { 300, { "^sign up for our" } },
    { 300, { "^sign up to", "newsletter" } },
    { 300, { "^subscribe to our" } },
    { 300, { "^subscribe to", "newsletter" } },
    { 300, { "^subscribe now" } },
    { 300, { "^get our", "newsletter" } },
    { 300, { "^get the", "to your inbox" } },
    { 300, { "^get the", "in your inbox" } },
    { 300, { "^want more", "newsletter" } },
    { 300, { "^for more", "sign up", "newsletter" } },
    { 300, { "^follow us on" } },
    { 200, { "^follow @" } },
    { 200, { "^like us on facebook" } },
    { 200, { "^find us on" } },
    { 300, { "^join our", "telegram" } },
    { 300, { "^join our", "whatsapp" } },
    { 300, { "^download our", "app" } },
    { 200, { "^click here to subscribe" } },
    { 200, { "^support our journalism" } },
    { 40, { "^advertisement$" } },
    { 40, { "^anzeige$" } },
    { 40, { "^werbung$" } },
    { 40, { "^publicite$" } },
    { 40, { "^publicidad$" } },
    { 40, { "^publicidade$" } },
    { 40, { "^pubblicita$" } },
    { 40, { "^advertentie$" } },
    { 40, { "^reklama$" } },
    { 40, { "^реклама$" } },
    { 40, { "^広告$" } },
    { 40, { "^광고$" } },
    { 200, { "^read also:" } },
    { 200, { "^also read:" } },
    { 200, { "^read more:" } },
    { 200, { "뉴스레터", "구독하" } },
    { 200, { "뉴스레터", "구독 신청" } },
    { 200, { "채널 추가", "구독" } },
    { 200, { "^제보는" } },
    { 300, { "카카오톡", "제보" } },
    { 300, { "^inscrivez-vous", "newsletter" } },
    { 300, { "^abonnez-vous" } },
    { 300, { "^recevez", "newsletter" } },
    { 200, { "^suivez-nous" } },
    { 300, { "^abonnieren sie" } },
    { 300, { "^melden sie sich", "newsletter" } },
    { 300, { "newsletter", "jetzt anmelden" } },
    { 200, { "^folgen sie uns" } },
    { 200, { "^folgt uns" } },
    { 300, { "^suscribete", "newsletter" } },
    { 300, { "^suscribete", "boletin" } },
    { 300, { "^suscribase" } },
    { 300, { "^reciba", "boletin" } },
    { 200, { "^siguenos en" } },
    { 200, { "^siga-nos" } },
    { 300, { "^inscreva-se", "newsletter" } },
    { 200, { "^iscriviti", "newsletter" } },
    { 200, { "^seguici su" } },
    { 200, { "メールマガジン", "登録" } },
    { 200, { "ニュースレター", "登録は" } },
    { 200, { "^公式", "フォロー" } },
    { 300, { "^подписываитесь на" } },
    { 300, { "^подпишитесь на" } },
    { 300, { "^подписаться на" } },
};

/* Said of the story: only behind it, as a caption may say the same of its picture. */
static const struct rule rights[] = {
    { 300, { "^©" } },
    { 300, { "^ⓒ" } },
    { 300, { "^(c)", "rights reserved" } },
    { 300, { "^copyright", "reserved" } },
    { 200, { "^copyright ©" } },
    { 200, { "^copyright (c)" } },
    { 200, { "^copyright 20" } },
    { 200, { "^copyright 19" } },
    { 300, { "all rights reserved$", "©" } },
    { 300, { "all rights reserved$", "copyright" } },
    { 80, { "^all rights reserved" } },
    { 200, { "registered in the", "trademark office$" } },
    { 200, { "is a registered trademark of" } },
    { 400, { "may not be", "rewritten or redistributed" } },
    { 300, { "reproduction", "without", "is prohibited$" } },
    { 200, { "무단전재" } },
    { 200, { "무단 전재" } },
    { 200, { "무단", "재배포", "금지" } },
    { 200, { "저작권자" } },
    { 250, { "tous droits reserves" } },
    { 250, { "^reproduction interdite" } },
    { 250, { "alle rechte vorbehalten" } },
    { 250, { "^nachdruck", "genehmigung" } },
    { 250, { "todos los derechos reservados" } },
    { 250, { "^prohibida", "reproduccion" } },
    { 250, { "todos os direitos reservados" } },
    { 250, { "tutti i diritti riservati" } },
    { 250, { "無断転載" } },
    { 250, { "無断", "転載", "禁" } },
    { 200, { "^版权所有" } },
    { 200, { "未经授权", "转载" } },
    { 200, { "^转载请注明" } },
    { 250, { "^все права защищены" } },
    { 250, { "все права защищены$", "©" } },
    { 300, { "^при использовании материалов", "ссылка" } },
    { 300, { "^перепечатка", "запрещ" } },
};

static bool phrase_in(na_str p, const char *phrase)
{
    size_t n = strlen(phrase);
    bool start = phrase[0] == '^', end = n > 0 && phrase[n - 1] == '$';
    na_str want = na_str_n(phrase + start, n - start - end);

    if (start && end) return na_str_eq(p, want);
    if (start) return na_str_starts(p, want);
    if (end) return na_str_ends(p, want);
    return na_str_find(p, want, 0) != (size_t)-1;
}

static size_t chars(na_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

static bool address_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("._+-", c));
}

/* "홍길동 기자 gildong@example.co.kr": a reporter's signature, or an address alone. */
static bool is_signature(na_str p)
{
    size_t at = na_str_chr(p, '@', 0), from = at, to = at;
    na_str domain, rest[2];

    if (at == (size_t)-1 || p.len > 120 || na_str_chr(p, '@', at + 1) != (size_t)-1)
        return false;
    while (from > 0 && address_char(p.ptr[from - 1])) from--;
    for (to++; to < p.len && address_char(p.ptr[to]);) to++;
    domain = na_str_sub(p, at + 1, to);
    if (from == at || na_str_chr(domain, '.', 0) == (size_t)-1) return false;
    rest[0] = na_str_trim(na_str_sub(p, 0, from));
    rest[1] = na_str_trim(na_str_sub(p, to, p.len));
    if (rest[0].len + rest[1].len <= 2) return true;
    return chars(p) - (to - from) < 24 &&
           (na_str_find(p, NA_STR("기자"), 0) != (size_t)-1 ||
            na_str_find(p, NA_STR("특파원"), 0) != (size_t)-1);
}

static bool any_rule(na_str p, const struct rule *r, size_t n)
{
    size_t len = chars(p);

    for (const struct rule *end = r + n; r < end; r++) {
        bool found = len <= r->max;
        for (size_t k = 0; found && k < 3 && r->phrase[k]; k++) {
            found = phrase_in(p, r->phrase[k]);
        }
        if (found) return true;
    }
    return false;
}

static bool is_pitch(na_str p)
{
    return any_rule(p, pitches, sizeof pitches / sizeof *pitches);
}

static bool is_notice(na_str p)
{
    return is_signature(p) || is_pitch(p) ||
           any_rule(p, rights, sizeof rights / sizeof *rights);
}

bool na_boilerplate_holds(bool (*fn)(na_str), na_str paragraph, size_t max,
                          const char *marks)
{
    na_buf folded, text;
    na_str p;
    bool found = false;

    paragraph = na_str_trim(paragraph);
    if (paragraph.len == 0 || chars(paragraph) >= max) return false;
    na_buf_init(&folded, 64 * MAX_CHARS);
    na_buf_init(&text, 64 * MAX_CHARS);
    if (na_text_fold(paragraph, &folded, NULL) == NA_OK &&
        na_text_squeeze(na_buf_get(&folded), &text, NULL) == NA_OK) {
        p = na_buf_get(&text);
        while (p.len > 0 && strchr(marks, p.ptr[p.len - 1])) p.len--;
        found = fn(p);
    }
    na_buf_release(&text);
    na_buf_release(&folded);
    return found;
}

bool na_boilerplate_is(na_str paragraph)
{
    return na_boilerplate_holds(is_notice, paragraph, MAX_CHARS, ".!");
}

bool na_boilerplate_pitch(na_str paragraph)
{
    return na_boilerplate_holds(is_pitch, paragraph, MAX_CHARS, ".!");
}

/* "* * *", "---": goes with the notice behind it. */
static bool is_rule_line(na_str p)
{
    for (size_t i = 0; i < p.len; i++) {
        if (!strchr(" *-_=~.\t\r", p.ptr[i])) return false;
    }
    return p.len > 0;
}

/* The last paragraph of s (trimmed); *from_out is where it begins. */
static na_str last_paragraph(na_str s, size_t *from_out)
{
    size_t end = s.len, i;

    while (end > 0 && strchr(" \t\r\n", s.ptr[end - 1])) end--;
    for (i = end; i > 0; i--) {
        size_t k = i - 1;
        if (s.ptr[k] != '\n') continue;
        while (k > 0 && strchr(" \t\r", s.ptr[k - 1])) k--;
        if (k == 0 || s.ptr[k - 1] == '\n') break;
    }
    *from_out = i;
    return na_str_sub(s, i, end);
}

bool na_boilerplate_tail(na_str body, size_t *cut_out)
{
    size_t cut = body.len, from;
    bool found = false;

    for (unsigned n = 0; n < MAX_TAIL; n++) {
        na_str p = last_paragraph(na_str_sub(body, 0, cut), &from);
        if (na_str_trim(na_str_sub(body, 0, from)).len == 0) break;
        if (!na_boilerplate_is(p) && !(found && is_rule_line(p))) break;
        found = true;
        cut = from;
    }
    while (found && cut > 0 && strchr(" \t\r\n", body.ptr[cut - 1])) cut--;
    if (found) *cut_out = cut;
    return found;
}
