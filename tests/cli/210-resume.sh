#!/bin/sh
# SPDX-License-Identifier: MIT
# An import that was interrupted goes on where it was; one that lost a process goes on at once.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need tar
export NEWSARC_ARCHIVE="$PWD/a"
articles=6000
cp "$NEWSARC" "${NEWSARC_WORKER:-$(dirname "$NEWSARC")/newsarc-worker}" "$tmp"
NEWSARC=$tmp/newsarc NEWSARC_WORKER=$tmp/newsarc-worker
export NEWSARC_WORKER
awk -v n=$articles 'BEGIN {
    for (i = 1; i <= n; i++) {
        f = "part" i % 4 ".jsonl"
        body = ""
        for (k = 0; k < 60; k++) body = body " w" i * k % 997
        printf "{\"id\":\"a%d\",\"source\":\"Gen\",\"title\":\"Article %d\",\"body\":\"%s.\"}\n", i, i, body >f
    }
}'
tar czf bundle.tar.gz part0.jsonl part1.jsonl part2.jsonl part3.jsonl
all="4 entries, $articles records: $articles added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined"
counts() { echo "$all"; }
export_of() { "$NEWSARC" -A "$1" export '' | sed 's/,"imported":"[^"]*"//' | sort; }
stored() { "$NEWSARC" search --count '' 2>/dev/null || :; }

begin "a whole import"
counts | expect 0 "$NEWSARC" -A whole import bundle.tar.gz
export_of whole >whole.jsonl

# interrupt SIGNAL: once something is stored; the number in $had, 0 when it was too fast
interrupt() {
    rm -rf a
    "$NEWSARC" import bundle.tar.gz >actual 2>stderr.txt &
    pid=$!
    had=0
    while kill -0 $pid 2>/dev/null; do
        had=$(stored)
        [ "${had:-0}" = 0 ] || break
    done
    kill -"$1" $pid 2>/dev/null || :
    got=0
    wait $pid || got=$?
    had=$(stored)
}
for signal in INT TERM KILL; do
    begin "SIG$signal"
    tries=0
    while interrupt $signal && [ "$had" = $articles ] && [ $tries -lt 9 ]; do
        tries=$((tries + 1))
    done
    if [ "$had" -eq 0 ] || [ "$had" -ge $articles ]; then fail "$had articles after $tries tries"; fi
    # In the background a shell's children ignore ^C.
    case $signal in
    TERM) [ $got = 143 ] || fail "exit $got" ;;
    KILL) [ $got = 137 ] || fail "exit $got" ;;
    esac
    pass
    begin "... it verifies"
    status 0 "$NEWSARC" verify --full
    begin "... run again it goes on: the counts cover the whole bundle"
    counts | expect 0 "$NEWSARC" import bundle.tar.gz
    has stderr.txt "going on where an earlier import was interrupted"
    begin "... the export is that of an uninterrupted import"
    export_of a >again.jsonl
    cmp -s whole.jsonl again.jsonl || fail "another export"
    pass
    begin "... a third time adds nothing"
    status 0 "$NEWSARC" import bundle.tar.gz
    has actual " 0 added, 0 updated, $articles duplicates"
done

# Our worker of that kind; others' tests have workers too.
worker() {
    # shellcheck disable=SC2012
    for p in $(ls -l /proc/[0-9]*/exe 2>/dev/null |
        sed -n "s|.* /proc/\([0-9]*\)/exe -> $NEWSARC_WORKER\$|\1|p"); do
        tr '\0' ' ' 2>/dev/null <"/proc/$p/cmdline" | grep -q " $1 " && echo "$p" && return
    done
}
# lose KIND: ends that process once something is stored, of an import whose exit status is $got
lose() {
    rm -rf a
    "$NEWSARC" import bundle.tar.gz >actual 2>stderr.txt &
    pid=$!
    had=0
    while [ "${had:-0}" = 0 ] && kill -0 $pid 2>/dev/null; do had=$(stored); done
    victim=$(worker "$1")
    [ -z "$victim" ] || kill -9 "$victim" 2>/dev/null || victim=''
    got=0
    wait $pid || got=$?
}
begin "the parser is killed: the import goes on"
tries=0
while lose parse && [ -z "$victim" ] && [ $tries -lt 20 ]; do tries=$((tries + 1)); done
[ -n "$victim" ] || fail "no parser seen"
[ $got = 0 ] || [ $got = 3 ] || fail "exit $got"
awk -v n=$articles '{ exit !($3 == n && $5 + $13 == n && $13 <= 1) }' actual || fail "counts"
pass
begin "... once more: complete"
status 0 "$NEWSARC" import bundle.tar.gz
[ "$(stored)" = $articles ] || fail "$(stored) articles"
begin "the unpacker is killed: cut short, what came before is kept"
tries=0
while lose unpack && [ -z "$victim" ] && [ $tries -lt 20 ]; do tries=$((tries + 1)); done
[ -n "$victim" ] || fail "no unpacker seen"
[ $got = 0 ] || [ $got = 3 ] || fail "exit $got"
[ $got = 0 ] || has stderr.txt "what came before is kept"
pass
begin "... once more: complete"
counts | expect 0 "$NEWSARC" import bundle.tar.gz
begin "... the export is that of an uninterrupted import"
export_of a >again.jsonl
cmp -s whole.jsonl again.jsonl || fail "another export"
pass
done_testing
