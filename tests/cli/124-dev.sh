#!/bin/sh
# SPDX-License-Identifier: MIT
# newsarc dev: a reader over its fixtures, again at each save.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
newsarc script new mine >/dev/null
one=tests/mine.in.mine

begin "--once: the articles"
status 0 newsarc dev --once ./mine.lua $one
has actual "$one: read by mine: 1 record, 1 article, 0 skipped, 0 quarantined"
has actual '  1 title        "Ferry to the islands runs again"'
begin "--once of a failing reader: where, with the lines around it"
sed 's/body = body/body = head.text.x/' mine.lua >bad.lua
sed -i 's/name = "mine"/name = "bad"/; s/ext = "mine"/ext = "bad"/' bad.lua
cp $one a.bad
status 3 newsarc dev --once bad.lua a.bad
has actual "record 1: bad.lua:22: attempt to index a nil value"
has actual ">    22 |     body = head.text.x,"
begin "what check finds is said first"
sed -i 's/text.trim/text.trimm/' bad.lua
status 3 newsarc dev --once bad.lua a.bad
has actual "bad.lua:10: error: text has no function 'trimm' (did you mean 'trim'?)"
begin "a script that does not load, a command, no file, no words"
echo 'return {' >broken.lua
status 3 newsarc dev --once broken.lua $one
has actual "broken.lua:"
newsarc script new --kind command list >/dev/null
status 2 newsarc dev --once list.lua $one
status 2 newsarc dev --once mine.lua nosuch.txt
status 2 newsarc dev mine.lua

# saved WORDS: waits until the words are in the output, ten seconds at most
saved() {
    i=0
    until grep -qF -e "$1" out.txt; do
        i=$((i + 1))
        [ $i -lt 100 ] || { cp out.txt actual; kill $pid; fail "never: $1"; }
        sleep 0.1
    done
}
begin "again at each save, with what changed"
"$NEWSARC" dev mine.lua $one >out.txt 2>&1 &
pid=$!
saved "waiting for a change"
sed 's/title = title/title = title:upper()/' mine.lua >next && mv next mine.lua
saved '+ "FERRY TO THE ISLANDS RUNS AGAIN"'
has out.txt "1: title"
hasnt out.txt "1: source"
pass
begin "... a syntax error, and mended"
cp mine.lua good && echo 'x x' >>mine.lua
saved "error: <eof> expected"
cp good mine.lua
saved "as before"
pass
begin "... a fixture"
sed -i 's/Quay Times/Harbour Post/' $one
saved '+ "Harbour Post"'
pass
begin "... until it is interrupted"
kill -INT $pid
wait $pid || fail "exit $?"
pass
done_testing
