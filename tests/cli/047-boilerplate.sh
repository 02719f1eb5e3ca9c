#!/bin/sh
# SPDX-License-Identifier: MIT
# What stands below every article of a source is no part of any: no search finds it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"

i=0
while [ $i -lt 12 ]; do
    printf '{"id":"%d","title":"Report number %d","source":"Quay Times","lang":"en","body":"Ship%d came in today, and the harbour saw it.\\n\\nReaders pay for this harbour news: support us with a gift."}\n' $i $i $i
    i=$((i + 1))
done >news.jsonl
status 0 newsarc import news.jsonl

begin "the stories are found, in all articles"
[ "$(newsarc search --count harbour)" = 12 ] || fail "$(newsarc search --count harbour)"
pass
begin "the plea only in those that came before it was known for one"
[ "$(newsarc search --count gift)" = 7 ] || fail "$(newsarc search --count gift)"
pass
id=$(newsarc search --format ids ship11)
begin "it is still there to read"
status 0 newsarc show "$id"
has actual "support us with a gift"
begin "explain"
sha=$(sha256sum news.jsonl | cut -d' ' -f1)
explained() { newsarc explain "$id" | grep -v -e record_sha256 -e reader_version -e imported; }
expect 0 explained <<EOF
id: $id
revision: 1
title: Report number 11
volume: head
identity:
  of: source and key
  source: Quay Times
  key: 11
provenance:
  bundle: news.jsonl
  bundle_sha256: $sha
  entry: news.jsonl
  record: 12
  reader: json
fields:
  body: body
  key: id
  lang: lang
  source: source
  title: title
boilerplate:
paragraph  articles  of  not indexed, for it recurs
        2        12  12  Readers pay for this harbour news: support us with a gift.
EOF
begin "... as JSON"
status 0 newsarc explain --json "$id"
has actual '"boilerplate":['
has actual '{"paragraph":2,"articles":12,"of":12,"text":"Readers pay for this harbour news: support us with a gift."}'
begin "sealing looks again"
status 0 newsarc seal
[ "$(newsarc search --count gift)" = 0 ] || fail "$(newsarc search --count gift)"
[ "$(newsarc search --count harbour)" = 12 ] || fail "$(newsarc search --count harbour)"
status 0 newsarc verify --full
begin "a snippet without it"
status 0 newsarc search ship11
has actual "Ship11"
if grep -q "Readers pay" actual; then fail "boilerplate in a snippet"; fi
begin "export names it"
status 0 newsarc export ship11
has actual '"boilerplate":[2]'
begin "no article, no operand"
status 5 newsarc explain ffffffff
status 2 newsarc explain
begin "of a marked article, too, sealing finds more of it"
export NEWSARC_ARCHIVE="$PWD/b"
status 0 newsarc import news.jsonl
status 0 newsarc tag +tide -- harbour
status 0 newsarc seal
status 0 newsarc verify --full
[ "$(newsarc search --count tag:tide)" = 12 ] || fail "$(newsarc search --count tag:tide)"
[ "$(newsarc search --count gift)" = 0 ] || fail "$(newsarc search --count gift)"
done_testing
