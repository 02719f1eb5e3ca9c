#!/bin/sh
# SPDX-License-Identifier: MIT
# Scripts share nothing with each other, and leave nothing to a later import: the same bundle
# gives the same articles, in whichever order.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
mkdir -p mine/ingest in/one in/two
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
for name in one two; do
    cat >mine/ingest/$name.lua <<LUA
string.upper = nil
shared = shared or "$name"
return { api = 1, kind = "ingest", name = "$name", match = { ext = "$name" }, parse = function(rec)
  seen = (seen or 0)
  table.marker = table.marker or "$name"
  assert(shared == "$name" and table.marker == "$name")
  return { title = "$name " .. tostring(rec:text()), body = ("x"):lower() .. math.random(1 << 40) }
end }
LUA
    i=0
    while [ $i -lt 50 ]; do
        echo "number $i" >in/$name/$i.$name
        i=$((i + 1))
    done
done
import_into() { # ARCHIVE BUNDLES...
    to=$1
    shift
    newsarc -A "$to" import "$@" >actual 2>stderr.txt || fail "exit $?"
    newsarc -A "$to" export '' |
        sed 's/,"imported":"[^"]*"//; s/,"import":[0-9]*//; s/"provenance":{.*}//' | sort >"$to.jsonl"
}
begin "together, one after the other, and in the other order"
import_into a in
import_into b in/one in/two
import_into c in/two in/one
[ "$(wc -l <a.jsonl)" = 100 ] || fail "not all"
cmp a.jsonl b.jsonl || fail "others than one by one"
cmp b.jsonl c.jsonl || fail "others in the other order"
pass
begin "two imports at the same time"
(import_into d in) &
(import_into e in) &
wait
cmp a.jsonl d.jsonl || fail "the one is different"
cmp a.jsonl e.jsonl || fail "the other is different"
pass
done_testing
