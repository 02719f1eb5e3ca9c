#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
mkdir -p mine/filter mine/clean other/filter
NEWSARC_SCRIPTS=$PWD/mine:$PWD/other:$NEWSARC_SCRIPTS
export NEWSARC_SCRIPTS
# filter FILE NAME REST BODY
filter() {
    printf 'return { api = 1, kind = "filter", name = "%s", %s\n filter = function(a)\n%s\nend }\n' \
        "$2" "$3" "$4" >"$1"
}
# shellcheck disable=SC2016
filter mine/filter/sections.lua sections '' 'if a.source == "Wire" then a.section = "wire" return a end'
filter mine/filter/fog.lua fog 'after = "sections",' 'if a.title:find("Fog") then return false, "no fog: " .. a.section end'

begin "filters change articles and reject them"
status 3 newsarc -A a import news
has actual "5 added, 0 updated, 0 duplicates, 1 skipped, 1 quarantined"
status 0 newsarc -A a quarantine list
has actual "rejected"
has actual "no fog: wire"
status 0 newsarc -A a export
has actual '"section":"wire"'
begin "retry after the filter is gone"
rm mine/filter/fog.lua
status 0 newsarc -A a quarantine retry
has actual "1 added"
status 0 newsarc -A a search --jsonl fog
begin "of two of one name the first folder's runs, and that is no error"
filter other/filter/theirs.lua sections '' 'error("never")'
status 0 newsarc -A b import news
hasnt stderr.txt theirs
has actual "6 added"
begin "a filter named by --script comes first of all"
filter mine/wire.lua sections '' 'a.section = "named" return a'
status 0 newsarc -A c import --script mine/wire.lua news
status 0 newsarc -A c export
has actual '"section":"named"'
begin "filters in a circle are named; the rest goes on without them"
filter mine/filter/one.lua one 'after = "two",' 'error("never")'
filter mine/filter/two.lua two 'after = "one",' 'error("never")'
status 0 newsarc -A d import news
has actual "6 added"
has stderr.txt "one.lua: filters in a circle: one before two before one"
has stderr.txt "two.lua: filters in a circle: two before one before two"
rm mine/filter/one.lua mine/filter/two.lua
begin "a misspelt key of a filter"
filter mine/filter/typo.lua typo 'befor = "sections",' ''
status 0 newsarc -A e import news
has stderr.txt "typo.lua: manifest: unknown field 'befor' (did you mean 'before'?)"
rm mine/filter/typo.lua
begin "rules for the pages of a host"
cat >mine/clean/quay.lua <<'LUA'
return { api = 1, kind = "clean", name = "quay", host = "quay.example",
  title = "h1", text = { { "the most since", "more than ever since" } },
  clean = function(a) a.section = "sport" end }
LUA
status 0 newsarc -A f import news
status 0 newsarc -A f export '"more than ever since the race"'
has actual '"section":"sport"'
has actual '"cleaned_by":"quay"'
begin "a clean script that fails: its own file and line, and no other record is lost"
printf 'return { api = 1, kind = "clean", name = "quay", host = "*.example",\n clean = function(a)\n  error("no wind") end }\n' >mine/clean/quay.lua
sed 's/quay.example/www.quay.example/' news/web/marathon.html >news/web/www.html
status 3 newsarc -A g import news
has actual "5 added, 0 updated, 0 duplicates, 1 skipped, 2 quarantined"
status 0 newsarc -A g quarantine list
has actual "no wind"
has actual "html    quay.lua     3  no wind"
done_testing
