#!/bin/sh
# SPDX-License-Identifier: MIT
# newsarc script test: golden fixtures, tests in Lua, what they cost, what they reach, fuzz.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

begin "what script new writes passes at once, of every kind"
for kind in ingest clean filter command rank; do
    newsarc script new --kind $kind --to new my-$kind >/dev/null
done
status 0 newsarc script test new
has actual "5 passed, 0 failed"
has actual "ok    new/tests/my-ingest.in.my-ingest  my-ingest: 1 record, 1 article"
begin "one script: only its own tests"
status 0 newsarc script test new/my-filter.lua
has actual "1 passed, 0 failed"
begin "one test; -k"
status 0 newsarc script test new/tests/my-clean.in.html
has actual "1 passed, 0 failed"
status 0 newsarc script test -k my-co new
has actual "1 passed, 0 failed"

begin "another article: the fields that differ, and status 1"
sed -i 's/2024-03-02/2024-03-04/; s/"source":"Quay Times",//' new/tests/my-ingest.expected.jsonl
status 1 newsarc script test new/my-ingest.lua
has actual "FAIL  new/tests/my-ingest.in.my-ingest"
has actual "1: published"
has actual '- "2024-03-04"'
has actual '+ "2024-03-02"'
has actual "1: source"
hasnt actual "1: body"
begin "... as TAP"
status 1 newsarc script test --tap new/my-ingest.lua
has actual "not ok 1 - new/tests/my-ingest.in.my-ingest"
has actual '#     + "2024-03-02"'
has actual "1..1"
begin "--update writes what came out"
status 0 newsarc script test --update new/my-ingest.lua
has actual "updated"
status 0 newsarc script test new/my-ingest.lua
begin "no expected file"
rm new/tests/my-ingest.expected.jsonl
status 1 newsarc script test new/my-ingest.lua
has actual "is missing; --update writes it"
newsarc script test --update new/my-ingest.lua >/dev/null

begin "skipped, quarantined: verdicts are compared, too, and places in the script are not"
cat >new/tests/my-ingest-bad.in.my-ingest <<'EOF'
Date: 2 March 2024

No title.
EOF
echo '{"verdict":"quarantine","code":"rejected","message":"no Title in the header"}' >new/tests/my-ingest-bad.expected.jsonl
echo "no header" >new/tests/my-ingest-none.in.my-ingest
echo '{"verdict":"skip","reason":"no blank line behind the header"}' >new/tests/my-ingest-none.expected.jsonl
status 0 newsarc script test new/my-ingest.lua
has actual "3 passed"
begin "a script that does not load is a failed test"
echo 'return { api = 1, kind = "ingest", nane = "x" }' >new/broken.lua
status 1 newsarc script test new
has actual "FAIL  new/broken.lua"
has actual "did you mean 'name'?"
rm new/broken.lua

begin "a command: the rows over an archive of the fixture; NAME.args"
sed -i 's/Fog closes/Fog opens/' new/tests/my-command.in.jsonl
status 1 newsarc script test new/my-command.lua
has actual '2: title'
has actual '+ "Fog opens the port"'
sed -i 's/Fog opens/Fog closes/' new/tests/my-command.in.jsonl
printf '%s\n' --limit 1 >new/tests/my-command.args
status 1 newsarc script test new/my-command.lua
has actual "2: missing"
rm new/tests/my-command.args
begin "a command that raises"
sed 's/local query = .*/error("no wind")/' new/my-command.lua >new/my-wind.lua
sed -i 's/name = "my-command"/name = "my-wind"/' new/my-wind.lua
cp new/tests/my-command.in.jsonl new/tests/my-wind.in.jsonl
status 1 newsarc script test new/my-wind.lua
has actual "no wind"
rm new/my-wind.lua new/tests/my-wind.in.jsonl

begin "a rank script: the order of the hits of NAME.args"
sed 's/weight = 0.5/weight = 0/' new/my-rank.lua >plain && cp new/my-rank.lua ranked && mv plain new/my-rank.lua
status 1 newsarc script test new/my-rank.lua
has actual '+ "Ferry news: the ferry to the islands runs again"'
mv ranked new/my-rank.lua
begin "tests in Lua"
cat >new/tests/my-ingest_test.lua <<'LUA'
return {
  ["what it reads"] = function(t)
    local r = t:ingest("my-ingest.in.my-ingest")
    t:eq(#r, 1)
    t:eq(r[1].published, "2024-03-02")
    t:eq(r[1].source, "Quay Times", "the source")
    t:match(r[1].body, "^The ferry")
    t:eq(#r.quarantined, 0)
    t:eq(r.skipped, 0)
  end,
  ["what it rejects"] = function(t)
    t:quarantined("my-ingest-bad.in.my-ingest", "rejected", "no Title")
    t:quarantined(t:ingest("Date: x\n\ny", { reader = "my-ingest" }), "rejected")
    t:eq(t:ingest("nothing", { name = "a.my-ingest" }).skipped, 1)
  end,
  ["raises"] = function(t)
    t:raises(function() error("by hand") end, "by hand")
    t:raises(function() io.open("x") end, "not available")
  end,
}
LUA
status 0 newsarc script test new/my-ingest.lua
has actual "ok    new/tests/my-ingest_test.lua: what it rejects"
has actual "6 passed"
begin "... and how they fail: file, line, both values"
cat >new/tests/my-ingest_test.lua <<'LUA'
return {
  eq = function(t)
    t:eq({ a = { 1, 2 } }, { a = { 1, 3 } })
  end,
  match = function(t) t:match("harbour", "^h.r$") end,
  raises = function(t) t:raises(function() end) end,
  words = function(t) t:raises(function() error("one") end, "two") end,
  quarantined = function(t) t:quarantined("Title: a\n\nGood text.\n", "rejected") end,
  spins = function(t) while true do pcall(error) end end,
  typo = function(t) t:equal(1, 1) end,
  zz = function(t) t:eq(1, 1) end,
}
LUA
status 1 newsarc script test -k my-ingest_test new
has actual "my-ingest_test.lua:3: a[2]: expected 3, got 2"
has actual 'my-ingest_test.lua:5: no match for "^h.r$" in "harbour"'
has actual "my-ingest_test.lua:6: no error was raised"
has actual "my-ingest_test.lua:7: another error was raised: my-ingest_test.lua:7: one"
has actual "my-ingest_test.lua:8: expected rejected in quarantine, found nothing"
has actual "my-ingest_test.lua:9: more than "
has actual "my-ingest_test.lua:10: attempt to call a nil value (method 'equal')"
has actual "1 passed, 7 failed"
begin "a test that does not load"
echo 'return 7' >new/tests/my-ingest_test.lua
status 1 newsarc script test new/my-ingest.lua
has actual "a test returns a table of functions, this one a number"
rm new/tests/my-ingest_test.lua

begin "--budget, --coverage"
status 0 newsarc script test --budget --coverage -k 'ingest.in' new/my-ingest.lua
has actual " instructions ("
has actual "of memory ("
has actual "new/my-ingest.lua: "
has actual " statements (100 %)"
begin "--coverage: the lines that were not reached"
cat >new/branches.lua <<'LUA'
local function other(x)
  local y = x + 1
  return y
end
return { api = 1, kind = "ingest", name = "branches", match = { ext = "br" },
  parse = function(rec)
    if rec.size > 1000 then
      return { title = other(1) }
    end
    local a = 1
    return { title = "x" }
  end }
LUA
echo x >new/tests/branches.in.br
echo '{"title":"x"}' >new/tests/branches.expected.jsonl
status 0 newsarc script test --coverage new/branches.lua
has actual "new/branches.lua: 4 of 7 statements (57 %); not reached: lines 2-3, 8"
begin "--fuzz: damaged fixtures"
status 0 newsarc script test --fuzz 60 new
has actual "ok    new/tests/my-clean.in.html: 60 damaged"
begin "--fuzz 0 is none"
status 2 newsarc script test --fuzz 0 new
begin "no tests, and what is no script"
mkdir empty
status 2 newsarc script test empty
has stderr.txt "no tests"
begin "a path that is none"
status 2 newsarc script test nosuch.lua
begin "by name, and all that are found"
mkdir -p mine/ingest
cp -r new/my-ingest.lua new/tests mine/ingest
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
status 0 newsarc script test my-ingest
has actual "3 passed"
status 0 newsarc script test
has actual "mine/ingest/tests/my-ingest.in.my-ingest"
done_testing
