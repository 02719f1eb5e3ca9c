#!/bin/sh
# SPDX-License-Identifier: MIT
# The bundle that comes with newsarc, against archive/sample/EXPECTED.md.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
sample=$NEWSARC_SOURCE/archive/sample.tar.gz
table=$NEWSARC_SOURCE/archive/sample/EXPECTED.md
[ -f "$sample" ] || skip "no archive/sample.tar.gz"

begin "totals"
expect 3 newsarc import "$sample" <<'EOF'
55 entries, 68 records: 53 added, 2 updated, 2 duplicates, 9 skipped, 2 quarantined
EOF
begin "again: nothing new"
expect 3 newsarc import "$sample" <<'EOF'
55 entries, 68 records: 0 added, 0 updated, 57 duplicates, 9 skipped, 2 quarantined
EOF
begin "quarantine names both and why"
status 0 newsarc quarantine list
has actual report.dat
has actual 2025.jsonl
has actual "line 5"

# | `query` | hits | which |
searches() {
    sed -n '/^## Searches/,$s/^| `\(.*\)` | \([0-9]*\) |.*/\2 \1/p' "$table" >queries
    [ "$(wc -l <queries)" = 20 ] || fail "not 20 searches in the table"
    while read -r want query; do
        got=$(newsarc search --count "$query" 2>/dev/null) || true
        [ "$got" = "$want" ] || fail "$query: $got hits, wanted $want"
    done <queries
}
begin "its searches, in the head"
searches
pass
begin "its searches, in volumes"
newsarc seal >/dev/null
searches
pass
begin "languages"
for l in en:27 ko:9 de:4 fr:4 es:3 ja:3 ru:3; do
    got=$(newsarc search --count "lang:${l%:*}") || true
    [ "$got" = "${l#*:}" ] || fail "lang:${l%:*}: $got, wanted ${l#*:}"
done
pass
begin "three are undated"
dated=$(newsarc search --count after:1000 2>stderr.txt)
[ "$dated" = 50 ] || fail "$dated are dated, wanted 50"
has stderr.txt ": 3"
pass
begin "verify"
status 0 newsarc verify --full

# What the readers must give, article by article: title and date of those that are added.
begin "titles and dates"
newsarc export >all.jsonl
# shellcheck disable=SC2016 # backquotes of the table
sed -n '/^## Articles/,/^## /s/^| `[^`]*` |[^|]*| \(added\|updated\) | \([^|]*\) | [^|]* | [^|]* | \([^|]*\) | .*/\3	\2/p' "$table" >wanted
[ "$(wc -l <wanted)" -ge 53 ] || fail "the table has another form"
while IFS='	' read -r date title; do
    grep -F "\"title\":\"$title\"" all.jsonl >line || fail "no article \"$title\""
    case $date in
    —*) grep -q '"published"' line && [ "$(wc -l <line)" = 1 ] && fail "a date for \"$title\"" ;;
    *) grep -qF "\"published\":\"$date\"" line || fail "\"$title\": not $date" ;;
    esac
done <wanted
pass
begin "bodies begin, end and are cut as they should"
# shellcheck disable=SC2016
sed -n '/^## Bodies/,/^## meta/s/^| `\([^`]*\)` | *\([0-9]*\) *| \([0-9]*\) | \(.*\) | \(.*\) |$/\1	\2	\3	\4	\5/p' \
    "$table" >wanted
[ "$(wc -l <wanted)" -ge 53 ] || fail "the table has another form"
: >wrong
while IFS= read -r row; do
    file=$(printf '%s' "$row" | cut -f 1) record=$(printf '%s' "$row" | cut -f 2)
    count=$(printf '%s' "$row" | cut -f 3) first=$(printf '%s' "$row" | cut -f 4)
    last=$(printf '%s' "$row" | cut -f 5)
    grep -F "\"entry\":\"sample/$file\",\"record\":${record:-1}," all.jsonl >lines || continue
    if [ "$(wc -l <lines)" -gt 1 ]; then grep -F "\"body\":\"$first" lines; else cat lines; fi |
        sed 's/","\(meta\|boilerplate\|provenance\)":[[{].*//; s/.*"body":"//; s/[*`]//g; s/\\"/"/g' |
        sed 's/\[\([^]]*\)\](http[^)]*)/\1/g' >body
    paragraphs=$(($(grep -o '\\n\\n' body | wc -l) + 1))
    sed -i 's/\\n/ /g; s/  */ /g' body
    case $(cat body) in
    "$first"*"$last") ;;
    *) echo "$file $record: begins or ends otherwise" >>wrong ;;
    esac
    [ "$paragraphs" = "$count" ] || echo "$file $record: $paragraphs paragraphs, not $count" >>wrong
done <wanted
[ ! -s wrong ] || { cat wrong >actual; fail "bodies"; }
pass
begin "comment policies are kept beside the text, and not found"
# shellcheck disable=SC2016
sed -n '/^## meta.removed/,/^## Charsets/s/^| `\([^`]*\)` | \(.*\) |$/\1	\2/p' "$table" >wanted
[ "$(wc -l <wanted)" -ge 10 ] || fail "the table has another form"
while IFS='	' read -r file text; do
    grep -F "\"entry\":\"sample/$file\"" all.jsonl >line || continue # an earlier revision
    sed 's/.*"removed":"//' line | grep -qF -e "$text" || fail "$file: nothing removed"
done <wanted
expect 1 newsarc search --count '"kindly refrain" OR "merci de vous abstenir"' <<'EOF'
0
EOF
begin "what belongs to no article is in none"
for s in "Enjoying this story?" "We use cookies" "Share on Ripple" "Read next" \
    "Most read this week" "Spring offer" "Printer-friendly page" "Rowing boat for sale" \
    "À lire aussi" "많이 본 뉴스" "Read more on our website" "Template Author" "Ã©" "â€"; do
    sed 's/.*"body":"\(.*\)","\(meta\|provenance\)":.*/\1/' all.jsonl >bodies
    hasnt bodies "$s"
done
pass
done_testing
