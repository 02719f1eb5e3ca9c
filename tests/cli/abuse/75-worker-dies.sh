#!/bin/sh
# SPDX-License-Identifier: MIT
# The parser's process is killed in the middle of a record: that record is lost to quarantine and no
# other. (What garbage on the pipe does: tests/unit/ingest_crash_test.c.)
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
cp "${NEWSARC_WORKER:-$(dirname "$NEWSARC")/newsarc-worker}" "$tmp/newsarc-worker"
cp "$NEWSARC" "$tmp/newsarc"
NEWSARC=$tmp/newsarc NEWSARC_WORKER=$tmp/newsarc-worker
export NEWSARC_WORKER
cat >hang.lua <<'LUA'
return { api = 1, kind = "ingest", name = "hang", match = { ext = "hang" }, split = "lines", parse = function(rec)
  local line = tostring(rec:text())
  if line == "hang" then log.warn("hanging") while true do end end
  return { title = line }
end }
LUA
{ seq 1 30 | sed 's/^/good /'; echo hang; seq 31 60 | sed 's/^/good /'; } >lines.hang
parsers() { # the process ids of our parsers
    for p in /proc/[0-9]*; do
        [ "$(readlink "$p/exe" 2>/dev/null)" = "$NEWSARC_WORKER" ] || continue
        tr '\0' ' ' 2>/dev/null <"$p/cmdline" | grep -q ' parse ' && echo "${p#/proc/}"
    done
}
begin "killed while it hangs"
"$NEWSARC" import --script hang.lua --limit lua-ms=8000 --limit lua-instr=900G lines.hang >actual 2>stderr.txt &
pid=$!
tries=0 killed=0
while kill -0 $pid 2>/dev/null && [ $tries -lt 200 ]; do
    tries=$((tries + 1))
    if [ $tries -gt 5 ] && [ $killed -lt 2 ]; then
        for p in $(parsers); do kill -SEGV "$p" 2>/dev/null && killed=$((killed + 1)); done
    fi
    sleep 0.1
done
got=0
wait $pid || got=$?
[ $killed -gt 0 ] || fail "no parser seen"
[ $got = 3 ] || fail "exit $got"
has actual "60 added"
has actual "1 quarantined"
pass
begin "it says why"
status 0 newsarc quarantine list --jsonl
grep -q '"code":"\(crash\|hang\|budget_cpu\)"' actual || fail "another code"
begin "the archive is sound"
status 0 newsarc verify --full
done_testing
