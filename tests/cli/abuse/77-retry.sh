#!/bin/sh
# SPDX-License-Identifier: MIT
# The script mended, the records that failed are tried again: each article once, no row left.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
mkdir -p mine/ingest in
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
cat >mine/ingest/mend.lua <<'LUA'
return { api = 1, kind = "ingest", name = "mend", match = { ext = "mend" }, split = "lines", parse = function(rec)
  local line = tostring(rec:text())
  if line:find("3") then return { titel = line } end
  return { title = line }
end }
LUA
seq 1 40 | sed 's/^/line /' >in/a.mend
begin "thirteen fail"
status 3 newsarc import in
has actual "27 added"
has actual "13 quarantined"
has stderr.txt "did you mean 'title'?"
begin "tried again as it is: they fail again, and are there once"
status 3 newsarc quarantine retry --script mend
[ "$(newsarc quarantine list --jsonl | wc -l)" = 13 ] || fail "rows"
begin "mended"
sed -i 's/titel/title/' mine/ingest/mend.lua
status 0 newsarc quarantine retry --script mend
has actual "13 added"
newsarc quarantine list --jsonl >rows || :
[ ! -s rows ] || fail "rows are left"
[ "$(newsarc search --count '')" = 40 ] || fail "not forty articles"
begin "a third time there is nothing to do"
got=0
newsarc quarantine retry --script mend >actual 2>stderr.txt || got=$?
[ "$(newsarc search --count '')" = 40 ] || fail "not forty articles"
pass
done_testing
