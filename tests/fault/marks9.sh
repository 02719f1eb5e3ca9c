#!/bin/sh
# SPDX-License-Identifier: MIT
# Ends writers with SIGKILL at random moments in an archive whose articles have marks: tag,
# edit, remove --purge, seal, compact, and the import of a marked volume. The archive then
# verifies, and has all of what the writer does or nothing; the same run again completes it.
#   marks9.sh [ROUNDS [ARTICLES]]    NEWSARC_TEST_SEED repeats a run; NEWSARC_LONG: 60 rounds
set -eu
rounds=12 articles=600
[ -z "${NEWSARC_LONG:-}" ] || { rounds=60 articles=3000; }
rounds=${1:-$rounds} articles=${2:-$articles}
seed=${NEWSARC_TEST_SEED:-$(date +%s)}
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
NEWSARC_SCRIPTS=${NEWSARC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}/scripts
export NEWSARC_SCRIPTS
unset NEWSARC_ARCHIVE
cd "$tmp"

round=0
die() { # why [FILE]
    echo "not ok 1 - round $round: $1 (NEWSARC_TEST_SEED=$seed $0 $rounds $articles)"
    [ -z "${2:-}" ] || sed 's/^/# /' "$2" | head -20
    exit 1
}
# moment ROUND MS: seconds, at random within that time and a tenth more
moment() { awk -v s="$seed" -v r="$1" -v t="$2" 'BEGIN {
    srand(s + r * 7919); rand(); printf "%.4f", rand() * t * 1.1 / 1000 }'; }
na() { "$NEWSARC" -A "$@"; }
must() { na "$@" >out.txt 2>&1 || die "newsarc -A $*: exit $?" out.txt; }
verify() {
    status=0
    na a verify --full >verify.txt 2>&1 || status=$?
    [ $status = 0 ] || die "$1: verify: exit $status" verify.txt
}
# All that a user sees of articles and marks, but when it was imported.
state() {
    na "$1" export '' | sed 's/,"imported":"[^"]*"//g; s/"at":"[^"]*"//g' | sort
    for q in tag:even tag:both note:island source:Desk title:corrected 'NOT tag:even'; do
        na "$1" search --format ids --expand -n 0 "$q" 2>&1 | sort
        na "$1" search --count "$q" || :
    done
    na "$1" tags || :
    na "$1" facets source --csv '' || :
}

# Three parts, two of them sealed; marks on articles of all, some of them sealed, too.
awk -v n="$articles" 'BEGIN {
    srand(7)
    for (i = 1; i <= n; i++) {
        body = ""
        for (k = 0; k < 40; k++) body = body " w" int(exp(rand() * 8))
        f = "part" i % 3 ".jsonl"
        printf "{\"id\":\"a%d\",\"source\":\"Generated\",\"title\":\"Article %d %s\",", \
            i, i, i % 2 ? "odd" : "pair" >f
        printf "\"date\":\"20%02d-%02d-%02d\",\"body\":\"%s.\"}\n", i % 20, i % 12 + 1, \
            i % 28 + 1, body >f
    }
}'
must c import --seal part0.jsonl
must c tag +even -- title:pair
id=$(na c search --format ids -n 1 title:pair)
must c note "$id" call the island
must c import --seal part1.jsonl
must c tag +even -- title:pair
must c edit --set source=Desk "$id"
must c import --no-seal part2.jsonl
must c tag +even -- title:pair
odd=$(na c search --format ids -n 1 title:odd)
must c edit --set title=Corrected "$odd"
must c export --format narc -o marked.narc title:pair
state c >was
[ "$(na c search --count tag:even)" = $((articles / 2)) ] || die "the marks"

run() { # KIND ARCHIVE
    case $1 in
    0) na "$2" tag +both -even -- 'title:article' ;;
    1) na "$2" seal ;;
    2) na "$2" compact ;;
    3) na "$2" edit --set source=Desk --set section=News "$id" "$odd" ;;
    4) na "$2" import --seal --marks marked.narc ;;
    5) na "$2" remove --purge "$id" ;;
    esac
}
for kind in 0 1 2 3 4 5; do
    rm -rf d
    [ $kind = 4 ] || cp -r c d
    start=$(date +%s%N)
    run $kind d >out.txt 2>&1 || die "kind $kind" out.txt
    eval "took$kind=$((($(date +%s%N) - start) / 1000000 + 1))"
    state d >"done$kind"
    case $kind in
    1 | 2) cmp -s was "done$kind" || die "kind $kind: another state" ;;
    4) [ "$(na d search --count tag:even)" = $((articles / 2)) ] || die "marks imported" ;;
    *) ! cmp -s was "done$kind" || die "kind $kind: nothing done" ;;
    esac
done

echo "# $rounds rounds, $articles articles, seed $seed"
killed=0
while [ $killed -lt "$rounds" ]; do
    kind=$((round % 6))
    round=$((round + 1))
    [ $round -le $((rounds * 8)) ] || die "only $killed were hit"
    rm -rf a
    if [ $kind = 4 ]; then "$NEWSARC" init a >out.txt; else cp -r c a; fi
    # exec: the process that is ended is the writer itself.
    (
        newsarc() { exec "$NEWSARC" "$@"; }
        na() { newsarc -A "$@"; }
        run $kind a
    ) >out.txt 2>&1 &
    pid=$!
    eval "took=\$took$kind"
    sleep "$(moment $round "$took")"
    kill -9 $pid 2>/dev/null || :
    status=0
    wait $pid 2>/dev/null || status=$?
    if [ $status = 137 ]; then
        killed=$((killed + 1)) took=$((took * 21 / 20 + 1))
    else
        took=$((took * 3 / 4 + 1))
    fi
    eval "took$kind=$took"
    verify "kind $kind killed"
    state a >is
    # An import commits on its way, and removing comes before purging.
    [ $kind = 4 ] || cmp -s was is || cmp -s "done$kind" is || {
        diff was is | cut -c1-200 | head -8 >diff.txt
        die "kind $kind killed: neither before nor after" diff.txt
    }
    status=0
    run $kind a >out.txt 2>&1 || status=$?
    # 5: it was removed before the signal came.
    [ $kind$status = 55 ] || [ $status = 0 ] || die "kind $kind again: exit $status" out.txt
    verify "kind $kind again"
    state a >is
    cmp -s "done$kind" is || {
        diff "done$kind" is | cut -c1-200 | head -8 >diff.txt
        die "kind $kind again: another state" diff.txt
    }
done
echo "1..1"
echo "ok 1 - $killed writers killed in $round rounds: articles and marks as before or after"
