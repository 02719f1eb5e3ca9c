#!/bin/sh
# SPDX-License-Identifier: MIT
# Bundles made to do harm, and collections no reader here was written for: each import ends in
# time, within 256 MiB, with a documented exit status and counts that add up.
#   NEWSARC_LONG: every hostile file, not 40 random ones. NEWSARC_TEST_SEED repeats a run
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
seed=${NEWSARC_TEST_SEED:-$(date +%s)}
echo "# NEWSARC_TEST_SEED=$seed"
data=${NEWSARC_SHARED:-$NEWSARC_SOURCE/../shared}/data
# A sanitizer's shadow does not fit; there the parent's memory is not looked at.
limit=262144
# shellcheck disable=SC3045
{ (ulimit -v $limit && "$NEWSARC" version); } >/dev/null 2>&1 || limit=unlimited
patience=20
[ $limit != unlimited ] || patience=200

# taken FILE [OPTION...]: whether the import of it ended as it should
taken() {
    got=0
    # shellcheck disable=SC3045
    (ulimit -v $limit && exec timeout $patience "$NEWSARC" import "$@") >actual 2>stderr.txt \
        </dev/null || got=$?
    case $got in
    0 | 2 | 3) ;;
    *) fail "$1: exit $got" ;;
    esac
    if grep -qi 'sanitizer\|runtime error' stderr.txt; then fail "$1: sanitizer"; fi
    if LC_ALL=C grep -q '[[:cntrl:]]' stderr.txt; then fail "$1: control characters"; fi
    # An input that is none has no counts.
    [ $got = 2 ] || awk '
        $2 != "entries," || $4 != "records:" { bad = 1 }
        $3 != $5 + $7 + $9 + $11 + $13 { bad = 1 }
        END { exit bad || NR != 1 }' actual || fail "$1: counts"
}
sound() {
    "$NEWSARC" verify --full >actual 2>stderr.txt || fail "verify: exit $?"
    ! find . /tmp/newsarc-escaped -newer start -path '*escaped*' 2>/dev/null | grep . ||
        fail "a file outside"
}
: >start

# Some made here, so that this is never nothing.
begin "bundles made to do harm"
need tar gzip
mkdir in && cp "$NEWSARC_SOURCE/tests/cli/lib.sh" in/ok.txt
tar cf good.tar -C in ok.txt
gzip -k good.tar
size=$(stat -c %s good.tar.gz)
for at in 0 1 9 10 11 20 $((size / 2)) $((size - 9)) $((size - 8)) $((size - 1)); do
    head -c $at good.tar.gz >cut.tar.gz
    taken cut.tar.gz
done
tar cPf up.tar --transform 's|ok.txt|../../escaped.txt|' -C in ok.txt 2>/dev/null
taken up.tar
tar cPf absolute.tar --transform 's|ok.txt|/tmp/newsarc-escaped/x.txt|' -C in ok.txt 2>/dev/null
taken absolute.tar
ln -s /etc/passwd in/link.txt && ln in/ok.txt in/hard.txt && mkfifo in/fifo.txt
tar cf links.tar -C in .
taken links.tar
hasnt actual passwd
taken in
awk 'BEGIN { for (i = 0; i < 70; i++) printf "%1048576s", " " }' | gzip -1 >spaces.txt.gz
taken spaces.txt.gz
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "<div>" }' >deep.html
taken deep.html
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "[" }' >deep.json
taken deep.json
printf 'first line\033]0;title\007\n\nbody \033[31mred\033[0m and \000 more\n' >"$(printf 'esc\033[31m.txt')"
taken "$(printf 'esc\033[31m.txt')"
newsarc search red >actual 2>stderr.txt || :
if grep -q "$(printf '\033')" actual stderr.txt; then fail "an escape"; fi
gzip -c good.tar.gz | gzip -c | gzip -c | gzip -c >onion.tar.gz
taken onion.tar.gz
cat good.tar.gz good.tar.gz >twice.tar.gz
taken twice.tar.gz
printf trailing | cat good.tar.gz - >trailing.tar.gz
taken trailing.tar.gz
sound
pass

if [ -f "$data/hostile.tar.gz" ]; then
    mkdir hostile
    tar xzf "$data/hostile.tar.gz" -C hostile
    find hostile -type f | sort >files
    begin "the hostile collection, file by file"
    [ -n "${NEWSARC_LONG:-}" ] || {
        awk -v s="$seed" 'BEGIN { srand(s) } { print rand() "\t" $0 }' files | sort | head -40 |
            cut -f2- >some && mv some files
    }
    while read -r f <&3; do taken "$f"; done 3<files
    sound
    pass
    begin "... as one bundle, and as a folder"
    patience=$((3 * patience))
    taken "$data/hostile.tar.gz"
    [ -z "${NEWSARC_LONG:-}" ] || taken hostile
    sound
    pass
    for f in korean feeds extract-readability warc mail formats; do
        begin "$f"
        taken "$data/$f.tar.gz"
        sound
        pass
    done
else
    echo "# no shared data at $data"
fi
done_testing
