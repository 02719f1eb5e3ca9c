#!/bin/sh
# SPDX-License-Identifier: MIT
# A search writes nothing; and needs nothing that can be written.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc import --seal news/web news/lighthouse.json >/dev/null 2>&1
newsarc import news/wire.jsonl >/dev/null 2>&1 # stays in the head
newsarc search --format ids '' >whole
[ "$(wc -l <whole)" = 5 ] || fail "$(wc -l <whole) articles"

# What strace tells of calls that change something; head.db's two companions may be opened.
changes() {
    grep -v ' = -1 ' trace | awk '
        /O_(WRONLY|RDWR|CREAT|TRUNC)/ && !/"[^"]*\/head\.db-(wal|shm)"/ && !/"\/dev\/(null|tty)"/
        /^[0-9]+ +(creat|unlink|unlinkat|rename|renameat2?|mkdir|mkdirat|rmdir|symlink|symlinkat|link|linkat|mknod|mknodat|truncate|chmod|fchmodat|chown|fchownat|utimensat)\(/'
}
# Name, size, time and bytes of all there is.
state() { find a | sort | xargs stat -c '%n %i %s %Y' 2>/dev/null | grep -v 'head\.db-shm'
    find a -type f ! -name 'head.db-shm' -exec sha256sum {} + | sort; }
traced() {
    before=$(state)
    # A leak check cannot be traced.
    ASAN_OPTIONS=detect_leaks=0 strace -f -o trace -e trace=%file,pwrite64,ftruncate "$NEWSARC" "$@" >actual 2>stderr.txt ||
        fail "exit $?"
    changes >changed
    [ ! -s changed ] || fail "$(head -3 changed)"
    [ "$(state)" = "$before" ] || { state >after; echo "$before" | diff - after >diff.txt || :; fail "another archive than before"; }
    pass
}
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    begin "search writes nothing"
    traced search marathon
    has actual "arathon"
    begin "show"
    traced show "$(head -1 whole)"
    begin "stats"
    traced stats
    begin "volumes"
    traced volumes
    begin "export"
    traced export ''
    begin "verify --full"
    traced verify --full
else
    echo "# strace is missing, or may not trace here"
fi

# ro USER COMMAND...: with the archive on a read-only mount at ./ro, as that user
ro() {
    user=$1
    shift
    # shellcheck disable=SC2016
    unshare -m sh -c 'mount --bind a ro && mount -o remount,ro,bind ro || exit 99
        user=$1 && shift
        exec setpriv --reuid="$user" --regid="$user" --clear-groups "$@"' sh "$user" \
        "$NEWSARC" -A ro "$@"
}
if [ "$(id -u)" = 0 ] && unshare -m mount --bind a a 2>/dev/null &&
    command -v setpriv >/dev/null; then
    # The checkout may lie where no ordinary user may look.
    chmod 755 "$tmp" && mkdir ro && cp -r "$NEWSARC_SOURCE/scripts" scripts
    NEWSARC_SCRIPTS=$tmp/scripts
    setpriv --reuid=65534 --regid=65534 --clear-groups "$NEWSARC" version >/dev/null 2>&1 ||
        skip "an ordinary user cannot run $NEWSARC"
    begin "read-only, as an ordinary user: the same hits"
    expect 0 ro 65534 search --format ids '' <whole
    begin "... and sentences"
    status 0 ro 65534 search marathon
    has actual "arathon"
    begin "verify as well"
    status 0 ro 65534 verify --full
    begin "without head.db-wal and head.db-shm"
    mkdir kept && mv a/head.db-wal a/head.db-shm kept
    expect 0 ro 65534 search --format ids '' <whole
    mv kept/* a
    begin "an archive of the same ordinary user"
    chown -R 65534:65534 a
    expect 0 ro 65534 search --format ids '' <whole
    begin "import says that it cannot write"
    status 9 ro 65534 import news/ferry.txt
    has stderr.txt "Read-only file system"
    begin "another user's archive is not opened"
    status 9 ro 65533 search marathon
    has stderr.txt "belongs to another user"
    begin "... not by root either"
    status 9 newsarc search marathon
    has stderr.txt "belongs to another user"
    begin "... unless it is trusted"
    mkdir -p config/newsarc
    XDG_CONFIG_HOME=$PWD/config
    export XDG_CONFIG_HOME
    printf '# mine\n%s\n' "$PWD/a" >config/newsarc/trusted
    expect 0 newsarc search --format ids '' <whole
    begin "... and no other"
    printf '# mine\n%s/b\n' "$PWD" >config/newsarc/trusted
    status 9 newsarc search marathon
    chown -R 0:0 a

    begin "a WAL with content"
    # An import that is killed leaves what it committed in the WAL.
    awk 'BEGIN { for (i = 0; i < 4000; i++) printf \
        "{\"title\":\"Tide %d\",\"body\":\"Tide table %d of the harbour.\",\"id\":\"t%d\"}\n", i, i, i }' \
        >tides.jsonl
    tries=0
    while [ "$(newsarc search --count tide)" = 0 ] && [ $tries -lt 20 ]; do
        tries=$((tries + 1))
        "$NEWSARC" import tides.jsonl >/dev/null 2>&1 &
        pid=$!
        while [ "$(newsarc search --count tide)" = 0 ] && kill -0 $pid 2>/dev/null; do :; done
        kill -9 $pid 2>/dev/null || :
        wait $pid 2>/dev/null || :
        [ -s a/head.db-wal ] || rm -rf a
        [ -d a ] || newsarc import --seal news/web news/lighthouse.json >/dev/null 2>&1
    done
    [ -s a/head.db-wal ] || fail "no WAL after $tries kills"
    newsarc search --format ids tide >tides
    pass
    begin "... its articles are found, read-only too"
    expect 0 ro 65534 search --format ids tide <tides
    begin "... but where head.db-shm is missing: one clear error"
    rm a/head.db-shm
    status 9 ro 65534 search marathon
    has stderr.txt "head.db-wal holds articles that head.db has not got yet"
    [ "$(wc -l <stderr.txt)" -le 2 ] || fail "more than one error"
    begin "... until it was opened where it can be written"
    status 0 newsarc search marathon
    begin "the next import clears up"
    status 0 newsarc import tides.jsonl
    [ ! -s a/head.db-wal ] || fail "WAL"
    status 0 ro 65534 search marathon
else
    echo "# read-only mounts need root and unshare"
fi
done_testing
