#!/bin/sh
# SPDX-License-Identifier: MIT
# Files that are cut into records: small ones in the parser, large ones in the unpacker, with
# the same result. Damage costs the record it is in.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need awk
mkdir -p mine/ingest small large
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
# reader NAME SPLIT: the record's own text is the article's
reader() {
    cat >"mine/ingest/$1.lua" <<LUA
return { api = 1, kind = "ingest", name = "$1", split = "$2", match = { ext = { "$1" } },
  probe = function() return 100 end, -- before those that ship
  parse = function(rec)
    if rec.head:is("") then error("no head") end
    return { title = "no " .. rec.index, body = tostring(rec:bytes()) }
  end }
LUA
}
reader rows csv
reader box mbox
reader web warc
reader dump "xml:page|item"

# make N DIR: files of N records each, one or two of them damaged
make() {
    awk -v n="$1" -v d="$2" 'BEGIN {
        pad = "lorem ipsum dolor sit amet "
        for (i = 1; i <= n; i++) {
            printf "%d,\"line %d\nanother \"\"line\"\"\",%s\n", i, i, pad > (d "/a.rows")
            printf "From a%d Mon Jan  1 10:00:00 2024\nSubject: s%d\n\n%s\n\n", i, i, pad > (d "/a.box")
            body = "body " i " " pad
            len = i == 3 ? 7 : i == 5 ? 99999999 : length(body)
            printf "WARC/1.0\r\nWARC-Record-ID: %d\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", i, len, body > (d "/a.web")
            printf "<!-- <page> --><page n=\">\">%d <b>%s</b></page>\n<x:item>%d</x:item>", i, pad, i > (d "/a.dump")
        }
        printf "\"never closed\n" > (d "/a.rows")
        printf "<page>cut" > (d "/a.dump")
    }'
}
make 6 small
make 20000 large

begin "small files"
expect 3 newsarc -A small.d import small <<EOF
4 entries, 32 records: 28 added, 0 updated, 0 duplicates, 0 skipped, 4 quarantined
EOF
begin "large files"
expect 3 newsarc -A large.d import large <<EOF
4 entries, 100002 records: 99998 added, 0 updated, 0 duplicates, 0 skipped, 4 quarantined
EOF

begin "what is damaged is known by its place"
status 0 newsarc -A large.d quarantine list --jsonl
offset=$(grep -abo 'WARC-Record-ID: 5' large/a.web | head -1 | cut -d: -f1)
has actual "\"offset\":$((offset - 10))"
[ "$(grep -c '"code":"truncated"' actual)" = 2 ] || fail "two were cut short"
[ "$(grep -c '"code":"damaged"' actual)" = 2 ] || fail "two were damaged"

begin "again: nothing new"
status 3 newsarc -A large.d import large
has actual " 0 added, 0 updated, 99998 duplicates"

begin "a large table is read as its first line says, whatever single rows look like"
awk 'BEGIN { print "Titel;Text"; for (i = 0; i < 9000; i++)
    if (i % 2) printf "T %d;\"in zwei\nZeilen %d\"\n", i, i
    else printf "T %d;mit, vielen, Kommas, %d\n", i, i }' >x.csv
expect 0 newsarc -A table.d import x.csv <<EOF
1 entries, 9001 records: 9000 added, 0 updated, 0 duplicates, 1 skipped, 0 quarantined
EOF
if (printf 'a' | iconv -t UTF-16LE) >/dev/null 2>&1; then
    (printf '\377\376' && iconv -f UTF-8 -t UTF-16LE x.csv) >y.csv
    status 0 newsarc -A table.d import y.csv
    has actual "9001 records: 0 added, 0 updated, 9000 duplicates"
fi

begin "a record that is too long costs itself"
status 3 newsarc -A tight.d import --limit record=200K large/a.web
has actual "20000 records: 19998 added"
awk 'BEGIN { printf "<page>"; for (i = 0; i < 90000; i++) printf "abcdefgh"; print "</page><page>z</page>" }' >x.dump
status 3 newsarc -A tight.d import --limit record=200K x.dump
has actual "2 records: 1 added"
status 0 newsarc -A tight.d quarantine list --jsonl
has actual '"code":"too_large"'
has actual '"length":720013'

begin "the limit is the same for all: the record's own bytes, without line ends behind it"
reader lns lines
reader one entry
# limit DIR L: files of a record of L bytes, one of L + 1, and a short one
limit() {
    mkdir "$1"
    awk -v d="$1" -v limit="$2" '
    function pad(n) { s = ""; while (length(s) < n) s = s "abcdefgh"; return substr(s, 1, n) }
    function warc(n,  i, h) { # n bytes in all
        for (i = n; ; i--) {
            h = "WARC/1.0\r\nContent-Length: " i "\r\n\r\n"
            if (length(h) + i <= n) break
        }
        while (length(h) + i < n) { sub(/: /, ":  ", h) }
        return h pad(i) "\r\n\r\n"
    }
    BEGIN {
        for (k = 0; k < 3; k++) {
            n = k < 2 ? limit + k : 60
            printf "%s\r\n", pad(n) > (d "/a.lns")
            printf "%s\n", pad(n) > (d "/" k ".one")
            printf "1,\"%s\"\n", pad(n - 4) > (d "/a.rows")
            from = "From a1 Mon Jan  1 10:00:00 2024\n\n"
            printf "%s%s\n\n", from, pad(n - length(from)) > (d "/a.box")
            printf "%s", warc(n) > (d "/a.web")
            printf "<page>%s</page>\n", pad(n - 13) > (d "/a.dump")
        }
    }'
}
cat >mine/ingest/fun.lua <<'LUA'
return { api = 1, kind = "ingest", name = "fun", match = { ext = { "fun" } }, probe = function() return 100 end,
  split = function(stream)
    local v, at = stream:view(), 1
    return function()
      local nl = v:find("\n", at, true)
      local piece = nl and v:sub(at, nl)
      at = (nl or at) + 1
      return piece
    end
  end,
  parse = function(rec) return { title = "no " .. rec.index, body = tostring(rec:bytes()) } end }
LUA
for size in 900 70000 300000; do
    limit limit$size $size
    [ $size != 900 ] || cp limit900/a.lns limit900/a.fun # cut by a function: where all of it fits
    status 3 newsarc -A limit.d import --limit record=$size limit$size
    [ $size = 900 ] && all="9 entries, 21 records: " bad=7 || all="8 entries, 18 records: " bad=6
    has actual "$all"
    has actual " 0 skipped, $bad quarantined"
    newsarc -A limit.d quarantine list --jsonl >rows
    [ "$(grep -c '"code":"too_large"' rows)" = "$bad" ] || fail "not all for their length"
    newsarc -A limit.d quarantine drop --all >/dev/null
    status 0 newsarc -A more.d import --limit record=$((size + 1)) limit$size
    has actual "$all"
    has actual " 0 skipped, 0 quarantined"
done
done_testing
