#!/bin/sh
# SPDX-License-Identifier: MIT
# What scripts say cannot steer a terminal; in JSON it is as it was.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
mkdir in && echo x >in/a.odd
said='"\27[31mred\7 \226\128\174back\nnext \255bytes"'
cat >odd.lua <<LUA
return { api = 1, kind = "ingest", name = "odd", match = { ext = "odd" }, parse = function(rec)
  log.warn($said)
  print($said)
  error($said)
end }
LUA
cat >tell.lua <<LUA
return { api = 1, kind = "command", name = "tell", run = function(ctx)
  ctx.out:row { said = "\27[31mred\7 \226\128\174back" }
  log.warn($said)
end }
LUA
clean() { # FILE: no control character but the newline, none that turns the text around
    ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$1" || fail "control characters in $1"
}
begin "the log of an import, and its errors"
status 3 newsarc import --script odd.lua in
clean stderr.txt
has stderr.txt red
begin "the quarantine"
status 0 newsarc quarantine list
clean actual
status 0 newsarc quarantine show 1
clean actual
status 0 newsarc quarantine list --jsonl
clean actual
begin "a command's log"
status 0 newsarc run --format jsonl ./tell.lua
clean stderr.txt
begin "... and its rows: escaped in JSON, whole when read"
clean actual
has actual '"said":"\u001b[31mred\u0007 '
if command -v script >/dev/null; then
    begin "a terminal sees none of it"
    script -qec "$NEWSARC run ./tell.lua" /dev/null >actual 2>&1 </dev/null || fail "exit $?"
    tr -d '\r' <actual | sed 's/\x1b\[[0-9;]*m//g' >seen # colours are newsarc's own
    has seen red
    ! grep -q "$(printf '\007')" seen || fail "a bell"
    ! LC_ALL=C grep -q "$(printf '\033\\[31mred')" actual || fail "an escape of the script's"
    pass
fi
done_testing
