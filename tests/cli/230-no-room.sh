#!/bin/sh
# SPDX-License-Identifier: MIT
# A full disk, few descriptors, a folder that may not be written: one clear error, nothing is
# lost, and with room again the import is completed.
self=$(cd "$(dirname "$0")" && pwd)/230-no-room.sh
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" != inside ]; then
    if [ "$(id -u)" != 0 ] || ! unshare -m mount -t tmpfs none "$tmp" 2>/dev/null; then
        skip "mounting needs root and unshare"
    fi
    unshare -m sh "$self" inside
    exit
fi
articles=6000
awk -v n=$articles 'BEGIN { for (i = 0; i < n; i++) {
    body = ""
    for (k = 0; k < 50; k++) body = body " w" i * k % 997
    printf "{\"id\":\"%d\",\"source\":\"Gen\",\"title\":\"Article %d\",\"body\":\"%s.\"}\n", i, i, body
} }' >news.jsonl
mkdir disk
trap 'cd / && umount "$tmp/disk" && rm -rf "$tmp"' EXIT
mount -t tmpfs -o size=3m none disk
export NEWSARC_ARCHIVE="$PWD/disk/a"

begin "the disk fills up during an import"
status 9 newsarc import news.jsonl
[ "$(wc -l <stderr.txt)" -le 2 ] || fail "not one error"
grep -qi 'full\|no space' stderr.txt || fail "no word of it"
begin "what was acknowledged is there, and in order"
had=$(newsarc search --count '' || :)
if [ "$had" -eq 0 ] || [ "$had" -ge $articles ]; then fail "$had articles"; fi
status 0 newsarc verify --full
begin "with room again it goes on"
mount -o remount,size=64m disk
expect 0 newsarc import news.jsonl <<EOT
1 entries, $articles records: $articles added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined
EOT
newsarc export '' | sort >whole
begin "the disk fills up while a volume is written"
used=$(df -k --output=used disk | tail -1)
mount -o remount,size=$((used + 300))k disk
status 9 newsarc seal
begin "the articles are where they were"
status 0 newsarc verify --full
newsarc export '' | sort | cmp -s - whole || fail "another export"
begin "with room again it is sealed, nothing is left over"
mount -o remount,size=64m disk
status 0 newsarc seal
[ "$(find disk/a/volumes -type f | wc -l)" = 1 ] || fail "files"
begin "... and as it should be"
status 0 newsarc verify --full
newsarc export '' | sort | cmp -s - whole || fail "another export"

begin "few descriptors"
# shellcheck disable=SC3045
few() { (ulimit -n 16 && exec "$NEWSARC" "$@"); }
status 0 few search --count w7
begin "... an import in them: done, or one clear error"
few import news.jsonl >actual 2>stderr.txt || got=$?
case ${got:-0} in
0 | 9) pass ;;
*) fail "exit $got" ;;
esac
begin "no file may grow: one clear error"
small() { (trap '' XFSZ; ulimit -f 1 && exec "$NEWSARC" "$@"); }
echo '{"id":"new","title":"A new one","body":"Of some length."}' >new.jsonl
got=0
small import new.jsonl >actual 2>stderr.txt || got=$?
[ $got = 9 ] || fail "exit $got"
pass
begin "... nothing is lost"
status 0 newsarc verify --full
begin "... and it can be stored"
status 0 newsarc import new.jsonl
has actual " 1 added"
if command -v setpriv >/dev/null; then
    begin "a folder that may not be written"
    chmod 755 "$tmp" disk
    mkdir closed && chmod 755 closed
    # The checkout may lie where no ordinary user may look.
    cp -r "$NEWSARC_SOURCE/scripts" scripts
    NEWSARC_SCRIPTS=$tmp/scripts
    as_user() { setpriv --reuid=65534 --regid=65534 --clear-groups "$NEWSARC" "$@"; }
    if as_user version >/dev/null 2>&1; then
        status 9 as_user -A closed/a import new.jsonl
        has stderr.txt "ermission denied"
        begin "an archive that may not be read"
        chmod 600 disk/a/head.db
        got=0
        as_user search w7 >actual 2>stderr.txt || got=$?
        [ $got = 9 ] || fail "exit $got"
        pass
    fi
fi
done_testing
