#!/bin/sh
# SPDX-License-Identifier: MIT
# Records that fail leave no trace in the articles of the others.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
mkdir in
cat >k.lua <<'LUA'
local n, kept = 0
return { api = 1, kind = "ingest", name = "k", match = { ext = "k" }, split = "lines", parse = function(rec)
  local line = tostring(rec:text())
  if line == "spin" then while true do end end
  if line == "hog" then local t = {} for i = 1, 1e9 do t[i] = { i } end end
  if line == "error" then kept = rec error("no") end
  if line == "pattern" then return (("a"):rep(60)):find(("a*"):rep(20) .. "b") end
  return { title = line, body = line:rep(3, " ") .. math.random(1 << 40) }
end }
LUA
lines() { # WHAT stands between the good ones
    i=0
    while [ $i -lt 40 ]; do
        echo "good $i"
        case $i in 5 | 11 | 12 | 30) [ -z "$1" ] || eval "echo \$bad$i" ;; esac
        i=$((i + 1))
    done
}
# shellcheck disable=SC2034
bad5=error bad11=spin bad12=hog bad30=pattern
rows() { newsarc -A "$1" export '' | sed 's/,"provenance":{.*}//' | sort >"$1.jsonl"; }
begin "four that fail, each in its own way"
lines '' >in/x.k
newsarc -A without import --script k.lua in >actual
rows without
lines all >in/x.k
status 3 timeout 100 "$NEWSARC" -A with import --script k.lua --limit lua-ms=1000 --limit lua-instr=5M in
has actual "40 added"
has actual "4 quarantined"
begin "... and forty articles, the same to the byte"
rows with
[ "$(wc -l <with.jsonl)" = 40 ] || fail "not forty"
cmp without.jsonl with.jsonl || fail "others"
pass
done_testing
