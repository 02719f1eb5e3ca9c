# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# lib.sh - sourced by every test of the command line. Prints TAP; stops at the first failure.
#
#   begin "what is shown"
#   expect STATUS COMMAND...   standard input is the exact output wanted
#   status STATUS COMMAND...   the output may be anything: it is in ./actual
#   has FILE TEXT              a line of FILE contains TEXT
#   hasnt FILE TEXT
#
# Standard error is in ./stderr.txt. $NEWSARC is the program, $NEWSARC_SOURCE the checkout.
set -eu
unset NEWSARC_ARCHIVE NEWSARC_NOW NO_COLOR XDG_CONFIG_HOME XDG_CACHE_HOME
LC_ALL=C.UTF-8
export LC_ALL
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT && cd "$tmp"
XDG_DATA_HOME=$tmp/xdg HOME=$tmp/home
NEWSARC_SCRIPTS=$NEWSARC_SOURCE/scripts
export XDG_DATA_HOME HOME NEWSARC_SCRIPTS
n=0 what=setup

newsarc() { "$NEWSARC" "$@"; }
begin() { n=$((n + 1)) what=$1; }
pass() { echo "ok $n - $what"; }
fail() {
    echo "not ok $n - $what: $1"
    for f in diff.txt actual stderr.txt; do [ ! -s $f ] || sed "s/^/# $f: /" $f | head -40; done
    exit 1
}
expect() {
    want=$1 got=0
    shift
    cat >expected
    "$@" >actual 2>stderr.txt </dev/null || got=$?
    diff -u expected actual >diff.txt || fail "another output (exit $got)"
    [ "$got" = "$want" ] || fail "exit $got, wanted $want"
    pass
}
status() {
    want=$1 got=0
    shift
    "$@" >actual 2>stderr.txt </dev/null || got=$?
    : >diff.txt
    [ "$got" = "$want" ] || fail "exit $got, wanted $want"
    pass
}
has() { grep -qF -e "$2" "$1" || fail "no \"$2\" in $1"; }
hasnt() { ! grep -qF -e "$2" "$1" || fail "\"$2\" in $1"; }
skip() { # what is missing
    echo "1..0 # SKIP $1"
    exit 77
}
need() {
    for tool; do command -v "$tool" >/dev/null || skip "$tool is not installed"; done
}
done_testing() { echo "1..$n"; }
