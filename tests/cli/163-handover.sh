#!/bin/sh
# SPDX-License-Identifier: MIT
# ctx:read: what a part of a record becomes, and what it may not do.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
mkdir -p mine/ingest in
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
cat >mine/ingest/box.lua <<'LUA'
-- Each line "NAME TEXT" is a part.
return { api = 1, kind = "ingest", name = "box", match = { ext = { "box" } },
  parse = function(rec, ctx)
    local all = {}
    for line in rec:lines() do
      local name, body = line:match("^(%S+) (.*)")
      local got, why, code = ctx:read { bytes = body, name = name, url = "http://a.example/" .. name,
        captured = date.parse("2025-04-06T10:00:00Z") }
      if not got and #all == 0 then return got, why, code end
      for _, a in ipairs(got or {}) do all[#all + 1] = a end
    end
    return all
  end }
LUA
cat >mine/ingest/leaf.lua <<'LUA'
return { api = 1, kind = "ingest", name = "leaf", match = { ext = { "leaf" } },
  parse = function(rec, ctx)
    local t = tostring(rec:text())
    if t == "bad" then return false, "a bad leaf", "no_text" end
    if t == "dry" then return nil, "a dry leaf" end
    if t == "err" then error("a leaf that breaks") end
    if t == "spin" then while true do end end
    if t == "box" then
      local got, why = ctx:read { bytes = "x.leaf inner", name = "y.box" }
      return { title = "round", body = tostring(got) .. ": " .. tostring(why) }
    end
    return { title = t, url = rec.url, published = date.find("yesterday") }
  end }
LUA
echo "a.leaf green" >in/1.box
echo "a.leaf bad" >in/2.box
echo "a.leaf dry" >in/3.box
echo "a.leaf err" >in/4.box
echo "a.leaf spin" >in/5.box
echo "a.leaf box" >in/6.box
echo "a.twig x" >in/7.box
printf 'a.leaf red\nb.leaf blue\na.leaf spin\n' >in/8.box

begin "each part has its verdict"
expect 3 newsarc -A a import --limit lua-ms=300 in <<EOF
8 entries, 8 records: 2 added, 0 updated, 0 duplicates, 2 skipped, 4 quarantined
EOF
begin "address and time of capture"
status 0 newsarc -A a export green
has actual '"url":"http://a.example/a.leaf"'
has actual '"published":"2025-04-05"'
begin "nothing goes round in circles"
status 0 newsarc -A a export round
has actual "nil: no reader takes this kind of document"
begin "whose fault it was"
status 0 newsarc -A a quarantine list --jsonl
has actual '"code":"no_text"'
has actual 'leaf.lua'
has actual 'a leaf that breaks'
[ "$(grep -c budget_ actual)" = 2 ] || fail "two were to spin"

begin "a record of many that is refused costs no other"
mkdir -p many few
cat >mine/ingest/lots.lua <<'LUA'
return { api = 1, kind = "ingest", name = "lots", match = { ext = { "lots" } },
  parse = function(rec, ctx) return ctx:read { bytes = rec:bytes(), name = "x.leaves" } end }
LUA
cat >mine/ingest/leaves.lua <<'LUA'
return { api = 1, kind = "ingest", name = "leaves", match = { ext = { "leaves" } }, split = "lines",
  parse = function(rec)
    local t = tostring(rec:text())
    if t == "dry" then return nil, "a dry leaf" end
    if t == "bad" then return false, "a bad leaf", "no_text" end
    return { title = t, body = "of leaf " .. t }
  end }
LUA
printf 'dry\none\nbad\ntwo\ndry\nthree\n' >few/a.lots
printf 'bad\ndry\n' >few/b.lots
printf 'dry\ndry\n' >few/c.lots
expect 3 newsarc -A b import few <<EOF
3 entries, 6 records: 3 added, 0 updated, 0 duplicates, 1 skipped, 2 quarantined
EOF
begin "and is told"
status 0 newsarc -A b quarantine list --jsonl
has actual '"code":"no_text","message":"1 of 6 records: a bad leaf"'
has actual '"message":"1 of 2 records: a bad leaf"'
begin "a record of too many parts loses none of them silently"
i=0
while [ $i -lt 1001 ]; do echo "n$i"; i=$((i + 1)); done >many/c.lots
expect 3 newsarc -A b import many <<EOF
1 entries, 1 records: 0 added, 0 updated, 0 duplicates, 0 skipped, 1 quarantined
EOF
status 0 newsarc -A b quarantine list --jsonl
has actual "it has more than 1000 records"
done_testing
