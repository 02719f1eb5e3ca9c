#!/bin/sh
# SPDX-License-Identifier: MIT
# Strings that trip search programs: each answers, and finds what it should.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
cat >news.jsonl <<'JSONL'
{"title": "Port opens after COVID-19", "body": "The U.S. carrier AT&T laid a cable. They don't say what it cost; the ratio a:b was kept.", "source": "Wire", "lang": "en", "published": "2024-05-01"}
{"title": "Nothing of the kind", "body": "Covid came in the 19th week. It counts 19 to us, at the t junction; do not ask. A bee.", "source": "Wire", "lang": "en", "published": "2024-05-02"}
{"title": "선수들이 평양에서 달렸다", "body": "로동신문은 마라톤을 크게 다루었다. 핵무기를 말하지는 않았다. 군이 길을 막았다.", "source": "부두 통신", "lang": "ko", "published": "2024-05-03"}
{"title": "날씨", "body": "비가 온다.", "source": "부두 통신", "lang": "ko", "published": "2024-05-04"}
JSONL
newsarc import --no-seal news.jsonl >/dev/null

# finds N QUERY: from the head, from a volume.
finds() {
	begin "$2"
	none=0
	[ "$1" != 0 ] || none=1
	status $none newsarc search --count -- "$2"
	[ "$(cat actual)" = "$1" ] || fail "$(cat actual) hits, wanted $1"
}

all() {
	finds 1 'COVID-19'
	finds 1 'covid-19'
	finds 1 'U.S.'
	finds 1 'AT&T'
	finds 1 "don't"
	finds 1 "$(printf 'don\342\200\231t')" # a typographic one
	finds 1 'a:b'
	finds 1 'ratio:a:b'
	finds 1 '평양'
	finds 1 '마라톤'
	finds 1 '로동신문'
	finds 1 '핵'
	finds 1 '군'
	finds 1 '비'
	finds 0 '"'
	finds 0 '""'
	finds 0 '(('
	finds 0 '))'
	finds 0 '*'
	finds 0 '&'
	finds 0 ':'
	finds 0 '- -'
	finds 0 'OR'
	finds 0 "'; DROP TABLE article; --"
	finds 1 '(cable'
	finds 1 'cable)'
	finds 1 '"laid a cable'
	finds 1 'cable OR'
	finds 1 'cable "'
}

begin "an error names its place"
status 2 newsarc search 'cable after:someday'
has stderr.txt "after:"
all
newsarc seal >/dev/null 2>&1
all
begin "any of the words"
status 0 newsarc search --any --format ids what cable was laid by whom
[ "$(wc -l <actual)" -ge 1 ] || fail "no hit"
status 0 newsarc search --any --count 'cable 비 kind'
[ "$(cat actual)" = 3 ] || fail "$(cat actual) hits, wanted 3"
begin "what is no word stays a condition"
status 0 newsarc search --any --count 'cable 비 kind lang:en -carrier after:2024'
[ "$(cat actual)" = 1 ] || fail "$(cat actual) hits, wanted 1"
status 0 newsarc search --any --json 'cable kind source:wire -carrier'
has actual '"(cable OR kind) source:wire -carrier"'
done_testing
