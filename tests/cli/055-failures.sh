#!/bin/sh
# SPDX-License-Identifier: MIT
# What a failing script leaves behind: a line at the end of the import, the place in its
# source, and records that wait for a mended one.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
mkdir -p mine/ingest in
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
reader() { # what it does with a bad record
    cat >mine/ingest/quay.lua <<LUA
return { api = 1, kind = "ingest", name = "quay", match = { ext = { "quay" } }, split = "lines",
  parse = function(rec)
    local line = tostring(rec:text())
    if line:find("bad") then
      $1
    end
    return { title = line }
  end }
LUA
}
lines() { # word, from, to
    i=$2
    while [ "$i" -le "$3" ]; do echo "$1 ship $i"; i=$((i + 1)); done
}

begin "few failures: one line for all of a kind"
reader 'return { title = rec.headline:upper() }'
{ lines good 1 30; lines bad 1 12; lines good 31 60; } >in/few.quay
status 3 newsarc import in/few.quay
has stderr.txt "quay.lua:5: "
has stderr.txt "(12 records, first: few.quay)"
begin "show: the script's lines around it, and how it came there"
status 0 newsarc quarantine show 1
has actual "      4 |     if line:find(\"bad\") then"
has actual ">     5 |       return { title = rec.headline:upper() }"
has actual "      6 |     end"
begin "... in JSON, too"
status 0 newsarc quarantine show --json 1
has actual 'quay.lua:5'

begin "fifty in a row: the rest waits, and the line says what to do"
{ lines good 101 110; lines bad 101 160; lines good 161 260; } >in/many.quay
status 3 newsarc import in/many.quay
has stderr.txt "(50 records, first: many.quay)"
has stderr.txt "quay failed so often that 110 records"
has stderr.txt "newsarc quarantine retry --script quay"
begin "... and is not stored"
status 1 newsarc search --count '"good ship 200"'

begin "more than one in five of two hundred: the rest waits, too"
k=0
while [ $k -lt 80 ]; do
    lines good $((1000 + 3 * k)) $((1002 + 3 * k))
    lines bad $((1000 + k)) $((1000 + k))
    k=$((k + 1))
done >in/often.quay
status 3 newsarc import in/often.quay
has stderr.txt "quay failed so often that 120 records"
begin "what a reader rejects does not count"
reader 'return false, "no ship of ours"'
lines bad 2001 2300 >in/rejected.quay
status 3 newsarc import in/rejected.quay
has stderr.txt "(300 records, first: rejected.quay)"
hasnt stderr.txt "so often"

begin "retry --script: those of one reader, and none waits then"
status 5 newsarc quarantine retry --script nobody
has stderr.txt 'no record of the reader "nobody"'
begin "the script mended: all of them are stored"
reader 'return { title = "mended " .. line }'
status 0 newsarc quarantine retry --script quay
has actual " 0 quarantined"
begin "... and found"
expect 0 newsarc search --count '"good ship 200"' <<'EOF'
1
EOF
begin "nothing is left"
expect 0 newsarc quarantine list --jsonl </dev/null
done_testing
