#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
mkdir -p mine/ingest
NEWSARC_SCRIPTS=$PWD/mine:$NEWSARC_SCRIPTS
export NEWSARC_SCRIPTS
# A reader of its own format that fails where the file says "bad".
reader() {
    cat >mine/ingest/quay.lua <<LUA
local text = require "text"
return { api = 1, kind = "ingest", name = "quay", version = "$1", summary = "a test",
  match = { ext = { "quay" } },
  parse = function(rec, ctx)
    local t = rec:text()
    $2
    return { title = "Quay " .. rec.name:match("[^/]*$"), body = t }
  end }
LUA
}
reader 1 'if t:find("bad") then error("cannot read that") end'
mkdir in
echo "A good ship came in." >in/one.quay
echo "A bad ship came in." >in/two.quay
echo "Another bad ship." >in/three.quay
printf '\000\001\002\377\376\200\033]' >in/bytes.bin

begin "failures are counted, the others are stored"
expect 3 newsarc import in <<'EOF'
4 entries, 4 records: 1 added, 0 updated, 0 duplicates, 0 skipped, 3 quarantined
EOF
has stderr.txt "newsarc quarantine list"

begin "list: which and why"
status 0 newsarc quarantine list
has actual two.quay
has actual "cannot read that"
has actual no_reader
begin "list as JSON"
status 0 newsarc quarantine list --json
has actual '"code":"script_error"'
has actual '"line":6'
begin "list as lines of JSON"
status 0 newsarc quarantine list --jsonl
[ "$(grep -c '^{"id":' actual)" = 3 ] || fail "not three"
id=$(sed -n 's/^{"id":\([0-9]*\),.*two\.quay.*/\1/p' actual)
bin=$(sed -n 's/^{"id":\([0-9]*\),.*bytes\.bin.*/\1/p' actual)

begin "show: script and line, and the record"
status 0 newsarc quarantine show "$id"
has actual "quay.lua:6"
has actual "A bad ship came in."
begin "show --raw: its bytes"
expect 0 newsarc quarantine show --raw "$id" <in/two.quay
begin "bytes that are no text come out escaped"
status 0 newsarc quarantine show "$bin"
has actual '\x00\x01'
if grep -q "$(printf '\033')" actual; then fail "an escape"; fi
begin "no such record"
status 5 newsarc quarantine show 999
begin "what is no number"
status 2 newsarc quarantine show first

begin "retry without a change: still there"
status 3 newsarc quarantine retry "$id"
has actual " 1 quarantined"
begin "... one attempt more"
status 0 newsarc quarantine show "$id"
grep -q "^attempts *2" actual || fail "attempts"

begin "the bundle deleted, the script mended: stored"
rm -r in
reader 2 ''
status 0 newsarc quarantine retry "$id"
has actual " 1 added"
has actual " 0 quarantined"
begin "... and found"
expect 0 newsarc search --count '"bad ship came"' <<'EOF'
1
EOF
begin "retry of all"
status 3 newsarc quarantine retry
has actual " 1 added"
has actual " 1 quarantined"
begin "drop wants to know which"
status 2 newsarc quarantine drop
begin "drop what is not there drops nothing"
status 5 newsarc quarantine drop "$bin" 999
begin "drop"
expect 0 newsarc quarantine drop "$bin" <<'EOF'
1 dropped
EOF
begin "nothing is left"
status 0 newsarc quarantine list --jsonl
[ ! -s actual ] || fail "rows"
begin "a verb that is none"
status 2 newsarc quarantine burn
begin "--script: a reader more"
mv mine/ingest/quay.lua other.lua
mkdir in
echo "A third ship came in." >in/four.quay
status 0 newsarc import --script other.lua in
has actual " 1 added"
begin "a reader that cannot be loaded is named, the others work"
echo 'return { api = 1, kind = "ingest", nane = "x" }' >mine/ingest/broken.lua
printf 'A title\n\nSome text of its own, long enough to be one.\n' >in/five.txt
status 0 newsarc import --script other.lua in/five.txt
has stderr.txt broken.lua
done_testing
