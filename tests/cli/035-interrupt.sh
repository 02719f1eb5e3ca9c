#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need mkfifo tar
export NEWSARC_ARCHIVE="$PWD/a"
i=0
while [ $i -lt 9000 ]; do
    echo "{\"title\": \"Tide table $i\", \"body\": \"High water $i at noon, low water later.\"}"
    i=$((i + 1))
done >tides.jsonl
tar cf whole.tar tides.jsonl
mkfifo pipe

begin "an import that is told to end keeps what it has committed"
"$NEWSARC" import - <pipe >actual 2>stderr.txt &
pid=$!
exec 3>pipe
# By and by, and never to its end.
(
    k=0
    while [ $k -lt 100 ]; do
        dd if=whole.tar bs=6000 skip=$k count=1 2>/dev/null || exit 0
        sleep 0.05
        k=$((k + 1))
    done >&3 2>/dev/null
) &
feeder=$!
tries=0
until [ "$("$NEWSARC" search --count '' 2>/dev/null || true)" -gt 0 ] 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { kill -KILL $pid; fail "nothing was committed in 20 s"; }
    sleep 0.1
done
kill -TERM $pid
got=0
wait $pid || got=$?
kill $feeder 2>/dev/null || true
exec 3>&-
[ $got = 143 ] || fail "exit $got, wanted that of the signal"
has stderr.txt "interrupted"
stored=$(newsarc search --count '')
[ "$stored" = "$(sed -n 's/.* \([0-9]*\) added.*/\1/p' actual)" ] || fail "$stored stored"
pass
begin "the archive is whole"
status 0 newsarc verify --full
begin "the rest comes with the next import, nothing twice"
status 0 newsarc import whole.tar
expect 0 newsarc search --count '' <<'EOF'
9000
EOF
done_testing
