#!/bin/sh
# SPDX-License-Identifier: MIT
# One writer, many readers: readers never fail and never see less than before; a second writer is
# told so at once; a writer that was killed leaves no lock.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
bundles=6 each=1500
[ -z "${NEWSARC_LONG:-}" ] || bundles=40
awk -v b=$bundles -v n=$each 'BEGIN {
    for (j = 1; j <= b; j++) for (i = 1; i <= n; i++) {
        body = "harbour"
        for (k = 0; k < 50; k++) body = body " w" i * k % 997
        printf "{\"id\":\"%d.%d\",\"source\":\"Gen\",\"title\":\"Part %d number %d\",\"body\":\"%s.\"}\n", j, i, j, i, body >("b" j ".jsonl")
    }
}'
newsarc init a >/dev/null
# reader N: counts and searches until ./stop is there; a line of why in ./bad.N
reader() {
    last=0 rounds=0
    while [ ! -e stop ]; do
        got=0
        now=$("$NEWSARC" search --count harbour 2>"err.$1") || got=$?
        if [ $got -gt 1 ] || [ -s "err.$1" ]; then
            echo "count: exit $got: $(cat "err.$1")" >"bad.$1"
            return
        fi
        if [ "${now:-0}" -lt "$last" ]; then
            echo "$now hits after $last" >"bad.$1"
            return
        fi
        last=${now:-0}
        got=0
        "$NEWSARC" search -n 5 --json 'harbour w7' >"hits.$1" 2>"err.$1" || got=$?
        if [ $got -gt 1 ] || [ -s "err.$1" ] || ! grep -q '"damaged":0' "hits.$1"; then
            echo "search: exit $got: $(cat "err.$1" "hits.$1")" >"bad.$1"
            return
        fi
        rounds=$((rounds + 1))
    done
    echo "$rounds" >"rounds.$1"
}
readers=''
for r in 1 2 3 4; do
    reader $r &
    readers="$readers $!"
done
j=0
while [ $j -lt $bundles ]; do
    j=$((j + 1))
    # Every second one seals: articles move from the head to a volume under the readers.
    seal=$([ $((j % 2)) = 0 ] && echo --seal || echo --no-seal)
    "$NEWSARC" import "$seal" b$j.jsonl >out 2>err || echo "bundle $j: exit $?: $(cat err)" >bad.writer
done
touch stop
# shellcheck disable=SC2086
wait $readers
begin "a writer and four readers: no error, never less than before"
cat bad.* >bad 2>/dev/null || :
[ ! -s bad ] || fail "$(cut -c1-400 bad)"
for r in 1 2 3 4; do
    [ "$(cat rounds.$r)" -gt 2 ] || fail "reader $r came $(cat rounds.$r) times"
done
pass
begin "all is there"
[ "$(newsarc search --count harbour)" = $((bundles * each)) ] || fail "count"
status 0 newsarc verify --full

begin "a second writer is told so within a second"
awk 'BEGIN { for (i = 0; i < 300; i++) { printf "{\"title\":\"Slow %d\",\"body\":\"slow\"}\n", i } }' >slow.jsonl
mkfifo pipe
"$NEWSARC" import - <pipe >out 2>err &
writer=$!
exec 3>pipe
cat slow.jsonl >&3
while [ ! -s a/lock ]; do kill -0 $writer || fail "no writer"; done
start=$(date +%s%N)
status 6 newsarc import b1.jsonl
took=$((($(date +%s%N) - start) / 1000000))
[ $took -lt 1000 ] || fail "after $took ms"
has stderr.txt "pid $writer"
begin "seal as well"
status 6 newsarc seal
begin "a killed writer leaves no lock"
kill -9 $writer
wait $writer 2>/dev/null || :
exec 3>&-
status 0 newsarc import b1.jsonl

begin "two writers at a time: each succeeds or is told, nothing is lost"
rounds=8
[ -z "${NEWSARC_LONG:-}" ] || rounds=100
i=0
while [ $i -lt $rounds ]; do
    i=$((i + 1))
    for w in x y; do
        echo "{\"id\":\"$w$i\",\"source\":\"Two\",\"title\":\"Twowriters $w$i\",\"body\":\"text of $w$i\"}" >$w.jsonl
    done
    "$NEWSARC" import --wait 30 x.jsonl >out.x 2>&1 &
    one=$!
    "$NEWSARC" import --wait 30 y.jsonl >out.y 2>&1 || fail "y: $(cat out.y)"
    wait $one || fail "x: $(cat out.x)"
done
[ "$(newsarc search --count twowriters)" = $((2 * rounds)) ] || fail "lost"
pass
begin "the archive is as it should be"
status 0 newsarc verify --full
done_testing
