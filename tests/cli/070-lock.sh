#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need flock
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc import news/ferry.txt >/dev/null

held() { flock a/lock "$NEWSARC" "$@"; }
begin "another writer holds it"
status 6 held import news
has stderr.txt lock
begin "seal too"
status 6 held seal
begin "reading goes on"
expect 0 held search --count ferry <<'EOF'
1
EOF
begin "a dry run as well"
status 0 held import --dry-run news
status 0 held compact --dry-run
expect 0 held tag --dry-run +sea -- ferry <<'EOF'
1 article
EOF
begin "nothing was stored"
expect 0 newsarc search --count '' <<'EOF'
1
EOF
begin "--wait waits"
flock a/lock sleep 1 &
sleep 0.3
status 0 newsarc import --wait 20 news
wait
has actual " 5 added"
begin "... but not for ever"
flock a/lock sleep 4 &
sleep 0.3
status 6 newsarc import --wait 1 news
wait
done_testing
