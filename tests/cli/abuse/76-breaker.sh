#!/bin/sh
# SPDX-License-Identifier: MIT
# Ten thousand records that fail: the reader is not called any more, and a few lines say so.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
cat >fails.lua <<'LUA'
return { api = 1, kind = "ingest", name = "fails", match = { ext = "fails" }, split = "lines", parse = function(rec)
  log.info("called")
  return { title = rec.headline }
end }
LUA
seq 1 10000 >lines.fails
begin "all are quarantined, most of them deferred"
status 3 newsarc import --script fails.lua lines.fails
has actual "10000 quarantined"
has stderr.txt "fails.lua:3:"
has stderr.txt "fails failed so often"
[ "$(wc -l <stderr.txt)" -lt 300 ] || fail "$(wc -l <stderr.txt) lines"
begin "their code says it"
newsarc quarantine list --jsonl >rows
[ "$(grep -c '"code":"script_error"' rows)" -le 100 ] || fail "called too often"
[ "$(grep -c '"code":"deferred"' rows)" -ge 9900 ] || fail "not deferred"
pass
done_testing
