#!/bin/sh
# SPDX-License-Identifier: MIT
# At each system call by which an import with --seal changes something, in turn: SIGKILL, an I/O
# error, a full disk, once and for good. What is left verifies; the same import again completes.
#   syscall.sh [POINTS]     a random choice of 30; NEWSARC_LONG or 0: all. NEWSARC_TEST_SEED
#                           repeats a run
set -eu
points=30
[ -z "${NEWSARC_LONG:-}" ] || points=0
points=${1:-$points}
seed=${NEWSARC_TEST_SEED:-$(date +%s)}
source=${NEWSARC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
NEWSARC_SCRIPTS=$source/scripts
export NEWSARC_SCRIPTS
unset NEWSARC_ARCHIVE
export ASAN_OPTIONS=detect_leaks=0 # a leak check cannot be traced
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT && cd "$tmp"
if ! command -v strace >/dev/null || ! strace -o /dev/null true 2>/dev/null; then
    echo "1..0 # SKIP strace is missing, or may not trace here"
    exit 77
fi
die() {
    echo "not ok 1 - $call $when, $how: $1 (NEWSARC_TEST_SEED=$seed $0)"
    sed 's/^/# /' out
    exit 1
}
make() { awk -v a="$1" 'BEGIN { for (i = a; i < a + 20; i++) printf \
    "{\"id\":\"%d\",\"source\":\"S\",\"title\":\"Article %d\",\"date\":\"2024-%02d-%02d\",\"body\":\"Word%d and words.\"}\n", \
    i, i, i % 12 + 1, i % 28 + 1, i * i }'; }
make 1 >old.jsonl
make 101 >new.jsonl
call=none when=0 how=none
# Twenty articles are acknowledged before anything fails.
"$NEWSARC" -A before import --seal old.jsonl >out 2>&1 || die "import"

# The calls of an import that goes well, by number of their kind.
cp -a before a
calls=pwrite64,write,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,mkdir
strace -o trace -e trace=$calls "$NEWSARC" -A a import --seal new.jsonl >out 2>&1 || die "traced"
export_of() { "$NEWSARC" -A a export '' | sed 's/,"imported":"[^"]*"//' | sort; }
export_of >whole
[ "$(wc -l <whole)" = 40 ] || die "$(wc -l <whole) articles"
sed -n 's/^\([a-z0-9]*\)(.*/\1/p' trace | awk -v s="$seed" '
    BEGIN { srand(s) }
    { n[$1]++; for (h = 1; h <= 4; h++) printf "%.9f %s %d %d\n", rand(), $1, n[$1], h }' >all
total=$(wc -l <all)
[ "$points" -gt 0 ] || points=$total
sort all | head -n "$points" | cut -d' ' -f2- >chosen
failed=0
while read -r call when h <&3; do
    case $h in
    1) how=signal=KILL:when=$when ;;
    2) how=error=EIO:when=$when ;;
    3) how=error=ENOSPC:when=$when ;;
    4) how=error=EIO:when=$when+ ;;
    esac
    rm -rf a && cp -a before a
    status=0
    strace -o /dev/null -e "trace=$call" -e "inject=$call:$how" \
        "$NEWSARC" -A a import --seal new.jsonl >out 2>&1 || status=$?
    # 3: what failed was a message to a worker, which costs at most the bundle's rest.
    case $status in
    0 | 3 | 9 | 137) ;;
    *) die "exit $status" ;;
    esac
    [ $status = 0 ] || failed=$((failed + 1))
    "$NEWSARC" -A a verify --full >out 2>&1 || die "verify: exit $?"
    n=$("$NEWSARC" -A a search --count words 2>out) || die "search: exit $?"
    [ "$n" -ge 20 ] || die "$n articles: acknowledged ones are lost"
    [ $status != 0 ] || [ "$n" = 40 ] || die "$n articles after exit 0"
    "$NEWSARC" -A a import --seal new.jsonl >out 2>&1 || die "import again: exit $?"
    "$NEWSARC" -A a verify --full >out 2>&1 || die "verify again: exit $?"
    export_of >again
    diff whole again >out || die "another export"
    n=$(find a/volumes -type f | wc -l)
    m=$("$NEWSARC" -A a volumes --json | grep -o '"name":' | wc -l)
    [ "$n" = "$m" ] || die "$n files of volumes, $m catalogued"
done 3<chosen
[ $failed -gt 0 ] || die "nothing failed"
echo "1..1"
echo "ok 1 - $points of $total failures at system calls, $failed told: nothing lost (seed $seed)"
