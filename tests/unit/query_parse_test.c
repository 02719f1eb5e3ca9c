/* SPDX-License-Identifier: MIT */
/* query_parse_test.c - what is typed, the tree it gives, and its canonical text. Long,
 * because it is one table: a row a rule of doc/query.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/path.h"
#include "query_dump.h"

#define NOW 1743942600 /* 2025-04-06T12:30:00Z, a Sunday */

static const struct {
    const char *query, *tree, *canonical;
} good[] = {
    { "", "(all)", "" },
    { "   ", "(all)", "" },
    { "marathon", "[marathon]", "marathon" },
    { "Marathon", "[marathon]", "Marathon" },
    { "marathon pyongyang", "(and [marathon] [pyongyang])", "marathon pyongyang" },
    { "marathon AND pyongyang", "(and [marathon] [pyongyang])", "marathon pyongyang" },
    { "marathon and pyongyang", "(and [marathon] [and] [pyongyang])",
      "marathon and pyongyang" },
    { "marathon \"north korea\" after:2025-01 -china",
      "(and [marathon] \"north korea\" (range 2025-01-01 *) (not [china]))",
      "marathon \"north korea\" after:2025-01-01 -china" },
    { "a OR b", "(or [a] [b])", "a OR b" },
    { "a OR b c", "(or [a] (and [b] [c]))", "a OR b c" },
    { "a b OR c d", "(or (and [a] [b]) (and [c] [d]))", "a b OR c d" },
    { "(a OR b) c", "(and (or [a] [b]) [c])", "(a OR b) c" },
    { "a AND (b OR c) AND d", "(and [a] (or [b] [c]) [d])", "a (b OR c) d" },
    { "a (b c) d", "(and [a] [b] [c] [d])", "a b c d" },
    { "a OR (b OR c)", "(or [a] [b] [c])", "a OR b OR c" },
    { "((a))", "[a]", "a" },
    { "\"north korea\"", "\"north korea\"", "\"north korea\"" },
    { "\"north korea", "\"north korea\"", "\"north korea\"" },
    { "\" north   korea \"", "\"north korea\"", "\" north   korea \"" },
    { "“north korea”", "\"north korea\"", "\"north korea\"" },
    { "„north korea“", "\"north korea\"", "\"north korea\"" },
    { "«north korea»", "\"north korea\"", "\"north korea\"" },
    { "\"he said “hi” there\"", "\"he said hi there\"", "\"he said “hi” there\"" },
    { "\"\"", "(none)", "\"\"" },
    { "\"", "(none)", "\"\"" },
    { "\"\" a", "[a]", "a" },
    { "foo\"bar baz\"qux", "(and [foo] \"bar baz\" [qux])", "foo \"bar baz\" qux" },
    { "-china", "(not [china])", "-china" },
    { "- china", "[china]", "china" },
    { "NOT china", "(not [china])", "-china" },
    { "NOT NOT china", "[china]", "china" },
    { "NOT -china", "[china]", "china" },
    { "-(a b)", "(not (and [a] [b]))", "-(a b)" },
    { "-(a OR b)", "(not (or [a] [b]))", "-(a OR b)" },
    { "was:china", "(was [china])", "was:china" },
    { "removed:china", "(and (was [china]) (not [china]))", "was:china -china" },
    { "removed:\"gate of\" lang:en", "(and (was \"gate of\") (not \"gate of\") lang=en)",
      "was:\"gate of\" -\"gate of\" lang:en" },
    { "removed:(a OR b)", "(and (was (or [a] [b])) (not (or [a] [b])))",
      "was:(a OR b) -(a OR b)" },
    { "title:(removed:a b)", "(and (was T[a]) (not T[a]) T[b])",
      "was:(title:a) -title:a title:b" },
    { "was:(was:a)", "(was [a])", "was:a" },
    { "was:(after:2025 -a)", "(was (and (range 2025-01-01 *) (not [a])))",
      "was:(after:2025-01-01 -a)" },
    { "was:quote:x", "(was \"quote x\")", "was:\"quote:x\"" },
    { "was:(quote:x)", "(was [x])", "was:(quote:x)" },
    { "removed:-a", "(and (was \"a\") (not \"a\"))", "was:\"-a\" -\"-a\"" },
    { "was:OR", "(was \"or\")", "was:\"OR\"" },
    { "-was:a", "(not (was [a]))", "-was:a" },
    { "changed:title", "(changed 1)", "changed:title" },
    { "CHANGED:Any", "(changed 7f)", "changed:any" },
    { "a revisions:all", "[a]", "a revisions:all" },
    { "revisions:first", "(all)", "revisions:first" },
    { "a revisions:latest", "[a]", "a" },
    { "a revisions:all sort:oldest", "[a]", "a revisions:all sort:oldest" },
    { "-\"north korea\"", "(not \"north korea\")", "-\"north korea\"" },
    { "-title:china", "(not T[china])", "-title:china" },
    { "a -b -c", "(and [a] (not [b]) (not [c]))", "a -b -c" },
    { "a NOT b", "(and [a] (not [b]))", "a -b" },
    { "a AND NOT b", "(and [a] (not [b]))", "a -b" },
    { "a OR -b", "(or [a] (not [b]))", "a OR -b" },
    { "-(-(a b)) c", "(and [a] [b] [c])", "a b c" },
    { "-", "(none)", "\"\"" },
    { "--", "(none)", "\"\"" },
    { "---", "(none)", "\"\"" },
    { "--china", "[china]", "china" },
    { "a -- b", "(and [a] [b])", "a b" },
    { "a - b", "(and [a] [b])", "a b" },
    { "a-b", "[a b]", "a-b" },
    { "\"a\"-b", "(and \"a\" [b])", "\"a\" b" },
    { "(a)-b", "(and [a] [b])", "a b" },
    { "*", "(none)", "\"\"" },
    { "a *", "[a]", "a" },
    { "pyong*", "[pyong*]", "pyong*" },
    { "pyong**", "[pyong*]", "pyong**" },
    { "*pyong", "[pyong]", "*pyong" },
    { "p*ng", "[p ng]", "p*ng" },
    { "\"north kor*\"", "\"north kor*\"", "\"north kor*\"" },
    { "\"north *\"", "\"north\"", "\"north *\"" },
    { "title:pyong*", "T[pyong*]", "title:pyong*" },
    { "north-kor*", "[north kor*]", "north-kor*" },
    { "(", "(none)", "\"\"" },
    { ")", "(none)", "\"\"" },
    { "()", "(none)", "\"\"" },
    { "((", "(none)", "\"\"" },
    { "))", "(none)", "\"\"" },
    { ")(", "(none)", "\"\"" },
    { "(a", "[a]", "a" },
    { "a)", "[a]", "a" },
    { "(a OR", "[a]", "a" },
    { "a ) b", "(and [a] [b])", "a b" },
    { "(a b OR c", "(or (and [a] [b]) [c])", "a b OR c" },
    { "OR", "(none)", "\"\"" },
    { "AND", "(none)", "\"\"" },
    { "NOT", "(none)", "\"\"" },
    { "OR OR", "(none)", "\"\"" },
    { "OR a", "[a]", "a" },
    { "a OR", "[a]", "a" },
    { "a OR OR b", "(or [a] [b])", "a OR b" },
    { "a AND AND b", "(and [a] [b])", "a b" },
    { "AND a", "[a]", "a" },
    { "a AND", "[a]", "a" },
    { "a OR AND b", "(or [a] [b])", "a OR b" },
    { "a NOT", "[a]", "a" },
    { "NOT OR a", "[a]", "a" },
    { "(OR)", "(none)", "\"\"" },
    { "a () b", "(and [a] [b])", "a b" },
    { "or", "[or]", "or" },
    { "not a", "(and [not] [a])", "not a" },
    { "a \"OR\" b", "(and [a] \"or\" [b])", "a \"OR\" b" },
    { "a NEAR/5 b", "(near/5 [a] [b])", "a NEAR/5 b" },
    { "a w/5 b", "(near/5 [a] [b])", "a NEAR/5 b" },
    { "a W/5 b", "(near/5 [a] [b])", "a NEAR/5 b" },
    { "a NEAR b", "(near/10 [a] [b])", "a NEAR/10 b" },
    { "a near b", "(and [a] [near] [b])", "a near b" },
    { "a near/5 b", "(and [a] [near 5] [b])", "a near/5 b" },
    { "a NEAR/5 b NEAR/5 c", "(near/5 [a] [b] [c])", "a NEAR/5 b NEAR/5 c" },
    { "a NEAR/5 b NEAR/3 c", "(near/3 (near/5 [a] [b]) [c])", "a NEAR/5 b NEAR/3 c" },
    { "(a NEAR/5 b) NEAR/5 c", "(near/5 (near/5 [a] [b]) [c])", "(a NEAR/5 b) NEAR/5 c" },
    { "a NEAR/5 (b NEAR/3 c)", "(near/5 [a] (near/3 [b] [c]))", "a NEAR/5 (b NEAR/3 c)" },
    { "a PRE/2 b PRE/2 c", "(pre/2 [a] [b] [c])", "a PRE/2 b PRE/2 c" },
    { "a PRE/2 b NEAR/2 c", "(near/2 (pre/2 [a] [b]) [c])", "a PRE/2 b NEAR/2 c" },
    { "a /s b /S c", "(s [a] [b] [c])", "a /s b /s c" },
    { "a /p b", "(p [a] [b])", "a /p b" },
    { "a /s b /p c", "(p (s [a] [b]) [c])", "a /s b /p c" },
    { "x a NEAR/5 b y", "(and [x] (near/5 [a] [b]) [y])", "x a NEAR/5 b y" },
    { "a NEAR/5 b OR c", "(or (near/5 [a] [b]) [c])", "a NEAR/5 b OR c" },
    { "(a OR b) NEAR/5 c", "(near/5 (or [a] [b]) [c])", "(a OR b) NEAR/5 c" },
    { "NOT (a NEAR/5 b)", "(not (near/5 [a] [b]))", "-(a NEAR/5 b)" },
    { "\"a b\"NEAR/5\"c d\"", "(near/5 \"a b\" \"c d\")", "\"a b\" NEAR/5 \"c d\"" },
    { "pyong* NEAR/5 U.S.", "(near/5 [pyong*] [u s])", "pyong* NEAR/5 U.S." },
    { "title:(a NEAR/5 b)", "(near/5 T[a] T[b])", "title:a NEAR/5 title:b" },
    { "title:a NEAR/5 b", "(near/5 T[a] [b])", "title:a NEAR/5 b" },
    { "NEAR", "\"near\"", "\"NEAR\"" },
    { "NEAR/5 a", "(and \"near 5\" [a])", "\"NEAR/5\" a" },
    { "a NEAR/5", "(and [a] \"near 5\")", "a \"NEAR/5\"" },
    { "(a NEAR/5) b", "(and [a] \"near 5\" [b])", "a \"NEAR/5\" b" },
    { "a NEAR NEAR b", "(and (near/10 [a] \"near\") [b])", "a NEAR/10 \"NEAR\" b" },
    { "a NEAR/5 OR b", "(or (and [a] \"near 5\") [b])", "a \"NEAR/5\" OR b" },
    { "a NEAR/0", "(and [a] \"near 0\")", "a \"NEAR/0\"" },
    { "a NEAR/5 &", "[a]", "a" },
    { "& NEAR/5 a", "[a]", "a" },
    { "a NEAR/5 & NEAR/5 b", "(near/5 [a] [b])", "a NEAR/5 b" },
    { "\"\" NEAR/5 () w/3 a w/2 b", "(near/2 [a] [b])", "a NEAR/2 b" },
    { "a w/ b", "(and [a] [w] [b])", "a w/ b" },
    { "a NEAR/x b", "(and [a] [near x] [b])", "a NEAR/x b" },
    { "a /s", "(and [a] \"s\")", "a \"/s\"" },
    { "title:NEAR", "T[near]", "title:NEAR" },
    { "\"a b\"~3", "(slop/3 \"a\" \"b\")", "\"a b\"~3" },
    { "\"a b\"~0", "(slop/0 \"a\" \"b\")", "\"a b\"~0" },
    { "title:\"a  b\"~3 c", "(and (slop/3 T\"a\" T\"b\") [c])", "title:\"a  b\"~3 c" },
    { "-\"a b\"~3", "(not (slop/3 \"a\" \"b\"))", "-\"a b\"~3" },
    { "\"COVID-19 nor*\"~3", "(slop/3 \"covid 19\" \"nor*\")", "\"COVID-19 nor*\"~3" },
    { "\"a\"~3", "\"a\"", "\"a\"" },
    { "\"&\"~3 a", "[a]", "a" },
    { "\"a b\" ~3", "(and \"a b\" [3])", "\"a b\" ~3" },
    { "\"a b\"~3x", "(and \"a b\" [3x])", "\"a b\" ~3x" },
    { "\"a b\"~", "\"a b\"", "\"a b\"" },
    { "\"a b\"~2 NEAR/5 c", "(near/5 (slop/2 \"a\" \"b\") [c])", "\"a b\"~2 NEAR/5 c" },
    { "ATLEAST/3(a)", "(atleast/3 [a])", "ATLEAST/3 a" },
    { "ATLEAST/3 a b", "(and (atleast/3 [a]) [b])", "ATLEAST/3 a b" },
    { "ATLEAST/3(a OR b)", "(atleast/3 (or [a] [b]))", "ATLEAST/3(a OR b)" },
    { "ATLEAST/3 \"a b\"", "(atleast/3 \"a b\")", "ATLEAST/3 \"a b\"" },
    { "ATLEAST/2(a NEAR/5 b)", "(atleast/2 (near/5 [a] [b]))", "ATLEAST/2(a NEAR/5 b)" },
    { "-ATLEAST/3 title:a", "(not (atleast/3 T[a]))", "-ATLEAST/3 title:a" },
    { "ATLEAST/3", "\"atleast 3\"", "\"ATLEAST/3\"" },
    { "ATLEAST/3 OR a", "(or \"atleast 3\" [a])", "\"ATLEAST/3\" OR a" },
    { "ATLEAST/3 ATLEAST/2", "(atleast/3 \"atleast 2\")", "ATLEAST/3 \"ATLEAST/2\"" },
    { "ATLEAST a", "(and [atleast] [a])", "ATLEAST a" },
    { "words:>500", "(words 501 *)", "words:501.." },
    { "words:>=500", "(words 500 *)", "words:500.." },
    { "words:<50", "(words 0 49)", "words:..49" },
    { "words:<=50 a", "(and (words 0 50) [a])", "words:..50 a" },
    { "words:100..200", "(words 100 200)", "words:100..200" },
    { "words:100..", "(words 100 *)", "words:100.." },
    { "words:100", "(words 100 100)", "words:100" },
    { "words:<1", "(words 0 0)", "words:0" },
    { "-words:>5", "(not (words 6 *))", "-words:6.." },
    { "=Kim", "=[kim]", "=Kim" },
    { "title:=Kim", "T=[kim]", "title:=Kim" },
    { "-=Kim*", "(not =[kim*])", "-=Kim*" },
    { "=", "(none)", "\"\"" },
    { "\"=a\"", "\"a\"", "\"=a\"" },
    { "=a NEAR/5 =b", "(near/5 =[a] =[b])", "=a NEAR/5 =b" },
    { "date:2014-04/P1M", "(range 2014-04-01 2014-05-01)", "date:2014-04-01..2014-04-30" },
    { "date:2014-04-01/2014-05-01", "(range 2014-04-01 2014-05-02)",
      "date:2014-04-01..2014-05-01" },
    { "date:2014-01-31/P1M", "(range 2014-01-31 2014-02-28)",
      "date:2014-01-31..2014-02-27" },
    { "on:P1W/2014-04-07", "(range 2014-04-01 2014-04-08)", "date:2014-04-01..2014-04-07" },
    { "date:2014/2016", "(range 2014-01-01 2017-01-01)", "date:2014-01-01..2016-12-31" },
    { "date:2014/..", "(range 2014-01-01 *)", "after:2014-01-01" },
    { "date:../2014", "(range * 2015-01-01)", "before:2015-01-01" },
    { "date:2014-04-01T12:00:00Z/PT36H", "(range 2014-04-01T12:00:00Z 2014-04-03)",
      "date:2014-04-01T12:00:00Z..2014-04-02" },
    { "date:2014-04-01/P1Y2M3DT4H5M6S", "(range 2014-04-01 2015-06-04T04:05:06Z)",
      "date:2014-04-01..2015-06-04T04:05:05Z" },
    { "date:P7D/today", "(range 2025-03-31 2025-04-07)", "date:2025-03-31..2025-04-06" },
    { "date:yesterday..", "(range 2025-04-05 *)", "after:2025-04-05" },
    { "date:7d..", "(range 2025-03-30 *)", "after:2025-03-30" },
    { "date:9999-12/P1M", "(range 9999-12-01 *)", "after:9999-12-01" },
    { "COVID-19", "[covid 19]", "COVID-19" },
    { "U.S.", "[u s]", "U.S." },
    { "AT&T", "[at t]", "AT&T" },
    { "don't", "[don t]", "don't" },
    { "R&D-budget", "[r d budget]", "R&D-budget" },
    { "covid-19 U.S.", "(and [covid 19] [u s])", "covid-19 U.S." },
    { "&", "(none)", "\"\"" },
    { "a & b", "(and [a] [b])", "a b" },
    { "-&", "(none)", "\"\"" },
    { "a -&", "[a]", "a" },
    { "!!! ???", "(none)", "\"\"" },
    { "C++", "[c]", "C++" },
    { "3.14", "[3 14]", "3.14" },
    { "$5,000", "[5 000]", "$5,000" },
    { "50%", "[50]", "50%" },
    { "#metoo", "[metoo]", "#metoo" },
    { "@kim", "[kim]", "@kim" },
    { "e-mail@example.org", "[e mail example org]", "e-mail@example.org" },
    { "https://example.org/a?b=c", "[https example org a b c]",
      "https://example.org/a?b=c" },
    { "12:30", "[12 30]", "12:30" },
    { "a:b", "[a b]", "a:b" },
    { "titel:x", "[titel x]", "titel:x" },
    { "foo:\"bar baz\"", "(and [foo] \"bar baz\")", "foo: \"bar baz\"" },
    { "a:", "[a]", "a:" },
    { ":a", "[a]", ":a" },
    { "::", "(none)", "\"\"" },
    { "title:marathon", "T[marathon]", "title:marathon" },
    { "TITLE:Marathon", "T[marathon]", "title:Marathon" },
    { "title:\"north korea\"", "T\"north korea\"", "title:\"north korea\"" },
    { "title:(a b)", "(and T[a] T[b])", "title:a title:b" },
    { "title:(a OR b) c", "(and (or T[a] T[b]) [c])", "(title:a OR title:b) c" },
    { "title:(a body:b)", "(and T[a] B[b])", "title:a body:b" },
    { "title:(a OR (b -c))", "(or T[a] (and T[b] (not T[c])))",
      "title:a OR title:b -title:c" },
    { "title:\"a", "T\"a\"", "title:\"a\"" },
    { "title:(a b", "(and T[a] T[b])", "title:a title:b" },
    { "title:", "[title]", "title:" },
    { "title: a", "(and [title] [a])", "title: a" },
    { "title:)", "[title]", "title:" },
    { "title:&", "(none)", "\"\"" },
    { "title:\"\"", "(none)", "\"\"" },
    { "title:()", "(none)", "\"\"" },
    { "title:COVID-19", "T[covid 19]", "title:COVID-19" },
    { "title:OR", "T[or]", "title:OR" },
    { "title:body:x", "T[body x]", "title:body:x" },
    { "deck:a body:b author:c source:d tag:e section:f",
      "(and D[a] B[b] A[c] S[d] G[e] C[f])",
      "deck:a body:b author:c source:d tag:e section:f" },
    { "author:\"Kim Chol\"", "A\"kim chol\"", "author:\"Kim Chol\"" },
    { "-author:(kim OR lee)", "(not (or A[kim] A[lee]))", "-(author:kim OR author:lee)" },
    { "lang:ko", "lang=ko", "lang:ko" },
    { "lang:KO", "lang=ko", "lang:ko" },
    { "lang:Korean", "lang=ko", "lang:ko" },
    { "lang:pt-BR", "lang=pt-br", "lang:pt-br" },
    { "lang:korean*", "lang=korean*", "lang:korean*" },
    { "lang:(en OR ko)", "(or lang=en lang=ko)", "lang:en OR lang:ko" },
    { "-lang:en", "(not lang=en)", "-lang:en" },
    { "lang:en*", "lang=en*", "lang:en*" },
    { "lang:", "[lang]", "lang:" },
    { "lang:*", "(none)", "\"\"" },
    { "lang:\"\"", "(none)", "\"\"" },
    { "url:https://example.org/a", "url=https://example.org/a",
      "url:https://example.org/a" },
    { "url:https://example.org/*", "url=https://example.org/*",
      "url:https://example.org/*" },
    { "url:\"https://example.org/a_(b)\"", "url=https://example.org/a_(b)",
      "url:\"https://example.org/a_(b)\"" },
    { "url:\"https://example.org/a b*\"", "url=https://example.org/a b*",
      "url:\"https://example.org/a b*\"" },
    { "bundle:kcna-2011.tar.gz", "bundle=kcna-2011.tar.gz", "bundle:kcna-2011.tar.gz" },
    { "bundle:kcna*", "bundle=kcna*", "bundle:kcna*" },
    { "id:0123456789abcdef", "id=0123456789abcdef", "id:0123456789abcdef" },
    { "id:0123", "id=0123*", "id:0123*" },
    { "id:0123ABCD", "id=0123abcd*", "id:0123abcd*" },
    { "lang:(title:x)", "T[x]", "title:x" },
    { "after:2025", "(range 2025-01-01 *)", "after:2025-01-01" },
    { "after:2025-01", "(range 2025-01-01 *)", "after:2025-01-01" },
    { "after:2025-01-31", "(range 2025-01-31 *)", "after:2025-01-31" },
    { "after:2025-04-06T09:30:00+09:00", "(range 2025-04-06T00:30:00Z *)",
      "after:2025-04-06T00:30:00Z" },
    { "after:2025-04-06T09:30:00Z", "(range 2025-04-06T09:30:00Z *)",
      "after:2025-04-06T09:30:00Z" },
    { "after:\"2025-01\"", "(range 2025-01-01 *)", "after:2025-01-01" },
    { "before:2025", "(range * 2025-01-01)", "before:2025-01-01" },
    { "before:2025-06", "(range * 2025-06-01)", "before:2025-06-01" },
    { "before:2025-06-15", "(range * 2025-06-15)", "before:2025-06-15" },
    { "before:0001", "(range * 0001-01-01)", "before:0001-01-01" },
    { "on:2025", "(range 2025-01-01 2026-01-01)", "date:2025-01-01..2025-12-31" },
    { "on:2025-12", "(range 2025-12-01 2026-01-01)", "date:2025-12-01..2025-12-31" },
    { "on:2025-04-06", "(range 2025-04-06 2025-04-07)", "on:2025-04-06" },
    { "on:2025-04-06T09:30:00Z", "(range 2025-04-06T09:30:00Z 2025-04-06T09:30:01Z)",
      "date:2025-04-06T09:30:00Z..2025-04-06T09:30:00Z" },
    { "on:2025-01-01T00:00:00Z", "(range 2025-01-01 2025-01-01T00:00:01Z)",
      "date:2025-01-01..2025-01-01T00:00:00Z" },
    { "on:2024-02-29", "(range 2024-02-29 2024-03-01)", "on:2024-02-29" },
    { "on:9999", "(range 9999-01-01 *)", "after:9999-01-01" },
    { "date:2025", "(range 2025-01-01 2026-01-01)", "date:2025-01-01..2025-12-31" },
    { "date:2025-04..2025-06", "(range 2025-04-01 2025-07-01)",
      "date:2025-04-01..2025-06-30" },
    { "date:2014..2016", "(range 2014-01-01 2017-01-01)", "date:2014-01-01..2016-12-31" },
    { "date:..2016", "(range * 2017-01-01)", "before:2017-01-01" },
    { "date:2014..", "(range 2014-01-01 *)", "after:2014-01-01" },
    { "date:2014..9999", "(range 2014-01-01 *)", "after:2014-01-01" },
    { "date:..9999", "(range * *)", "date:..9999" },
    { "date:2025-06..2025", "(range 2025-06-01 2026-01-01)",
      "date:2025-06-01..2025-12-31" },
    { "date:2025-04-06T09:30:00Z..2025-04-07", "(range 2025-04-06T09:30:00Z 2025-04-08)",
      "date:2025-04-06T09:30:00Z..2025-04-07" },
    { "on:2014..2016", "(range 2014-01-01 2017-01-01)", "date:2014-01-01..2016-12-31" },
    { "after:7d", "(range 2025-03-30 *)", "after:2025-03-30" },
    { "after:2w", "(range 2025-03-23 *)", "after:2025-03-23" },
    { "after:3m", "(range 2025-01-06 *)", "after:2025-01-06" },
    { "after:1y", "(range 2024-04-06 *)", "after:2024-04-06" },
    { "before:7D", "(range * 2025-03-30)", "before:2025-03-30" },
    { "on:today", "(range 2025-04-06 2025-04-07)", "on:2025-04-06" },
    { "on:yesterday", "(range 2025-04-05 2025-04-06)", "on:2025-04-05" },
    { "date:yesterday..today", "(range 2025-04-05 2025-04-07)",
      "date:2025-04-05..2025-04-06" },
    { "date:2w..1w", "(range 2025-03-23 2025-03-31)", "date:2025-03-23..2025-03-30" },
    { "after:0d", "(range 2025-04-06 *)", "after:2025-04-06" },
    { "-after:2025", "(not (range 2025-01-01 *))", "-after:2025-01-01" },
    { "after:2025 OR before:2020", "(or (range 2025-01-01 *) (range * 2020-01-01))",
      "after:2025-01-01 OR before:2020-01-01" },
    { "after:2025-01 before:2025-06", "(range 2025-01-01 2025-06-01)",
      "date:2025-01-01..2025-05-31" },
    { "after:2025 marathon after:2026 before:2027",
      "(and (range 2026-01-01 2027-01-01) [marathon])",
      "date:2026-01-01..2026-12-31 marathon" },
    { "after:2026 before:2025", "(and (range 2026-01-01 *) (range * 2025-01-01))",
      "after:2026-01-01 before:2025-01-01" },
    { "(after:2020 before:2021) before:2019",
      "(and (range 2020-01-01 2021-01-01) (range * 2019-01-01))",
      "date:2020-01-01..2020-12-31 before:2019-01-01" },
    { "after: 2025", "(and [after] [2025])", "after: 2025" },
    { "after:", "[after]", "after:" },
    { "after:2025 a sort:newest", "(and (range 2025-01-01 *) [a])",
      "after:2025-01-01 a sort:newest" },
    { "sort:newest", "(all)", "sort:newest" },
    { "sort:OLDEST a", "[a]", "a sort:oldest" },
    { "a sort:relevance b", "(and [a] [b])", "a b sort:relevance" },
    { "a OR b sort:newest", "(or [a] [b])", "a OR b sort:newest" },
    { "sort:newest sort:oldest", "(all)", "sort:oldest" },
    { "-sort:newest", "(all)", "sort:newest" },
    { "(sort:newest)", "(none)", "\"\" sort:newest" },
    { "sort:newest \"\"", "(none)", "\"\" sort:newest" },
    { "마라톤", "[마라 라톤]", "마라톤" },
    { "평양 마라톤", "(and [평양] [마라 라톤])", "평양 마라톤" },
    { "마라톤을", "[마라 라톤 톤을]", "마라톤을" },
    { "핵", "[핵*]", "핵" },
    { "\"평양 마라톤\"", "\"평양 마라@2 라톤@3\"", "\"평양 마라톤\"" },
    { "마라톤*", "[마라 라톤*]", "마라톤*" },
    { "핵*", "[핵*]", "핵*" },
    { "title:평양", "T[평양]", "title:평양" },
    { "평양marathon", "[평양 marathon@2]", "평양marathon" },
    { "Straße", "[strasse]", "Straße" },
    { "ÉLYSÉE", "[elysee]", "ÉLYSÉE" },
    { "ｆｕｌｌ", "[full]", "ｆｕｌｌ" },
    { "조선　마라톤", "(and [조선] [마라 라톤])", "조선 마라톤" },
    { "a b", "(and [a] [b])", "a b" },
    { "1e9", "[1e9]", "1e9" },
};

static const struct {
    const char *query;
    size_t at;
    const char *message; /* how it begins */
} wrong[] = {
    { "after:2025-13", 6, "after: 2025-13 is not a date; write 2025" },
    { "after:2025-02-30", 6, "after: 2025-02-30 is not a date; write 2025" },
    { "before:x", 7, "before: x is not a date; write 2025" },
    { "a b on:2025-1", 7, "on: 2025-1 is not a date; write 2025" },
    { "a after:soon b", 8, "after: soon is not a date; write 2025" },
    { "after:(2025)", 6, "after: needs a date; write 2025" },
    { "after:\"\"", 7, "after: needs a date; write 2025" },
    { "date:..", 5, "date: needs a date; write 2025" },
    { "date:2016..2014", 5,
      "date: 2016..2014 runs backwards; write the earlier date first" },
    { "date:2025..x", 11, "date: x is not a date; write 2025" },
    { "date:x..2025", 5, "date: x is not a date; write 2025" },
    { "after:2014..2016", 6, "after: 2014..2016 is not a date; write 2025" },
    { "after:99999y", 6, "after: 99999y is not a date; write 2025" },
    { "after:9999999d", 6, "after: 9999999d is not a date; write 2025" },
    { "sort:date", 5, "sort: is relevance, newest or oldest" },
    { "sort:(newest)", 5, "sort: is relevance, newest or oldest" },
    { "after:20250406", 6, "after: 20250406 is not a date; write 2025" },
    { "after:2025-04-06T25:00:00Z", 6,
      "after: 2025-04-06T25:00:00Z is not a date; write 2025" },
    { "after:0000", 6, "after: 0000 is not a date; write 2025" },
    { "date:2014/x", 10, "date: x is not a date; write 2025" },
    { "date:x/2014", 5, "date: x is not a date; write 2025" },
    { "date:P1M", 5, "date: P1M is not a date; write 2025" },
    { "date:P1M/P1M", 5, "date: P1M is not a date; write 2025" },
    { "date:/", 5, "date: needs a date; write 2025" },
    { "date:2014/P1M1Y", 10, "date: P1M1Y is not a date" },
    { "date:2014/PT", 10, "date: PT is not a date" },
    { "date:2014/P0D", 5, "date: 2014/P0D runs backwards" },
    { "date:2016/2014", 5, "date: 2016/2014 runs backwards" },
    { "date:9999/P2Y", 10, "date: P2Y is not a date" },
    { "date:P999999M/2014", 5, "date: P999999M is not a date" },
    { "after:2014/P1M", 6, "after: 2014/P1M is not a date" },
    { "a NEAR/0 b", 2, "NEAR/ takes a number from 1 to 10000, as NEAR/5" },
    { "a PRE/10001 b", 2, "PRE/ takes a number" },
    { "ATLEAST/0 b", 0, "ATLEAST/ takes a number" },
    { "\"a b\"~99999", 5, "~ takes a number from 0 to 10000" },
    { "a NEAR/5 -b", 9, "what is excluded is nowhere, so NEAR/5 cannot be beside it" },
    { "NOT a NEAR/5 b", 0, "what is excluded is nowhere" },
    { "a NEAR/5 (b c)", 10, "NEAR/5 takes a word, a phrase or (a OR b), not several" },
    { "a /s lang:en", 5, "/s takes words, not a filter on articles; write (a /s b)" },
    { "after:2025 PRE/2 a", 0, "PRE/2 takes words, not a filter" },
    { "a NEAR/5 (b OR words:>5)", 15, "NEAR/5 takes words, not a filter" },
    { "a NEAR/5 ATLEAST/3 b", 9, "NEAR/5 cannot have ATLEAST beside it" },
    { "ATLEAST/3(a b)", 10, "ATLEAST/3 takes a word, a phrase or (a OR b)" },
    { "ATLEAST/3 -a", 10, "what is excluded is nowhere, so ATLEAST/3" },
    { "title:a NEAR/5 body:b", 15, "NEAR/5 finds words of one field; write" },
    { "title:(a /s b)", 7, "/s is about sentences and paragraphs of the text" },
    { "words:x", 6, "words: x is not a number of words" },
    { "words:..", 6, "words: .. is not a number of words" },
    { "words:>", 6, "words: > is not a number of words" },
    { "words:(5)", 6, "words:  is not a number of words" },
    { "words:5..3", 6, "words: no article has 5..3 words" },
    { "words:<0", 6, "words: no article has <0 words" },
    { "words:>999999999", 6, "words: >999999999 is not a number" },
    { "on:7", 3, "on: 7 is not a date; write 2025" },
};

static na_query *parse(const char *text)
{
    na_query *q = NULL;
    na_err err = { 0 };
    size_t at = 99;
    int rc = na_query_parse(&q, na_str_c(text), NOW, &at, &err);
    if (rc < 0) fail_msg("%s: %s at %zu", text, err.msg, at);
    assert_int_equal(err.code, NA_OK);
    return q;
}

static void trees(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        na_buf b;
        na_buf_init(&b, 10000);
        na_query *q = parse(good[i].query);
        dump_node(&b, na_query_root(q));
        if (strcmp(na_buf_cstr(&b), good[i].tree) != 0)
            fail_msg("%s: %s, not %s", good[i].query, na_buf_cstr(&b), good[i].tree);
        na_buf_reset(&b);
        assert_int_equal(na_query_print(q, &b), NA_OK);
        assert_string_equal(na_buf_cstr(&b), good[i].canonical);
        na_query_free(q);
        /* The canonical text gives the same tree and is its own canonical text; dates
         * that depend on the day have become fixed ones. */
        assert_int_equal(na_query_parse(&q, na_buf_get(&b), NOW + 9999999, NULL, NULL), 0);
        na_buf_reset(&b);
        dump_node(&b, na_query_root(q));
        assert_string_equal(na_buf_cstr(&b), good[i].tree);
        na_buf_reset(&b);
        na_query_print(q, &b);
        assert_string_equal(na_buf_cstr(&b), good[i].canonical);
        na_query_free(q);
        na_buf_release(&b);
    }
}

static void errors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        na_query *q = NULL;
        na_err err = { 0 };
        size_t at = 99;
        assert_int_equal(na_query_parse(&q, na_str_c(wrong[i].query), NOW, &at, &err),
                         NA_EQUERY);
        assert_null(q);
        if (!na_str_starts(na_str_c(err.msg), na_str_c(wrong[i].message)))
            fail_msg("%s: %s", wrong[i].query, err.msg);
        assert_int_equal(at, wrong[i].at);
    }
}

static void expect_limit(const char *text, size_t len, size_t want_at, const char *words)
{
    na_query *q = NULL;
    na_err err = { 0 };
    size_t at = 0;
    assert_int_equal(na_query_parse(&q, na_str_n(text, len), NOW, &at, &err), NA_EQUERY);
    assert_null(q);
    assert_int_equal(at, want_at);
    assert_non_null(strstr(err.msg, words));
}

static void limits(void **state)
{
    (void)state;
    static char text[NA_QUERY_BYTES + 2];
    na_query *q = NULL;
    memset(text, '&', sizeof text);
    expect_limit(text, NA_QUERY_BYTES + 1, NA_QUERY_BYTES, "64 KiB");
    assert_int_equal(na_query_parse(&q, na_str_n(text, NA_QUERY_BYTES), NOW, NULL, NULL),
                     0);
    na_query_free(q);
    memset(text, '(', sizeof text);
    expect_limit(text, 100, 64, "64 levels");
    assert_int_equal(na_query_parse(&q, na_str_n(text, 64), NOW, NULL, NULL), 0);
    na_query_free(q);
    for (size_t i = 0; i < sizeof text; i++) text[i] = "a "[i % 2];
    expect_limit(text, 2 * 1001, 2000, "1000 terms");
    expect_limit(text, NA_QUERY_BYTES, 2000, "1000 terms");
    assert_int_equal(na_query_parse(&q, na_str_n(text, 2000), NOW, NULL, NULL), 0);
    assert_int_equal(na_query_root(q)->nkids, 1000);
    na_query_free(q);
    for (size_t i = 0; i < sizeof text; i++) text[i] = "a-"[i % 2];
    expect_limit(text, NA_QUERY_BYTES, 0, "1000 terms"); /* one word, many terms */
    for (size_t i = 0; i < sizeof text; i++) text[i] = "NOT "[i % 4];
    assert_int_equal(na_query_parse(&q, na_str_n(text, NA_QUERY_BYTES), NOW, NULL, NULL),
                     0);
    na_query_free(q);
    /* Operators that take turns nest as deep as there are terms, without parentheses. */
    na_buf chain, again;
    na_buf_init(&chain, sizeof text);
    na_buf_init(&again, sizeof text);
    for (int i = 0; i < 999; i++) na_buf_puts(&chain, i % 2 ? "a NEAR/1 " : "b PRE/2 ");
    na_buf_puts(&chain, "c");
    assert_int_equal(na_query_parse(&q, na_buf_get(&chain), NOW, NULL, NULL), 0);
    assert_int_equal(na_query_print(q, &again), 0);
    assert_string_equal(na_buf_cstr(&again), na_buf_cstr(&chain));
    na_query_free(q);
    na_buf_release(&chain);
    na_buf_release(&again);
    for (size_t i = 0; i < sizeof text; i++) text[i] = "ATLEAST/2 "[i % 10];
    assert_int_equal(na_query_parse(&q, na_str_n(text, 5000), NOW, NULL, NULL), 0);
    na_query_free(q);
    expect_limit("ab \xFF", 4, 3, "UTF-8");
    assert_int_equal(na_query_parse(&q, (na_str){ 0 }, NOW, NULL, NULL), 0);
    assert_int_equal(na_query_root(q)->kind, NA_Q_ALL);
    na_query_free(q);
    na_query_free(NULL);
}

static void places(void **state)
{
    (void)state;
    na_query *q = parse("ab \"c d\" title:(x -y)");
    const na_qnode *n = na_query_root(q);
    assert_int_equal(n->nkids, 4);
    assert_int_equal(n->kids[0]->at, 0);
    assert_int_equal(n->kids[1]->at, 3);
    assert_true(na_str_eqc(n->kids[1]->text, "c d"));
    assert_int_equal(n->kids[2]->at, 16);
    assert_int_equal(n->kids[3]->at, 18);
    na_query_free(q);
}

static void notes(void **state)
{
    (void)state;
    static const struct {
        const char *query, *note;
    } t[] = {
        { "a & b", "& has no letter or digit and was left out" },
        { "titel:x", "titel: is not a field; taken as a word (did you mean title:?)" },
        { "xyzzyx:x", "xyzzyx: is not a field; taken as a word" },
        { "after: 2025", "after: has nothing directly behind its colon; taken as a word" },
        { "revisions:all revisions:first", "revisions: was given twice; it is first" },
        { "sort:newest sort:oldest", "sort: was given twice; it is oldest" },
        { "https://example.org", NULL },
        { "12:30 a: () b", NULL },
        { "a OR", "OR has nothing on one side and was left out" },
        { "a OR OR b", "OR has nothing on one side and was left out" },
        { "OR a", "OR has nothing on one side and was left out" },
        { "a OR (b OR c)", NULL },
        { "from:x", "from: is not a field; taken as a word (did you mean source:?)" },
        { "a near/5 b", "near/5 is taken as a word (did you mean NEAR/5?)" },
        { "lang:german", NULL },
        { "lang:klingon", "lang: klingon is not the code of a language, such as en or ko" },
        { "a NEAR/x b", "NEAR/x is taken as a word (did you mean NEAR/5?)" },
        { "a ADJ7 b", "ADJ7 is taken as a word (did you mean PRE/7?)" },
        { "a or b", "or is taken as a word (did you mean OR?)" },
        { "preview nearby N/A w/e \"or\"", NULL },
        { "a~3", "a~3 is taken as words; ~ and a number stand behind a phrase, \"a b\"~3" },
        { "\"a b\"~x", "~x is no number behind a phrase, as in \"a b\"~3; taken as words" },
        { "quote:lang:en", "lang:en is taken as words (did you mean quote:(lang:en)?)" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        na_query *q = parse(t[i].query);
        if (t[i].note)
            assert_string_equal(na_query_note(q, 0), t[i].note);
        else
            assert_null(na_query_note(q, 0));
        assert_null(na_query_note(q, 1));
        na_query_free(q);
    }
    char many[200];
    for (size_t i = 0; i < sizeof many; i++) many[i] = i % 2 ? ' ' : '&';
    many[sizeof many - 1] = '\0';
    na_query *q = parse(many);
    size_t n = 0;
    while (na_query_note(q, n)) n++;
    assert_int_equal(n, 16);
    na_query_free(q);
}

/* Any mixture of the language's own pieces parses, and prints to an equal tree. */
static void round_trips(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",
        "Kim",
        " ",
        "  ",
        "(",
        ")",
        "\"",
        "“",
        "”",
        "«",
        "-",
        "--",
        "OR",
        " OR ",
        " AND ",
        " NOT ",
        "*",
        ":",
        "title:",
        "lang:",
        "id:",
        "url:",
        "body:(",
        "after:2025",
        "on:7d ",
        "date:..",
        "2024",
        "before:1",
        "sort:newest ",
        "&",
        "핵",
        "평양",
        "\t",
        "\xC2\xA0",
        "　",
        "NEAR/5",
        " NEAR/5 ",
        " NEAR ",
        " w/3 ",
        " PRE/2 ",
        " /s ",
        " /p ",
        "\"~2",
        " ATLEAST/2",
        " ATLEAST/3 ",
        "=",
        "words:>5 ",
        "b",
        "c",
        "U.S.",
        "x=1",
        "é",
        "..",
    };
    const size_t np = sizeof pieces / sizeof *pieces;
    size_t fine = 0;
    srand(7);
    for (int round = 0; round < 20000; round++) {
        na_buf text, first, again;
        na_query *q = NULL;
        size_t at = 0;
        na_buf_init(&text, 1000);
        na_buf_init(&first, 100000);
        na_buf_init(&again, 100000);
        for (int n = rand() % 14; n > 0; n--)
            na_buf_puts(&text, pieces[(size_t)rand() % np]);
        if (na_query_parse(&q, na_buf_get(&text), NOW, &at, NULL) < 0) {
            assert_true(at <= text.len);
            assert_int_equal(na_query_caret(na_buf_get(&text), at, &again), NA_OK);
        } else {
            fine++;
            dump_node(&first, na_query_root(q));
            assert_int_equal(na_query_print(q, &again), NA_OK);
            na_query_free(q);
            if (na_query_parse(&q, na_buf_get(&again), NOW, NULL, NULL) < 0)
                fail_msg("%s became %s", na_buf_cstr(&text), na_buf_cstr(&again));
            na_buf_reset(&again);
            dump_node(&again, na_query_root(q));
            if (strcmp(na_buf_cstr(&first), na_buf_cstr(&again)) != 0)
                fail_msg("%s: %s became %s", na_buf_cstr(&text), na_buf_cstr(&first),
                         na_buf_cstr(&again));
            na_query_free(q);
        }
        na_buf_release(&text);
        na_buf_release(&first);
        na_buf_release(&again);
    }
    assert_true(fine > 10000);
}

static void assert_caret(const char *text, size_t at, const char *want)
{
    na_buf b;
    na_buf_init(&b, 1000);
    assert_int_equal(na_query_caret(na_str_c(text), at, &b), NA_OK);
    assert_string_equal(na_buf_cstr(&b), want);
    na_buf_release(&b);
}

static void carets(void **state)
{
    (void)state;
    assert_caret("", 0, "\n^\n");
    assert_caret("a after:x", 8, "a after:x\n        ^\n");
    assert_caret("평양 on:x", 10, "평양 on:x\n        ^\n");
    assert_caret("a\tb\x1b[1m\xFF", 2, "a b [1m?\n  ^\n");
    assert_caret("ab", 99, "ab\n  ^\n");
    char text[201], want[400];
    for (size_t i = 0; i < 200; i++) text[i] = (char)('0' + i % 10);
    text[200] = '\0';
    snprintf(want, sizeof want, "%.69s...\n%5s^\n", text, "");
    assert_caret(text, 5, want);
    snprintf(want, sizeof want, "...%.66s...\n%48s^\n", text + 55, "");
    assert_caret(text, 100, want);
    snprintf(want, sizeof want, "...%.69s\n%72s^\n", text + 131, "");
    assert_caret(text, 200, want);
    snprintf(want, sizeof want, "...%.69s\n%62s^\n", text + 131, "");
    assert_caret(text, 190, want);
    /* Wide characters: never more than 72 columns, whichever half would be cut. */
    na_buf wide, b;
    na_buf_init(&wide, 1000);
    na_buf_init(&b, 1000);
    na_buf_puts(&wide, "a");
    for (int i = 0; i < 80; i++) na_buf_puts(&wide, "평");
    for (size_t at = 0; at <= wide.len; at++) {
        na_buf_reset(&b);
        na_query_caret(na_buf_get(&wide), at, &b);
        size_t line = na_str_chr(na_buf_get(&b), '\n', 0), cols = 0;
        for (size_t i = 0; i < line; i++) {
            unsigned char c = (unsigned char)b.ptr[i];
            cols += c < 0x80 ? 1 : (c & 0xC0) == 0xC0 ? 2 : 0;
        }
        assert_true(cols <= 72);
        assert_true(b.len - line - 2 <= 73);
    }
    na_buf_release(&wide);
    na_buf_release(&b);
}

static void fields(void **state)
{
    (void)state;
    size_t n;
    const na_qfield *f = na_query_fields(&n);
    uint32_t seen = 0;
    for (size_t i = 0; i < n; i++) {
        assert_non_null(f[i].help);
        if (f[i].kind == NA_QF_TEXT) {
            assert_int_equal(seen & f[i].mask, 0);
            seen |= f[i].mask;
        }
    }
    assert_int_equal(seen, 127);
    /* The guide names every one of them. */
    const char *source = getenv("NEWSARC_SOURCE");
    if (!source) {
        print_message("NEWSARC_SOURCE is not set: doc/query.md not compared\n");
        return;
    }
    na_buf path, doc;
    na_buf_init(&path, 4096);
    na_buf_init(&doc, NA_MIB);
    assert_int_equal(na_path_join(&path, source, "doc/query.md", NULL), NA_OK);
    assert_int_equal(na_path_read(na_buf_cstr(&path), NA_MIB, &doc, NULL), NA_OK);
    for (size_t i = 0; i < n; i++) {
        char name[40];
        snprintf(name, sizeof name, "`%s:", f[i].name);
        if (na_str_find(na_buf_get(&doc), na_str_c(name), 0) == (size_t)-1)
            fail_msg("doc/query.md does not explain %s", f[i].name);
    }
    na_buf_release(&path);
    na_buf_release(&doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees),  cmocka_unit_test(errors), cmocka_unit_test(limits),
        cmocka_unit_test(places), cmocka_unit_test(notes),  cmocka_unit_test(round_trips),
        cmocka_unit_test(carets), cmocka_unit_test(fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
