/* SPDX-License-Identifier: MIT */
/* charset_names.c - which label means which charset, and where documents write labels
 *
 * The web's habits (WHATWG Encoding): a label means the superset that senders really use.
 */
#include "text/charset_int.h"

/* Aliases are compared without case and without '-', '_' and ' '. */
const na_charset_def na_charset_defs[NA_CHARSET_COUNT] = {
    { "utf-8", "UTF-8", 'm', "utf8 unicode11utf8 unicode20utf8 xunicode20utf8" },
    { "windows-1252", "CP1252", 'w',
      "cp1252 xcp1252 iso88591 iso885911987 latin1 l1 ascii usascii ansix3.41968 cp819 "
      "ibm819 isoir100 csisolatin1 windows1252 ansi" },
    { "utf-16le", "UTF-16LE", 'u',
      "utf16le utf16 unicode ucs2 iso10646ucs2 csunicode "
      "unicodefeff" },
    { "utf-16be", "UTF-16BE", 'u', "utf16be unicodefffe" },
    { "utf-32le", "UTF-32LE", 'u', "utf32le" },
    { "utf-32be", "UTF-32BE", 'u', "utf32be" },
    { "cp949", "CP949", 'm',
      "cp949 uhc euckr ksc56011987 ksc56011989 ksc5601 ksc korean windows949 ms949 "
      "isoir149 "
      "cseuckr csksc56011987 xwindows949" },
    { "iso-2022-kr", "ISO-2022-KR", 'e', "iso2022kr csiso2022kr" },
    { "johab", "JOHAB", 'm', "johab" },
    { "gb18030", "GB18030", 'm',
      "gb18030 gb2312 gbk gb231280 chinese csgb2312 isoir58 xgbk cp936 ms936 euccn xeuccn "
      "csiso58gb231280" },
    { "big5", "BIG5-HKSCS", 'm', "big5 big5hkscs cnbig5 csbig5 xxbig5 cp950" },
    { "cp932", "CP932", 'm',
      "shiftjis sjis xsjis cp932 ms932 mskanji windows31j csshiftjis" },
    { "euc-jp", "EUC-JP-MS", 'm', "eucjp xeucjp cseucpkdfmtjapanese eucjpms" },
    { "iso-2022-jp", "ISO-2022-JP-2", 'e', "iso2022jp csiso2022jp iso2022jp2" },
    { "euc-tw", "EUC-TW", 'm', "euctw" },
    { "windows-1250", "CP1250", 'w', "windows1250 cp1250 xcp1250" },
    { "windows-1251", "CP1251", 's', "windows1251 cp1251 xcp1251" },
    { "windows-1253", "CP1253", 's', "windows1253 cp1253 xcp1253" },
    { "windows-1254", "CP1254", 'w',
      "windows1254 cp1254 xcp1254 iso88599 iso885991989 latin5 l5 isoir148 csisolatin5" },
    { "windows-1255", "CP1255", 's', "windows1255 cp1255 xcp1255" },
    { "windows-1256", "CP1256", 's', "windows1256 cp1256 xcp1256" },
    { "windows-1257", "CP1257", 'w', "windows1257 cp1257 xcp1257" },
    { "windows-1258", "CP1258", 'r', "windows1258 cp1258 xcp1258" },
    { "windows-874", "CP874", 's', "windows874 cp874 tis620 iso885911 dos874" },
    { "iso-8859-2", "ISO-8859-2", 'w',
      "iso88592 latin2 l2 isoir101 csisolatin2 iso885921987" },
    { "iso-8859-3", "ISO-8859-3", 'r', "iso88593 latin3 l3 isoir109 csisolatin3" },
    { "iso-8859-4", "ISO-8859-4", 'r', "iso88594 latin4 l4 isoir110 csisolatin4" },
    { "iso-8859-5", "ISO-8859-5", 's', "iso88595 cyrillic isoir144 csisolatincyrillic" },
    { "iso-8859-6", "ISO-8859-6", 's',
      "iso88596 arabic isoir127 asmo708 csisolatinarabic csiso88596e csiso88596i "
      "iso88596e iso88596i ecma114 iso885961987" },
    { "iso-8859-7", "ISO-8859-7", 's',
      "iso88597 greek greek8 isoir126 csisolatingreek ecma118 elot928 suneugreek "
      "iso885971987" },
    { "iso-8859-8", "ISO-8859-8", 's',
      "iso88598 iso88598i iso88598e hebrew logical visual isoir138 csiso88598e "
      "csiso88598i csisolatinhebrew iso885981988" },
    { "iso-8859-10", "ISO-8859-10", 'r', "iso885910 latin6 l6 isoir157 csisolatin6" },
    { "iso-8859-13", "ISO-8859-13", 'r', "iso885913" },
    { "iso-8859-14", "ISO-8859-14", 'r', "iso885914" },
    { "iso-8859-15", "ISO-8859-15", 'w', "iso885915 latin9 l9 csisolatin9" },
    { "iso-8859-16", "ISO-8859-16", 'r', "iso885916" },
    { "koi8-r", "KOI8-R", 's', "koi8r koi8 koi cskoi8r" },
    { "koi8-u", "KOI8-U", 's', "koi8u koi8ru" },
    { "ibm866", "CP866", 's', "ibm866 cp866 866 csibm866" },
    { "ibm855", "CP855", 's', "ibm855 cp855" },
    { "ibm852", "CP852", 'r', "ibm852 cp852" },
    { "macintosh", "MACINTOSH", 'r', "macintosh mac macroman xmacroman csmacintosh" },
    { "mac-cyrillic", "MAC-CYRILLIC", 's', "maccyrillic xmaccyrillic xmacukrainian" },
    { "viscii", "VISCII", 'r', "viscii" },
    { "utf-7", "UTF-7", 'e', "utf7 unicode11utf7 csunicode11utf7" },
};

static size_t normalise(na_str label, char out[40])
{
    size_t n = 0;

    label = na_str_trim(label);
    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];
        if (c == '-' || c == '_' || c == ' ' || c == ':') continue;
        if (n == 39) return 0;
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    out[n] = '\0';
    return n;
}

int na_charset_index(na_str label)
{
    char norm[40];
    size_t n = normalise(label, norm);

    for (int i = 0; n > 0 && i < NA_CHARSET_COUNT; i++) {
        const char *a = na_charset_defs[i].aliases;
        while (*a) {
            size_t len = strcspn(a, " ");
            if (len == n && memcmp(a, norm, n) == 0) return i;
            a += len + (a[len] == ' ');
        }
    }
    /* "iso-8859-1:1987" and the like: the year is noise. */
    if (n > 5 && norm[n - 5] != '8' && (norm[n - 4] == '1' && norm[n - 3] == '9')) {
        return na_charset_index(na_str_n(norm, n - 4));
    }
    return -1;
}

const char *na_charset_name(na_str label)
{
    int i = na_charset_index(label);
    return i < 0 ? NULL : na_charset_defs[i].name;
}

const char *na_charset_how_name(na_charset_how how)
{
    static const char *const names[] = { "ascii",    "bom",      "utf8",    "http",
                                         "declared", "detected", "fallback" };
    return (unsigned)how < sizeof names / sizeof *names ? names[how] : "";
}

static bool is_label(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-_:.+", c));
}

static size_t ifind(na_str s, na_str lower, size_t from)
{
    for (size_t i = from; i + lower.len <= s.len; i++) {
        if ((s.ptr[i] | 0x20) == lower.ptr[0] || s.ptr[i] == lower.ptr[0]) {
            if (na_str_ieq(na_str_sub(s, i, i + lower.len), lower)) return i;
        }
    }
    return (size_t)-1;
}

/* The value of name=value in s, quoted or bare. */
static na_str value_of(na_str s, na_str name)
{
    size_t at = 0;

    while ((at = ifind(s, name, at)) != (size_t)-1) {
        size_t i = at + name.len, from;
        while (i < s.len && (unsigned char)s.ptr[i] <= ' ') i++;
        if (i < s.len && s.ptr[i] == '=') {
            i++;
            while (i < s.len && ((unsigned char)s.ptr[i] <= ' ' || s.ptr[i] == '"' ||
                                 s.ptr[i] == '\'')) {
                i++;
            }
            for (from = i; i < s.len && is_label(s.ptr[i]);) i++;
            if (i > from) return na_str_sub(s, from, i);
        }
        at += name.len;
    }
    return (na_str){ 0 };
}

na_str na_html_charset_label(na_str head)
{
    size_t at = 0;
    na_str v;

    head = na_str_sub(head, 0, 4096);
    while ((at = ifind(head, NA_STR("<meta"), at)) != (size_t)-1) {
        size_t end = na_str_chr(head, '>', at);
        if (end == (size_t)-1) end = head.len;
        v = value_of(na_str_sub(head, at + 5, end), NA_STR("charset"));
        if (v.len > 0) return v;
        at = end;
    }
    return na_xml_charset_label(head);
}

na_str na_xml_charset_label(na_str head)
{
    size_t end;

    head = na_str_sub(head, 0, 4096);
    if (na_str_starts(head, NA_STR("\xEF\xBB\xBF"))) head = na_str_sub(head, 3, head.len);
    head = na_str_trim(head);
    if (!na_str_starts(head, NA_STR("<?xml"))) return (na_str){ 0 };
    end = na_str_chr(head, '>', 0);
    return value_of(na_str_sub(head, 5, end), NA_STR("encoding"));
}

na_str na_http_charset_label(na_str content_type)
{
    return value_of(na_str_sub(content_type, 0, 4096), NA_STR("charset"));
}
