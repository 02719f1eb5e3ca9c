/* SPDX-License-Identifier: MIT */
#include "base/limits.h"
#include "text/mime.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

static na_charset *cs;

static int setup(void **state)
{
    (void)state;
    return na_charset_new(&cs, NULL);
}

static int teardown(void **state)
{
    (void)state;
    na_charset_free(cs);
    return 0;
}

/* -- headers --------------------------------------------------------------------------- */

static void test_words(void **state)
{
    static const struct {
        const char *in, *want;
    } rows[] = {
        { "plain", "plain" },
        { "one\n two\n\tthree", "one two three" },
        { "=?utf-8?q?Caf=C3=A9?=", "Café" },
        { "=?UTF-8?B?Q2Fmw6k=?=", "Café" },
        { "=?iso-8859-1?Q?Ren=E9_Fog?= <r@a.example>", "René Fog <r@a.example>" },
        { "=?utf-8*fr?q?Caf=C3=A9?=", "Café" },
        { "a =?utf-8?q?b?= c", "a b c" },
        { "=?utf-8?q?a?= =?utf-8?q?b?=", "ab" },
        { "=?utf-8?q?a?=\n =?utf-8?q?b?=", "ab" },
        { "=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b" },
        { "=?utf-8?q?a?==?utf-8?q?b?=", "ab" },
        { "(=?utf-8?q?a?=)", "(a)" },
        /* A character cut in two. */
        { "=?utf-8?b?4oI=?= =?utf-8?b?rA==?=", "€" },
        { "=?euc-kr?b?xvK+5w==?=", "평양" },
        { "=?ks_c_5601-1987?b?xvK+5w==?=", "평양" },
        { "=?gb2312?b?xr3IwA==?=", "平壤" },
        { "=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本" },
        { "=?koi8-r?q?=F0=D2=C9=D7=C5=D4?=", "Привет" },
        { "=?windows-1252?q?=80_5?=", "€ 5" },
        /* A label that lies, and one that nobody knows. */
        { "=?us-ascii?q?Caf=C3=A9?=", "Café" },
        { "=?x-none?q?Caf=C3=A9?=", "Café" },
        /* Broken. */
        { "=?utf-8?q?a b?=", "a b" },
        { "=?utf-8?q?a", "=?utf-8?q?a" },
        { "=?utf-8?x?a?=", "=?utf-8?x?a?=" },
        { "=??q?a?=", "=??q?a?=" },
        { "=?utf-8?q?=zz=4?=", "=zz=4" },
        { "=?utf-8?b?Q2Fm*w6k?=", "Café" },
        { "=?utf-8?q?=3D=3D?=", "==" },
        { "=?utf-8?q?"
          "?=",
          "" },
        { "is 1 =? 2", "is 1 =? 2" },
        /* Raw bytes. */
        { "Caf\xC3\xA9", "Café" },
        { "Caf\xE9", "Café" },
    };
    na_buf b;

    (void)state;
    na_buf_init(&b, 10000);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        na_buf_reset(&b);
        na_mime_header(cs, na_str_c(rows[i].in), (na_str){ "", 0 }, &b);
        if (strcmp(na_buf_cstr(&b), rows[i].want) != 0)
            fail_msg("\"%s\": \"%s\", want \"%s\"", rows[i].in, na_buf_cstr(&b),
                     rows[i].want);
    }
    na_buf_release(&b);
}

static void test_params(void **state)
{
    static const struct {
        const char *in, *name, *want;
    } rows[] = {
        { "text/plain; charset=utf-8", "charset", "utf-8" },
        { "text/plain; charset=\"utf-8\"; format=flowed", "format", "flowed" },
        { "text/plain;charset = utf-8 ;x", "charset", "utf-8" },
        { "text/plain; CHARSET=x", "charset", "x" },
        { "text/plain; a=\"x; charset=no\"; charset=yes", "charset", "yes" },
        { "a; name=\"a\\\"b.txt\"", "name", "a\"b.txt" },
        { "a; name=\"never closed", "name", "never closed" },
        { "a; name=two words.pdf", "name", "two words.pdf" },
        { "a; name==?utf-8?q?Caf=C3=A9=2Epdf?=", "name", "Café.pdf" },
        { "a; filename*=utf-8''%e2%82%ac%20rates", "filename", "€ rates" },
        { "a; filename*=iso-8859-1'en'caf%E9", "filename", "café" },
        { "a; filename*0=long; filename*1=\"er.txt\"", "filename", "longer.txt" },
        { "a; filename*1=er.txt; filename*0=long", "filename", "longer.txt" },
        { "a; filename*0*=utf-8''%e2%82; filename*1*=%ac; filename*2=.txt", "filename",
          "€.txt" },
        { "a; filename*=nothing", "filename", "nothing" },
        { "a; filename=plain; filename*=utf-8''%e2%82%ac", "filename", "plain" },
        { "text/plain", "charset", NULL },
        { "text/plain; charset", "charset", NULL },
        { "text/plain; xcharset=a", "charset", NULL },
        { "", "charset", NULL },
    };
    na_buf b;

    (void)state;
    na_buf_init(&b, 10000);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        na_buf_reset(&b);
        bool got = na_mime_param(cs, na_str_c(rows[i].in), rows[i].name, &b);
        if (got != (rows[i].want != NULL) ||
            (got && strcmp(na_buf_cstr(&b), rows[i].want) != 0))
            fail_msg("\"%s\": \"%s\", want \"%s\"", rows[i].in,
                     got ? na_buf_cstr(&b) : "none", rows[i].want ? rows[i].want : "none");
    }
    na_buf_release(&b);
}

static void test_addresses(void **state)
{
    static const struct {
        const char *in, *want; /* name|address, each behind the other */
    } rows[] = {
        { "a@b.example", "|a@b.example;" },
        { "<a@b.example>", "|a@b.example;" },
        { "Nora Quill <n@b.example>", "Nora Quill|n@b.example;" },
        { "\"Quill, Nora\" <n@b.example>, c@d.example", "Quill, Nora|n@b.example;"
                                                        "|c@d.example;" },
        { "n@b.example (Nora (N.) Quill)", "Nora (N.) Quill|n@b.example;" },
        { "=?utf-8?q?Quill=2C_Ren=C3=A9?= <r@b.example>", "Quill, René|r@b.example;" },
        { "\"=?utf-8?q?Ren=C3=A9?=\" <r@b.example>", "René|r@b.example;" },
        { "Desk: a@b.example, c@d.example;", "|a@b.example;|c@d.example;" },
        { "undisclosed-recipients:;", "" },
        { "Nora Quill", "Nora Quill|;" },
        { "\"open <a@b.example>", "open|a@b.example;" },
        { "Nora <n@b.example", "Nora|n@b.example;" },
        { ", ,", "" },
    };
    na_buf b;

    (void)state;
    na_buf_init(&b, 10000);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        na_str rest = na_str_c(rows[i].in);
        na_mime_addr a;
        na_buf_reset(&b);
        while (na_mime_next_addr(&rest, &a)) {
            na_mime_phrase(cs, a.name, (na_str){ "", 0 }, &b);
            na_buf_putc(&b, '|');
            na_buf_str(&b, a.address);
            na_buf_putc(&b, ';');
        }
        if (strcmp(na_buf_cstr(&b), rows[i].want) != 0)
            fail_msg("\"%s\": \"%s\", want \"%s\"", rows[i].in, na_buf_cstr(&b),
                     rows[i].want);
    }
    na_buf_release(&b);
}

/* -- bodies ---------------------------------------------------------------------------- */

static void test_encodings(void **state)
{
    static const struct {
        char kind;
        const char *in, *want;
    } rows[] = {
        { 'b', "eHl6", "xyz" },
        { 'b', "eHl6eA==", "xyzx" },
        { 'b', "eH\nl6 e\tA", "xyzx" },
        { 'b', "eHg=eHg=", "xxxx" },
        { 'b', "-_-_", "\xfb\xff\xbf" },
        { 'b', "e", "" },
        { 'b', "!!", "" },
        { 'q', "caf=C3=A9", "café" },
        { 'q', "caf=c3=a9", "café" },
        { 'q', "a=\nb", "ab" },
        { 'q', "a=\r\nb", "ab" },
        { 'q', "a= \t\nb", "ab" },
        { 'q', "a  \nb\t\n", "a\nb\n" },
        { 'q', "a  b", "a  b" },
        { 'q', "a=", "a" },
        { 'q', "1=2 =ZZ", "1=2 =ZZ" },
        { 'q', "a_b", "a_b" },
        { 'f', "one \ntwo\nthree\n", "one two\nthree\n" },
        { 'f', "> one \n> two\nnot \n> three\n", "> one two\nnot \n> three\n" },
        { 'f', ">> a \n> b\n", ">> a \n> b\n" },
        { 'f', " From here\n", "From here\n" },
        { 'f', "text \n-- \nNora\n", "text \n-- \nNora\n" },
        { 'f', "open ", "open \n" },
        { 'd', "one \ntwo\n", "onetwo\n" },
        { 'u', "begin 644 a\n%:&5L;&\\\nend\n", "hello" },
        { 'u', "no begin\n", "" },
    };
    na_buf b;

    (void)state;
    na_buf_init(&b, 10000);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const na_str s = na_str_c(rows[i].in);
        const na_mime_part uu = { .encoding = NA_STR("x-uuencode"), .body = s };
        na_buf_reset(&b);
        if (rows[i].kind == 'b') na_mime_base64(s, &b);
        if (rows[i].kind == 'q') na_mime_quoted(s, false, &b);
        if (rows[i].kind == 'f' || rows[i].kind == 'd')
            na_mime_flowed(s, rows[i].kind == 'd', &b);
        if (rows[i].kind == 'u') assert_int_equal(na_mime_bytes(&uu, &b, NULL), NA_OK);
        if (strcmp(na_buf_cstr(&b), rows[i].want) != 0)
            fail_msg("%c \"%s\": \"%s\", want \"%s\"", rows[i].kind, rows[i].in,
                     na_buf_cstr(&b), rows[i].want);
    }
    na_buf_release(&b);
}

/* -- parts ----------------------------------------------------------------------------- */

/* "0 multipart/mixed 1 text/plain[body] !fault" for all parts. */
static void tree(const char *message, const char *want)
{
    na_arena arena = { 0 };
    na_mime m;
    na_buf b;

    na_buf_init(&b, 100000);
    assert_int_equal(na_mime_read(cs, na_str_c(message), &m, &arena, NULL), NA_OK);
    for (size_t i = 0; i < m.n; i++) {
        const bool holds = i + 1 < m.n && m.v[i + 1].depth > m.v[i].depth;
        na_buf_printf(&b, "%s%u %.*s", i ? " " : "", m.v[i].depth, NA_STR_ARG(m.v[i].type));
        if (!holds) na_buf_printf(&b, "[%.*s]", NA_STR_ARG(m.v[i].body));
        if (m.v[i].fault) na_buf_printf(&b, " !%s", m.v[i].fault);
    }
    if (strcmp(na_buf_cstr(&b), want) != 0)
        fail_msg("%s\n is  %s\nwant %s", message, na_buf_cstr(&b), want);
    na_buf_release(&b);
    na_arena_release(&arena);
}

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"

static void test_tree(void **state)
{
    (void)state;
    tree("Subject: x\n\nbody\n", "0 text/plain[body\n]");
    tree("Subject: x\r\n\r\nbody\r\n", "0 text/plain[body\r\n]");
    tree("", "0 text/plain[]");
    tree("Subject: x", "0 text/plain[]");
    tree("Content-Type: TEXT/HTML; charset=x\n\n<p>", "0 text/html[<p>]");
    tree("Content-Type: text\n\nx", "0 text/plain[x]");
    tree("Content-Type: nonsense\n\nx", "0 text/plain[x]");
    tree(MIXED "before\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\nbehind\n",
         "0 multipart/mixed 1 text/plain[one] 1 text/html[two]");
    tree("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--\r\n",
         "0 multipart/mixed 1 text/plain[one]");
    tree(MIXED "--b  \n\none\n\n--b-- \n", "0 multipart/mixed 1 text/plain[one\n]");
    tree(MIXED "--b\n\none\n--bb\n--b-x\n--b--\n",
         "0 multipart/mixed 1 text/plain[one\n--bb\n--b-x]");
    tree(MIXED "--b\n--b\n--b--\n", "0 multipart/mixed 1 text/plain[] 1 text/plain[]");
    tree(MIXED "--b\n\none", "0 multipart/mixed !it is never closed 1 text/plain[one]");
    tree(MIXED "none\n", "0 text/plain[none\n] !its boundary is nowhere");
    tree("Content-Type: multipart/mixed\n\n--b\n\nx\n--b--\n",
         "0 text/plain[--b\n\nx\n--b--\n] !it has no boundary");
    tree(MIXED "--b\nno header\n\none\n--b--\n",
         "0 multipart/mixed 1 text/plain[no header\n\none] !no empty line behind its "
         "headers");
    tree(MIXED "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\none\n--c\n\n"
               "two\n--b\n\nthree\n--b--\n",
         "0 multipart/mixed 1 multipart/alternative !it is never closed 2 text/plain[one] "
         "2 text/plain[two] 1 text/plain[three]");
    tree("Content-Type: message/rfc822\n\nSubject: in\nContent-Type: text/html\n\n<p>",
         "0 message/rfc822 1 text/html[<p>]");
    tree("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
         "U3ViamVjdDogaW4KCmJvZHkK\n",
         "0 message/rfc822 1 text/plain[body\n]");
    tree("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\none\n--b--\n",
         "0 multipart/digest 1 message/rfc822 2 text/plain[one]");
    tree("From x@y.example Sun Apr  6 10:00:00 2025\n>From z\nSubject: x\n\nbody\n",
         "0 text/plain[body\n]");
}

static void test_bounds(void **state)
{
    na_arena arena = { 0 };
    na_mime m;
    na_buf b;

    (void)state;
    na_buf_init(&b, 1000000);
    for (int i = 0; i < 100; i++) na_buf_puts(&b, "Content-Type: message/rfc822\n\n");
    assert_int_equal(na_mime_read(cs, na_buf_get(&b), &m, &arena, NULL), NA_OK);
    assert_int_equal(m.n, 17);
    assert_string_equal(m.v[16].fault, "it is nested too deep");
    na_arena_reset(&arena);
    na_buf_reset(&b);
    na_buf_puts(&b, MIXED);
    for (int i = 0; i < 5000; i++) na_buf_puts(&b, "--b\n\nx\n");
    assert_int_equal(na_mime_read(cs, na_buf_get(&b), &m, &arena, NULL), NA_OK);
    assert_int_equal(m.n, 1000);
    assert_non_null(m.v[0].fault);
    na_arena_release(&arena);
    arena = (na_arena){ .max = 100 };
    assert_int_equal(na_mime_read(cs, na_buf_get(&b), &m, &arena, NULL), NA_ENOMEM);
    na_arena_release(&arena);
    na_buf_release(&b);
}

/* What is never closed must not be looked for from each place anew: that took minutes. */
static void test_speed(void **state)
{
    const clock_t from = clock();
    na_buf value, out;

    (void)state;
    na_buf_init(&value, NA_MAX_FIELD);
    na_buf_init(&out, NA_MAX_FIELD);
    while (value.len < NA_MAX_FIELD - 16) na_buf_puts(&value, "=?a?b?x");
    for (int i = 0; i < 200; i++) {
        na_buf_reset(&out);
        na_mime_header(cs, na_buf_get(&value), NA_STR(""), &out);
        assert_int_equal(out.len, value.len);
    }
    na_buf_reset(&value);
    na_buf_puts(&value, "text/plain");
    while (value.len < NA_MAX_FIELD - 16) na_buf_putc(&value, ';');
    na_buf_puts(&value, "x=1");
    for (int i = 0; i < 200; i++) {
        na_buf_reset(&out);
        assert_false(na_mime_param(cs, na_buf_get(&value), "charset", &out));
        assert_true(na_mime_param(cs, na_buf_get(&value), "x", &out));
    }
    assert_true(clock() - from < 10 * CLOCKS_PER_SEC);
    na_buf_release(&value);
    na_buf_release(&out);
}

static void test_fields(void **state)
{
    na_arena arena = { 0 };
    na_mime m;
    na_buf b;
    na_charset_info info;

    (void)state;
    assert_int_equal(na_mime_read(cs,
                                  NA_STR("Content-Type: text/plain; charset=EUC-KR; "
                                         "name=no.txt; format=Flowed; DelSp=Yes\n"
                                         "Content-Transfer-Encoding: Base64 (x)\n"
                                         "Content-Disposition: Attachment;\n"
                                         " filename=\"a.txt\"\n"
                                         "Content-ID: <1@a.example>\n\nxvK+5w==\n"),
                                  &m, &arena, NULL),
                     NA_OK);
    assert_true(na_str_eqc(m.v[0].encoding, "base64"));
    assert_true(na_str_eqc(m.v[0].disposition, "attachment"));
    assert_true(na_str_eqc(m.v[0].name, "a.txt"));
    assert_true(na_str_eqc(m.v[0].id, "1@a.example"));
    assert_true(m.v[0].flowed && m.v[0].delsp);
    na_buf_init(&b, 1000);
    assert_int_equal(na_mime_text(cs, &m.v[0], &b, &info, NULL), NA_OK);
    assert_string_equal(na_buf_cstr(&b), "평양\n");
    assert_string_equal(info.used, "cp949");
    na_buf_release(&b);
    na_arena_release(&arena);
}

/* SignedData with its text in one piece and lengths, and in two with its lengths left
 * open. */
static void test_cms(void **state)
{
    static const char whole[] =
        "\x30\x63\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x56\x30"
        "\x54\x02\x01\x01\x31\x04\x30\x02\x05\x00\x30\x47\x06\x09\x2a\x86"
        "\x48\x86\xf7\x0d\x01\x07\x01\xa0\x3a\x04\x38\x43\x6f\x6e\x74\x65"
        "\x6e\x74\x2d\x54\x79\x70\x65\x3a\x20\x74\x65\x78\x74\x2f\x70\x6c"
        "\x61\x69\x6e\x0d\x0a\x0d\x0a\x54\x68\x65\x20\x74\x69\x64\x65\x20"
        "\x74\x61\x62\x6c\x65\x20\x77\x61\x73\x20\x73\x69\x67\x6e\x65\x64"
        "\x2e\x0d\x0a\x31\x00";
    static const char open[] =
        "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30"
        "\x80\x02\x01\x01\x31\x80\x30\x02\x05\x00\x00\x00\x30\x80\x06\x09"
        "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80\x04\x14\x43"
        "\x6f\x6e\x74\x65\x6e\x74\x2d\x54\x79\x70\x65\x3a\x20\x74\x65\x78"
        "\x74\x2f\x70\x04\x24\x6c\x61\x69\x6e\x0d\x0a\x0d\x0a\x54\x68\x65"
        "\x20\x74\x69\x64\x65\x20\x74\x61\x62\x6c\x65\x20\x77\x61\x73\x20"
        "\x73\x69\x67\x6e\x65\x64\x2e\x0d\x0a\x00\x00\x00\x00\x00\x00\x31"
        "\x00\x00\x00\x00\x00\x00\x00";
    static const char want[] =
        "Content-Type: text/plain\r\n\r\nThe tide table was signed.\r\n";
    na_buf b;

    (void)state;
    na_buf_init(&b, 1000);
    assert_true(na_mime_cms(na_str_n(whole, sizeof whole - 1), &b));
    assert_string_equal(na_buf_cstr(&b), want);
    na_buf_reset(&b);
    assert_true(na_mime_cms(na_str_n(open, sizeof open - 1), &b));
    assert_string_equal(na_buf_cstr(&b), want);
    for (size_t n = 0; n + 70 < sizeof whole; n++) { /* cut before the text */
        na_buf_reset(&b);
        assert_false(na_mime_cms(na_str_n(whole, n), &b));
    }
    assert_false(na_mime_cms(NA_STR("no ASN.1 at all"), &b));
    na_buf_release(&b);
}

/* -- beside GMime ---------------------------------------------------------------------- */

#ifdef NA_WITH_GMIME
#include <gmime/gmime.h>
#include <stdlib.h>

static unsigned seed = 1;
static unsigned any(unsigned n)
{
    return (seed = seed * 1103515245u + 12345u) / 65536u % n;
}

static void make_part(na_buf *b, unsigned depth, bool leaf)
{
    static const char *const types[] = { "mixed", "alternative", "related", "digest" };
    static const char *const leaves[] = { "text/plain; charset=utf-8", "text/html",
                                          "application/pdf; name=\"a.pdf\"" };
    unsigned kind = leaf || depth > 4 ? 0 : any(4);

    if (kind == 1 || kind == 2) {
        unsigned n = 1 + any(4), id = any(100000);
        na_buf_printf(b, "Content-Type: multipart/%s; boundary=\"=_%u.%u\"\r\n\r\n",
                      types[any(3)], depth, id);
        if (any(2)) na_buf_puts(b, "a preamble\r\n");
        for (unsigned i = 0; i < n; i++) {
            na_buf_printf(b, "%s--=_%u.%u\r\n", i ? "\r\n" : "", depth, id);
            make_part(b, depth + 1, false);
        }
        na_buf_printf(b, "\r\n--=_%u.%u--\r\n", depth, id);
    } else if (kind == 3) {
        na_buf_puts(b, "Content-Type: message/rfc822\r\n\r\nSubject: within\r\n");
        make_part(b, depth + 1, true);
    } else {
        unsigned n = 1 + any(200), enc = any(3);
        na_buf_printf(b, "Content-Type: %s\r\n", leaves[any(3)]);
        if (enc)
            na_buf_printf(b, "Content-Transfer-Encoding: %s\r\n",
                          enc == 1 ? "base64" : "quoted-printable");
        na_buf_puts(b, "\r\n");
        for (unsigned i = 0; i < n; i++) {
            static const char b64[] =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
            if (enc == 1) {
                for (int k = 0; k < 4; k++) na_buf_putc(b, b64[any(52)]);
                if (i % 18 == 17) na_buf_puts(b, "\r\n");
            } else if (enc == 2) {
                na_buf_printf(b, any(6) ? "%c" : "=%02X", 'a' + (int)any(26));
                if (any(30) == 0) na_buf_puts(b, any(2) ? "=\r\n" : "\r\n");
            } else {
                na_buf_putc(b, (char)('a' + (int)any(26)));
                if (any(30) == 0) na_buf_puts(b, "\r\n");
            }
        }
    }
}

/* Their parts in the order of ours. */
static void compare(GMimeObject *o, const na_mime *m, size_t *at)
{
    GMimeContentType *type = g_mime_object_get_content_type(o);
    char *name = g_mime_content_type_get_mime_type(type);
    const na_mime_part *p;

    assert_true(*at < m->n);
    p = &m->v[(*at)++];
    assert_true(na_str_ieq(p->type, na_str_c(name)));
    g_free(name);
    if (GMIME_IS_MULTIPART(o)) {
        GMimeMultipart *mp = GMIME_MULTIPART(o);
        for (int i = 0; i < g_mime_multipart_get_count(mp); i++)
            compare(g_mime_multipart_get_part(mp, i), m, at);
    } else if (GMIME_IS_MESSAGE_PART(o)) {
        GMimeMessage *in = g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));
        compare(g_mime_message_get_mime_part(in), m, at);
    } else {
        GMimeStream *mem = g_mime_stream_mem_new();
        GByteArray *bytes;
        na_buf b;
        na_buf_init(&b, 1000000);
        g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(o)), mem);
        bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
        assert_int_equal(na_mime_bytes(p, &b, NULL), NA_OK);
        assert_int_equal(b.len, bytes->len);
        if (b.len) assert_memory_equal(b.ptr, bytes->data, b.len);
        na_buf_release(&b);
        g_object_unref(mem);
    }
}

static void test_beside_gmime(void **state)
{
    na_buf b;
    size_t parts = 0;

    (void)state;
    g_mime_init();
    na_buf_init(&b, 10000000);
    for (int i = 0; i < 500; i++) {
        na_arena arena = { 0 };
        na_mime m;
        size_t at = 0;
        GMimeStream *in;
        GMimeParser *parser;
        GMimeMessage *message;

        na_buf_reset(&b);
        na_buf_puts(&b, "Subject: x\r\nMIME-Version: 1.0\r\n");
        make_part(&b, 0, false);
        in = g_mime_stream_mem_new_with_buffer(b.ptr, b.len);
        parser = g_mime_parser_new_with_stream(in);
        message = g_mime_parser_construct_message(parser, NULL);
        assert_int_equal(na_mime_read(cs, na_buf_get(&b), &m, &arena, NULL), NA_OK);
        compare(g_mime_message_get_mime_part(message), &m, &at);
        assert_int_equal(at, m.n);
        parts += m.n;
        g_object_unref(message);
        g_object_unref(parser);
        g_object_unref(in);
        na_arena_release(&arena);
    }
    assert_true(parts > 1500);
    na_buf_release(&b);
    g_mime_shutdown();
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),        cmocka_unit_test(test_params),
        cmocka_unit_test(test_addresses),    cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_tree),         cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_fields),       cmocka_unit_test(test_cms),
        cmocka_unit_test(test_speed),
#ifdef NA_WITH_GMIME
        cmocka_unit_test(test_beside_gmime),
#endif
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
