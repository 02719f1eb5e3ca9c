#!/bin/sh
# SPDX-License-Identifier: MIT
# A better reader over records that were kept: what changed becomes a revision, all is counted.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"

# VERSION, how the title is made, and what else: a reader of lines "key|title|text".
reader() {
    cat >edition.lua <<LUA
return {
  api = 1, kind = "ingest", name = "edition", version = "$1", summary = "lines",
  match = { ext = { "edition" } }, split = "lines",
  parse = function(rec)
    local key, title, body = rec:text():match("^(.-)|(.-)|(.*)\$")
    return { key = key, title = $2, body = body, source = "Quay Times" ${3:-} }
  end,
}
LUA
}
cat >news.edition <<'EOF'
a|FERRY RUNS AGAIN|The ferry runs again.
b|Fog closes the port|No ship was damaged.
c|Tide mill|It grinds flour.
EOF
reader 1 title

begin "the first reader"
status 0 newsarc import --script edition.lua --keep-originals --set lang=en --seal news.edition
has actual "3 added"
begin "the same reader: nothing changes"
expect 0 newsarc reparse --script edition.lua <<'EOF'
3 records gave 3: 0 added, 0 updated, 3 unchanged, 0 skipped, 0 failed
EOF

reader 2 'title:upper() == title and title:sub(1, 1) .. title:sub(2):lower() or title'
begin "a better one, tried"
expect 0 newsarc reparse --script edition.lua --dry-run <<'EOF'
3 records gave 3: 0 added, 1 updated, 2 unchanged, 0 skipped, 0 failed
EOF
expect 0 newsarc search --count 'revisions:all' <<'EOF'
3
EOF
begin "... and done: a revision, which says who gave it"
expect 0 newsarc reparse --script edition.lua <<'EOF'
3 records gave 3: 0 added, 1 updated, 2 unchanged, 0 skipped, 0 failed
EOF
id=$(newsarc search --format ids ferry)
status 0 newsarc show --json "$id"
has actual '"title":"Ferry runs again"'
has actual '"revision":2'
has actual '"reader_version":"2"'
has actual '"lang":"en"'
has actual '"entry":"news.edition","record":1'
status 0 newsarc show --json --revision 1 "$id"
has actual '"title":"FERRY RUNS AGAIN"'
has actual '"reader_version":"1"'
begin "once more: nothing"
expect 0 newsarc reparse --script edition.lua <<'EOF'
3 records gave 3: 0 added, 0 updated, 3 unchanged, 0 skipped, 0 failed
EOF

reader 3 'title' ', published = "2025-04-06"'
begin "not only the text: a date that was found, only where the query says"
expect 0 newsarc reparse --script edition.lua --json mill <<'EOF'
{"schema":1,"records":1,"missing":0,"articles":1,"added":0,"updated":1,"unchanged":0,"skipped":0,"failed":0,"left":0,"replaced":0,"left_ids":[],"replaced_ids":[]}
EOF
expect 0 newsarc search --format ids on:2025-04-06 <<EOF
$(newsarc search --format ids mill)
EOF
begin "the original is still there, sealed again with nothing"
status 0 newsarc seal
status 0 newsarc show --original "$(newsarc search --format ids mill)"
[ "$(cat actual)" = "$(sed -n 3p news.edition)" ] || fail "another"

reader 4 '(key == "b" and error("no") or title)' ', published = "2025-04-06"'
begin "what fails stays as it is, and is told"
status 3 newsarc reparse --script edition.lua
has actual "3 records gave 3: 0 added, 1 updated, 1 unchanged, 0 skipped, 1 failed"
has stderr.txt "edition.lua:6:"
expect 0 newsarc search --count fog <<'EOF'
1
EOF
status 0 newsarc quarantine list
hasnt actual edition
status 3 newsarc reparse --script edition.lua fog
hasnt stderr.txt "no longer"

cat >edition.lua <<'LUA'
return {
  api = 1, kind = "ingest", name = "edition", version = "5", summary = "lines",
  match = { ext = { "edition" } }, split = "lines",
  parse = function(rec)
    local key, title, body = rec:text():match("^(.-)|(.-)|(.*)$")
    if key == "c" then return nil, "no news" end
    if key == "b" then key = "bb" end
    return { key = key, title = title, body = body, source = "Quay Times" }
  end,
}
LUA
begin "what is given no longer stays, and is told"
status 0 newsarc reparse --script edition.lua
has actual "3 records gave 3: 1 added, 1 updated, 0 unchanged, 1 skipped, 0 failed"
has stderr.txt "2 articles that their records give no longer; left as they are"

begin "... named, and with --replace what is the same article takes its place"
with_key() { # KEY: the id of the article about fog that has it
    for i in $(newsarc search --format ids fog); do
        newsarc show --json "$i" >one
        if grep -q "\"key\":\"$1\"" one; then echo "$i"; fi
    done
}
old=$(with_key b) new=$(with_key bb)
has stderr.txt "newsarc remove takes away what nobody wants: "
has stderr.txt "$old"
newsarc tag +port -- "id:$old" >/dev/null
newsarc tag +own -- "id:$new" >/dev/null
newsarc note "$old" 'ask the pilot' >/dev/null
newsarc edit --set deck=Ours "$old" >/dev/null
newsarc edit --set deck=Theirs "$new" >/dev/null
status 0 newsarc reparse --script edition.lua --replace --dry-run fog
has stderr.txt "1 article would be replaced by what their records give now"
status 0 newsarc show "$old"
status 0 newsarc reparse --script edition.lua --replace --json
has actual '"left":1,"replaced":1,'
has actual "{\"id\":\"$old\",\"by\":\"$new\"}"
expect 0 newsarc search --format ids 'fog tag:port tag:own note:pilot' <<EOF
$new
EOF
status 0 newsarc show "$new"
has actual Theirs
status 5 newsarc show "$old"
status 0 newsarc verify --full
begin "... once more: it is gone, and its record gives the other one"
status 0 newsarc reparse --script edition.lua --replace fog
has actual "1 records gave 1: 0 added, 0 updated, 1 unchanged"
hasnt stderr.txt replaced
begin "... which of several is which, the text tells; where it does not, all stay"
cat >feed.lua <<'LUA'
return {
  api = 1, kind = "ingest", name = "feed-of-lines", version = "1", summary = "lines of one record",
  match = { ext = { "lines" } },
  parse = function(rec)
    local out = {}
    for key, title, body in rec:text():gmatch("([^\n]-)|([^\n]-)|([^\n]*)\n") do
      out[#out + 1] = { key = key, title = title, body = body, source = "Lines" }
    end
    return out
  end,
}
LUA
printf 'k1|One|First text.\nk2|Two|Second text.\nk3|Same|Twice.\nk4|Same|Twice.\n' >some.lines
status 0 newsarc -A r import --script feed.lua --keep-originals some.lines
has actual "4 added"
newsarc -A r tag +second -- two >/dev/null
sed -i 's/key = key/key = "n" .. key/; s/version = "1"/version = "2"/' feed.lua
status 0 newsarc -A r reparse --script feed.lua --replace
has actual "4 added"
has stderr.txt "2 articles that their records give no longer; left as they are"
has stderr.txt "2 articles replaced by"
expect 0 newsarc -A r search --count two tag:second <<'EOF'
1
EOF
expect 0 newsarc -A r search --count 'one OR two' <<'EOF'
2
EOF
expect 0 newsarc -A r search --count same <<'EOF'
4
EOF
begin "... and what has earlier revisions stays"
printf 'k1|One|First text.\n' >a.lines
printf 'k1|One|First text, corrected.\n' >b.lines
status 0 newsarc -A s import --script feed.lua --keep-originals a.lines b.lines
sed -i 's/"n" .. key/"m" .. key/; s/version = "2"/version = "3"/' feed.lua
status 0 newsarc -A s reparse --script feed.lua --replace
has stderr.txt "1 article that their records give no longer; left as they are"
expect 0 newsarc -A s search --count one <<'EOF'
2
EOF

begin "a text that another record followed does not come to the front again"
reader 6 title
cat >twice.edition <<'EOF'
a|OLD NEWS|The pier was closed.
a|New news|The pier was opened.
EOF
export NEWSARC_ARCHIVE="$PWD/two"
status 0 newsarc import --script edition.lua --keep-originals twice.edition
has actual "1 added, 1 updated"
reader 7 'title:lower()'
expect 0 newsarc reparse --script edition.lua revisions:all <<'EOF'
2 records gave 2: 0 added, 1 updated, 1 unchanged, 0 skipped, 0 failed
EOF
id=$(newsarc search --format ids pier)
status 0 newsarc show --json "$id"
has actual '"revision":3'
has actual '"title":"new news"'
begin "a record that gives several texts of an article gives them once"
cat >poll.xml <<'EOF'
<rss version="2.0"><channel><title>Quay</title><link>http://quay.example/</link>
<item><guid>g1</guid><title>Ferry</title><description>The ferry is late today, says the harbour.</description></item>
<item><guid>g1</guid><title>Ferry</title><description>The ferry runs again, says the harbour.</description></item>
</channel></rss>
EOF
status 0 newsarc import --keep-originals poll.xml
has actual "1 added, 1 updated"
expect 0 newsarc reparse ferry <<'EOF'
1 records gave 2: 0 added, 0 updated, 2 unchanged, 0 skipped, 0 failed
EOF
export NEWSARC_ARCHIVE="$PWD/a"

begin "without an original there is nothing to read"
printf '%s\n' '{"title":"Not kept","body":"Words."}' >plain.json
status 0 newsarc import plain.json
status 5 newsarc reparse kept
has stderr.txt "no original of the 1 articles is kept"
begin "among others it is counted"
status 0 newsarc reparse --script edition.lua --dry-run
has stderr.txt "1 record without a kept original; their articles stay as they are"
begin "nothing matches"
status 1 newsarc reparse nowhere

begin "rows of a table are read with the names of its columns"
cat >table.csv <<'EOF'
headline;fulltext;outlet
Lamp goes electric;The lamp was changed.;Quay Times
Breakwater is voted;Work begins in spring.;Quay Times
EOF
status 0 newsarc -A t import --keep-originals table.csv
has actual "2 added"
expect 0 newsarc -A t reparse <<'EOF'
2 records gave 2: 0 added, 0 updated, 2 unchanged, 0 skipped, 0 failed
EOF
begin "... and so are elements of a list, lines and pages"
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
printf '[{"title":"One","body":"First."},\n{"title":"Two","body":"Second."}]' >news/list.json
status 0 newsarc -A u import --keep-originals news
has actual "8 added"
expect 0 newsarc -A u reparse <<'EOF'
8 records gave 8: 0 added, 0 updated, 8 unchanged, 0 skipped, 0 failed
EOF
begin "dates that were told by the day of the import are told by it again"
cat >yesterday.html <<'HTML'
<!DOCTYPE html><html lang="en"><head><title>The quay is closed</title></head><body><article>
<h1>The quay is closed</h1><time>2 hours ago</time>
<p>The quay was closed on account of the storm, and nobody knows when it will be opened.</p>
<p>Ships wait in the bay; the harbour master asks for patience, as he did the last time.</p>
</article></body></html>
HTML
status 0 env NEWSARC_NOW=1743897600 "$NEWSARC" -A w import --keep-originals yesterday.html
newsarc -A w export >before
expect 0 env NEWSARC_NOW=1759795200 "$NEWSARC" -A w reparse <<'EOF'
1 records gave 1: 0 added, 0 updated, 1 unchanged, 0 skipped, 0 failed
EOF
newsarc -A w export | cmp -s - before || fail "another article"
done_testing
