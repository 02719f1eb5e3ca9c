#!/bin/sh
# SPDX-License-Identifier: MIT
# Charsets that are not what they are said to be, text that was read wrongly before us, and dates
# that depend on when the page was captured.
. "$(dirname "$0")/lib.sh"

story='The ferry to the island left the quay three hours late, because the captain had lost his keys, which were found in the engine room only when some forty passengers had waited in the rain.'
page() { # file, charset declared, title, line below it
	printf '<html><head><meta charset="%s"><title>%s</title></head><body><article><h1>%s</h1>\n' "$2" "$3" "$3" >"$1"
	printf '<p class="dateline">%s</p>\n<p>%s</p>\n<p>%s</p></article></body></html>\n' "$4" "$story" "$story" >>"$1"
}

begin "a page that says iso-8859-1 and is UTF-8"
page a.html iso-8859-1 'Café fermé' 'April 6, 2025'
expect 0 newsarc -A a import a.html <<EOF
1 entries, 1 records: 1 added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined
EOF
newsarc -A a export --format jsonl >out
has out '"title":"Café fermé"'
has out '"charset":"utf-8 (utf8), declared iso-8859-1"'

begin "one that was read wrongly before it was saved"
page b.html utf-8 'CafÃ© fermÃ© Ã Paris' 'April 6, 2025'
status 0 newsarc -A b import b.html
newsarc -A b export --format jsonl >out
has out '"title":"Café fermé à Paris"'
has out '"mojibake":"title: utf-8 read as windows-1252"'

begin "a lone oddity stays"
page c.html utf-8 'A letter Ã on a stone' 'April 6, 2025'
status 0 newsarc -A c import c.html
newsarc -A c export --format jsonl >out
has out '"title":"A letter Ã on a stone"'
hasnt out 'mojibake'

begin "yesterday, without a time of capture: no date"
page d.html utf-8 'Late again' 'Yesterday, 14:05'
touch -d '2025-04-06T03:00:00Z' d.html
status 0 newsarc -A d import d.html
newsarc -A d export --format jsonl >out
hasnt out '"published"'

begin "yesterday, captured when its file was written: by the calendar of the zone given"
status 0 newsarc -A e import --date-from mtime --tz +09:00 d.html
newsarc -A e export --format jsonl >out
has out '"published":"2025-04-05T14:05:00+09:00"'
has out '"published":"dateline (relative)"'

begin "without a date, but captured: undated, and the capture is shown"
page h.html utf-8 'No date at all' 'Words.'
sed 's#^<html>#<!--\n Page saved with SingleFile \n url: https://quay.example/h \n saved date: Sun Apr 06 2025 12:00:00 GMT+0900 (KST)\n-->\n<html>#' h.html >saved.html
status 0 newsarc -A h import saved.html
id=$(newsarc -A h search --format ids date)
status 0 newsarc -A h show "$id"
has actual "date:       undated"
has actual "captured:   2025-04-06 12:00 +09:00"
status 0 newsarc -A h history "$id"
has actual "2025-04-06T12:00:00+09:00"
status 0 newsarc -A h history --json "$id"
has actual '"captured":"2025-04-06T12:00:00+09:00"'
begin "... and with --date-from captured, of that day, which is said everywhere"
status 0 newsarc -A i import --date-from captured saved.html a.html
has stderr.txt "1 article without a date: that of the capture"
id=$(newsarc -A i search --format ids 'No date at all')
status 0 newsarc -A i show --provenance "$id"
has actual "date:       2025-04-06 (of capture)"
has actual "published of captured"
newsarc -A i export --format jsonl "id:$id" >out
has out '"published":"2025-04-06","published_precision":"day"'
newsarc -A i edit --set published=2025-04-01 "$id" >/dev/null
status 0 newsarc -A i show "$id"
hasnt actual "of capture"
status 2 newsarc -A i import --date-from nowhere saved.html

begin "the language of a page says which number is the day"
for lang in de en-US en; do
	page g.html utf-8 "In $lang" 'no date here'
	sed "s#<html>#<html lang=\"$lang\">#; s#<title>#<meta name=\"date\" content=\"06.04.2025\"><title>#" g.html >"g-$lang.html"
	status 0 newsarc -A g import "g-$lang.html"
done
newsarc -A g export --format jsonl >out
grep '"In de"' out >one
has one '"published":"2025-04-06"'
grep '"In en-US"' out >one
has one '"published":"2025-06-04"'
grep '"In en"' out >one
hasnt one '"published"'

begin "dates that nobody meant"
for d in 'January 1, 1970' '1900-01-01' '04/06/2025' 'April 6, 2095'; do
	page f.html utf-8 "On $d" "$d"
	status 0 newsarc -A f import f.html
done
newsarc -A f export --format jsonl >out
[ "$(grep -c . out)" = 4 ] || fail "not four articles"
hasnt out '"published"'

# Real collections that were read right: no line of them is mended.
for name in kcna-2011 korean reuters21578; do
	bundle=${NEWSARC_SHARED:-$NEWSARC_SOURCE/../shared}/data/$name.tar.gz
	[ -f "$bundle" ] || continue
	begin "$name: nothing is mended that is right"
	newsarc -A real import --no-seal "$bundle" >actual 2>stderr.txt || [ $? = 3 ] || fail "exit $?"
	newsarc -A real export --format jsonl >out
	hasnt out '"mojibake"'
	rm -rf real
	pass
done
done_testing
