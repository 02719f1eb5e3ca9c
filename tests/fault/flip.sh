#!/bin/sh
# SPDX-License-Identifier: MIT
# Changes one byte of a volume at a time: verify says so, with exit status 4, and names volume,
# member and frame. Then what else can happen to the file of a volume.
#   flip.sh                    a small volume: 300 random bytes; with NEWSARC_LONG every byte,
#                              and 1,000 random ones of Reuters' where $NEWSARC_SHARED has it
#   flip.sh ARCHIVE [CHANGES]  0 changes: every byte
# NEWSARC_TEST_SEED repeats a run.
set -eu
seed=${NEWSARC_TEST_SEED:-$(date +%s)}
source=${NEWSARC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
NEWSARC_SCRIPTS=$source/scripts
export NEWSARC_SCRIPTS
unset NEWSARC_ARCHIVE
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
out=$tmp/out n=0

die() {
    echo "not ok $((n + 1)) - $1 (NEWSARC_TEST_SEED=$seed $0)"
    sed 's/^/# /' "$out"
    exit 1
}
pass() { n=$((n + 1)) && echo "ok $n - $1"; }
byte_at() { od -An -tu1 -j "$1" -N 1 "$vol" | tr -d ' '; }
put() { # put OFFSET VALUE
    # shellcheck disable=SC2059
    printf "\\$(printf %03o "$2")" | dd of="$vol" bs=1 seek="$1" conv=notrunc 2>/dev/null
}
# damaged WHAT [PATTERN]: verify exits 4, and a line of it names the volume and what follows
damaged() {
    status=0
    "$NEWSARC" -A "$dir" verify >"$out" 2>&1 || status=$?
    [ $status = 4 ] || die "$1: verify: exit $status"
    grep -Eq "^volumes/$name: ${2:-}" "$out" || die "$1: not named: $name: ${2:-}"
}
sound() {
    "$NEWSARC" -A "$dir" verify >"$out" 2>&1 || die "$1: verify after it was put right"
}
# Member, first byte, end of each member: its header has no frame, its bytes have.
members() {
    LC_ALL=C tar tRvf "$vol" | awk '$1 == "block" && $3 ~ /^-/ {
        at = ($2 + 1) * 512; print $NF, at, at + $5 }'
}
# wanted OFFSET: what a line of verify says of a byte there
wanted() {
    awk -v at="$1" '
        at < $2 - 512 { exit }
        { want = $1 ": " }
        at >= $2 && at < $3 && $1 ~ /zst$/ { want = want "frame [0-9]+: " }
        at >= $3 + (512 - $3 % 512) % 512 { want = "trailer: " }
        END { print want }' "$tmp/members"
}
flip() { # flip CHANGES: 0 is every byte
    chmod u+w "$vol"
    size=$(stat -c %s "$vol") all=
    count=$1
    [ "$count" -gt 0 ] || { count=$size; all=1; }
    members >"$tmp/members"
    [ "$(wc -l <"$tmp/members")" = 5 ] || die "members of $name"
    awk -v s="$seed" -v n="$size" -v c="$count" -v all="$all" 'BEGIN {
        srand(s)
        for (i = 0; i < c; i++) printf "%d %d\n", all ? i : rand() * n, 1 + rand() * 255
    }' >"$tmp/changes"
    while read -r at by <&3; do
        old=$(byte_at "$at")
        put "$at" $(((old + by) % 256))
        damaged "byte $at of $name ($old + $by)" "$(wanted "$at")"
        put "$at" "$old"
    done 3<"$tmp/changes"
    sound flip
    pass "$count changed bytes of $size: reported with volume, member and frame (seed $seed)"
}
only() { for vol in "$dir"/volumes/*.narc; do name=$(basename "$vol") && return; done; }

if [ $# -gt 0 ]; then
    dir=$1
    only
    flip "${2:-0}"
    echo "1..$n"
    exit
fi
cd "$tmp"
generate() { # generate FROM
    awk -v a="$1" 'BEGIN { for (i = a; i < a + 20; i++) printf \
        "{\"id\":\"%d\",\"source\":\"S\",\"title\":\"Article %d\",\"date\":\"2024-%02d-%02d\",\"body\":\"Word%d and words.\"}\n", \
        i, i, i % 12 + 1, i % 28 + 1, i * i }'
}
dir=$tmp/a
generate 1 >one.jsonl
generate 101 >two.jsonl
"$NEWSARC" -A a import --seal one.jsonl >"$out" 2>&1 || die "import"
only
flip "$([ -n "${NEWSARC_LONG:-}" ] && echo 0 || echo 300)"

cp "$vol" whole
at=0 size=$(stat -c %s whole)
while [ $at -lt "$size" ]; do
    head -c $at whole >"$vol"
    damaged "cut at $at"
    at=$((at + 512))
done
head -c $((size - 1)) whole >"$vol"
damaged "the last byte gone"
printf '\0' | cat whole - >"$vol"
damaged "a byte more"
{ head -c 3000 whole; printf x; tail -c +3001 whole; } >"$vol"
damaged "a byte put in"
head -c 512 whole >block
{ head -c 2048 whole; cat block; tail -c +2561 whole; } >"$vol"
damaged "a block of another place"
: >"$vol"
damaged "empty"
cat whole >"$vol"
sound "cut"
pass "cut at every block, a byte more, one put in, a block swapped, empty"

rm "$vol"
damaged "gone"
mkdir "$vol"
damaged "a folder"
rmdir "$vol"
ln -s ../../whole "$vol"
status=0
"$NEWSARC" -A a verify >"$out" 2>&1 || status=$?
[ $status = 0 ] || [ $status = 4 ] || die "a link: exit $status"
rm "$vol"
cp whole a/volumes/renamed.narc
damaged "renamed"
mv a/volumes/renamed.narc "$vol"
sound "renamed"
pass "gone, a folder in its place, renamed"

"$NEWSARC" -A a import --seal two.jsonl >"$out" 2>&1 || die "import"
set -- a/volumes/*.narc
[ $# = 2 ] || die "two volumes"
mv "$1" x && mv "$2" "$1" && mv x "$2"
name=$(basename "$1")
damaged "swapped"
name=$(basename "$2")
damaged "swapped"
mv "$1" x && mv "$2" "$1" && mv x "$2"
sound "swapped back"
cp -f "$1" "$2"
damaged "one of them twice"
pass "two volumes swapped, one in place of both"

tar=${NEWSARC_SHARED:-$source/../shared}/data/reuters21578.tar.gz
if [ -n "${NEWSARC_LONG:-}" ] && [ -f "$tar" ]; then
    dir=$tmp/r
    "$NEWSARC" -A r import --seal "$tar" >"$out" 2>&1 || die "import of Reuters"
    only
    flip 1000
fi
echo "1..$n"
