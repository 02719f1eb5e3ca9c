#!/bin/sh
# SPDX-License-Identifier: MIT
# Ends an import with --seal at random moments: its parent with SIGKILL, or in every fourth round
# one of its workers. Workers die with their parent. After each round the archive verifies, and
# the same import run again completes it: every article once. Then compact is ended: the archive
# has the old volumes or the new one, and in both cases every article once.
#   kill9.sh [KILLS [ARTICLES]]     NEWSARC_TEST_SEED repeats a run; NEWSARC_LONG: 50 kills
set -eu
rounds=10 articles=1500
[ -z "${NEWSARC_LONG:-}" ] || { rounds=50 articles=4000; }
rounds=${1:-$rounds} articles=${2:-$articles}
seed=${NEWSARC_TEST_SEED:-$(date +%s)}
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
# Programs of its own, so that their processes are told from others'.
cp "$NEWSARC" "$tmp/newsarc"
cp "${NEWSARC_WORKER:-$(dirname "$NEWSARC")/newsarc-worker}" "$tmp/newsarc-worker"
NEWSARC_SCRIPTS=${NEWSARC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}/scripts
NEWSARC_WORKER=$tmp/newsarc-worker
export NEWSARC_SCRIPTS NEWSARC_WORKER
unset NEWSARC_ARCHIVE
cd "$tmp"

round=0
die() { # why [FILE]
    echo "not ok 1 - round $round: $1 (NEWSARC_TEST_SEED=$seed $0 $rounds $articles)"
    [ -z "${2:-}" ] || sed 's/^/# /' "$2"
    exit 1
}
# moment ROUND MS PERCENT: seconds, at random within that part of it
moment() { awk -v s="$seed" -v r="$1" -v t="$2" -v p="$3" 'BEGIN {
    srand(s + r * 7919); rand(); printf "%.3f", rand() * t * p / 100000 }'; }
# Process ids of our workers; a zombie has no program.
workers() {
    # shellcheck disable=SC2012
    ls -l /proc/[0-9]*/exe 2>/dev/null |
        sed -n "s|.* /proc/\([0-9]*\)/exe -> $tmp/newsarc-worker\$|\1|p"
}
no_workers() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ -n "$(workers)" ] || return 0
        sleep 0.1
    done
    die "workers outlive their parent: $(workers | tr '\n' ' ')"
}
verify() {
    status=0
    ./newsarc -A a verify --full >verify.txt 2>&1 || status=$?
    [ $status = 0 ] || die "$1: verify: exit $status" verify.txt
}
# What import.txt reports covers the whole bundle, and adds up.
counts() {
    awk -v n="$articles" '/entries, .*records:/ {
        ok = $1 == 3 && $3 == n && $5 + $7 + $9 + $11 + $13 == n && $5 + $9 + $13 == n
    } END { exit !ok }' import.txt || die "counts" import.txt
}

# A bundle of three entries, so that a checkpoint has both an entry and a record.
awk -v n="$articles" 'BEGIN {
    srand(7)
    for (i = 1; i <= n; i++) {
        body = ""
        for (k = 0; k < 40; k++) body = body " w" int(exp(rand() * 8))
        f = "part" i % 3 ".jsonl"
        printf "{\"id\":\"a%d\",\"source\":\"Generated\",\"title\":\"Article %d\",", i, i >f
        printf "\"date\":\"20%02d-%02d-%02d\",\"body\":\"%s.\"}\n", i % 20, i % 12 + 1, \
            i % 28 + 1, body >f
    }
}'
tar czf bundle.tar.gz part0.jsonl part1.jsonl part2.jsonl

# How long a whole import takes, so that kills fall all over it; and what it exports.
start=$(date +%s%N)
./newsarc -A whole import --seal bundle.tar.gz >import.txt 2>&1 || die "a whole import" import.txt
took=$((($(date +%s%N) - start) / 1000000))
counts
export_of() { ./newsarc -A "$1" export '' | sed 's/,"imported":"[^"]*"//'; }
export_of whole >whole.jsonl
[ "$(wc -l <whole.jsonl)" = "$articles" ] || die "the whole export"

echo "# $rounds kills, $articles articles, an import takes $took ms, seed $seed"
killed=0 hit=0
while [ $killed -lt "$rounds" ]; do
    round=$((round + 1))
    [ $round -le $((rounds * 8)) ] || die "only $killed imports and $hit workers were hit"
    before=$((killed + hit))
    rm -rf a
    ./newsarc -A a import --seal bundle.tar.gz >import.txt 2>&1 &
    pid=$!
    # A worker's life ends before sealing begins.
    sleep "$(moment $round $took $((round % 4 ? 110 : 50)))"
    if [ $((round % 4)) = 0 ]; then
        # The unpacker or the parser; one that has just ended is none of ours any more.
        victims=$(workers) at=$((round / 4 % 2))
        for victim in $victims; do
            [ $at -gt 0 ] || { kill -9 "$victim" 2>/dev/null && hit=$((hit + 1)); break; }
            at=$((at - 1))
        done
        status=0
        wait $pid || status=$?
        # 3: cut short, or the record that the parser was at is quarantined.
        # 9: it was not ready yet.
        [ $status = 0 ] || [ $status = 3 ] || grep -q 'parser: channel: closed' import.txt ||
            die "a worker killed: exit $status" import.txt
        no_workers
        [ ! -e a/head.db ] || verify "a worker killed"
    else
        kill -9 $pid 2>/dev/null || :
        status=0
        wait $pid 2>/dev/null || status=$?
        [ $status != 137 ] || killed=$((killed + 1))
        no_workers
        if [ -e a/head.db ]; then
            status=0
            ./newsarc -A a verify --full >verify.txt 2>&1 || status=$?
            # Killed while head.db was being made: none yet, or one without its tables.
            [ $status = 0 ] || [ $status = 5 ] || die "verify: exit $status" verify.txt
        fi
    fi
    # Too late to hit anything: the machine has become faster since; or slower.
    [ $((killed + hit)) -gt $before ] && took=$((took * 21 / 20)) || took=$((took * 3 / 4))
    status=0
    ./newsarc -A a import --seal bundle.tar.gz >import.txt 2>&1 || status=$?
    [ $status = 0 ] || die "import again: exit $status" import.txt
    counts
    verify "import again"
    n=$(./newsarc -A a search --count '')
    [ "$n" = "$articles" ] || die "$n articles, not $articles"
    export_of a | sort >again.jsonl
    sort whole.jsonl | cmp -s - again.jsonl || {
        sort whole.jsonl | diff - again.jsonl | cut -c1-300 | head -6 >diff.txt
        die "another export than that of an uninterrupted import" diff.txt
    }
    n=$(find a/volumes -type f | wc -l)
    m=$(./newsarc -A a volumes --json | grep -o '"name":' | wc -l)
    [ "$n" = "$m" ] || die "$n files of volumes, $m catalogued"
done

# Compacting: three volumes, some of whose articles were superseded by a fourth.
for part in 0 1 2; do
    ./newsarc -A c import --seal part$part.jsonl >import.txt 2>&1 || die "part $part" import.txt
done
sed -n '1,50s/"body":"/&Corrected: /p' part1.jsonl >again.jsonl
./newsarc -A c import --seal again.jsonl >import.txt 2>&1 || die "corrections" import.txt
export_of c | sort >whole.jsonl
cp -r c a2
start=$(date +%s%N)
./newsarc -A a2 compact >compact.txt 2>&1 || die "compact" compact.txt
took=$((($(date +%s%N) - start) / 1000000))
ended=0 tries=0
while [ $ended -lt $((rounds / 2)) ]; do
    round=$((round + 1)) tries=$((tries + 1))
    [ $tries -le $((rounds * 4)) ] || die "only $ended of compact were hit"
    rm -rf a
    cp -r c a
    ./newsarc -A a compact >compact.txt 2>&1 &
    pid=$!
    sleep "$(moment $round $took 110)"
    kill -9 $pid 2>/dev/null || :
    status=0
    wait $pid 2>/dev/null || status=$?
    if [ $status = 137 ]; then
        ended=$((ended + 1)) took=$((took * 21 / 20))
    else
        took=$((took * 3 / 4))
    fi
    verify "compact killed"
    export_of a | sort | cmp -s whole.jsonl - || die "compact killed: another export"
    ./newsarc -A a compact >compact.txt 2>&1 || die "compact again" compact.txt
    verify "compact again"
    export_of a | sort | cmp -s whole.jsonl - || die "compact again: another export"
    n=$(find a/volumes -type f | wc -l)
    [ "$n" = 1 ] || die "$n files of volumes"
done
echo "1..1"
echo "ok 1 - $killed imports and $hit workers killed, and compact $ended times, in $round rounds: nothing lost, nothing twice"
