#!/bin/sh
# SPDX-License-Identifier: MIT
# Every abuse that the script host must survive has a case: NN-*.lua in tests/lua/abuse (run by
# tests/unit/script_abuse_test.c) or tests/lua/sweep, or NN-*.sh in tests/cli/abuse.
#   01-12 time    13-18 loops in C    19-30 patterns, parsers, Ctrl-C    31-43 memory
#   44-60 ways out    61-70 odd values    71-77 files, records, processes
cd "$1/tests" || exit 1
bad=0
n=1
while [ $n -le 77 ]; do
    nn=$(printf %02d $n)
    found=no
    for f in lua/abuse/"$nn"-*.lua lua/sweep/"$nn"-*.lua cli/abuse/"$nn"-*.sh; do
        [ ! -e "$f" ] || found=yes
    done
    [ $found = yes ] || { echo "abuse $nn has no case"; bad=1; }
    n=$((n + 1))
done
exit $bad
