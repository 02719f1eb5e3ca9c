#!/bin/sh
# SPDX-License-Identifier: MIT
# WARC files compressed by record: damage costs the record it is in, and is known by its place
# in the compressed file; dictionaries of the zstd kind.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need gzip zstd awk
# record N: of about 500 bytes
record() {
    body="<!DOCTYPE html><html lang=\"en\"><head><title>Page $1 of the harbour</title></head><body><article><h1>Page $1 of the harbour</h1><p>Number $1: the harbour office wrote that the ferry of hour $1 will sail again in the summer, and that tickets stay good.</p></article></body></html>"
    http="HTTP/1.1 200 OK
Content-Type: text/html

"
    printf 'WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:test:%s>\r\nWARC-Target-URI: https://quay.example/%s.html\r\nWARC-Date: 2025-04-06T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %s\r\n\r\n%s%s\r\n\r\n' \
        "$1" "$1" $((${#body} + ${#http})) "$http" "$body"
}
mkdir r
i=0
while [ $i -lt 12 ]; do
    i=$((i + 1))
    record $i >r/$i
    gzip -9nc r/$i >r/$i.gz
    zstd -q -19 r/$i -o r/$i.zst
done
bytes() { wc -c <"$1" | tr -d ' '; }
# all KIND: the twelve, in their order
all() { for k in 1 2 3 4 5 6 7 8 9 10 11 12; do cat "r/$k.$1"; done; }
# before N KIND: bytes before record N
before() {
    sum=0 k=1
    while [ $k -lt "$1" ]; do
        sum=$((sum + $(bytes "r/$k.$2"))) k=$((k + 1))
    done
    echo $sum
}
# poke FILE OFFSET BYTES
poke() { printf %b "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null; }

for kind in gz zst; do
    begin "whole ($kind)"
    all $kind >whole.warc.$kind
    newsarc -A whole.$kind import whole.warc.$kind >actual
    has actual "12 records: 12 added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined"
    pass
    begin "a byte in the middle of a record, and one at the beginning of another ($kind)"
    all $kind >bad.warc.$kind
    fourth=$(before 4 $kind) eighth=$(before 8 $kind)
    poke bad.warc.$kind $((fourth + $(bytes r/4.$kind) / 2)) '\0377\0377\0377'
    poke bad.warc.$kind "$eighth" 'XX'
    status 3 newsarc -A bad.$kind import bad.warc.$kind
    has actual "12 records: 10 added, 0 updated, 0 duplicates, 0 skipped, 2 quarantined"
    newsarc -A bad.$kind quarantine list --jsonl >actual
    has actual "at byte $fourth of the compressed file, $(bytes r/4.$kind) bytes long, is damaged"
    has actual "at byte $eighth of the compressed file, $(bytes r/8.$kind) bytes long, is damaged"
    newsarc -A bad.$kind export --format jsonl | grep -c 'Page [48] of' >actual || :
    [ "$(cat actual)" = 0 ] || fail "what is damaged became an article"
    begin "the same inside a tar, and from a pipe ($kind)"
    tar -cf bad.tar bad.warc.$kind
    newsarc -A tar.$kind import bad.tar >actual 2>stderr.txt || :
    has actual "12 records: 10 added, 0 updated, 0 duplicates, 0 skipped, 2 quarantined"
    newsarc -A pipe.$kind import - <bad.warc.$kind >actual 2>stderr.txt || :
    has actual "12 records: 10 added, 0 updated, 0 duplicates, 0 skipped, 2 quarantined"
    pass
    begin "again: nothing new ($kind)"
    newsarc -A bad.$kind import bad.warc.$kind >actual 2>stderr.txt || :
    has actual "12 records: 0 added, 0 updated, 10 duplicates, 0 skipped, 2 quarantined"
    pass
    begin "cut short within a record ($kind)"
    head -c $((eighth + 100)) whole.warc.$kind >cut.warc.$kind
    status 3 newsarc -A cut.$kind import cut.warc.$kind
    has actual "8 records: 7 added, 0 updated, 0 duplicates, 0 skipped, 1 quarantined"
    begin "something else between two records ($kind)"
    { head -c "$fourth" whole.warc.$kind; printf 'neither this nor that\n'
      tail -c +$((fourth + 1)) whole.warc.$kind; } >else.warc.$kind
    status 3 newsarc -A else.$kind import else.warc.$kind
    has actual "13 records: 12 added, 0 updated, 0 duplicates, 0 skipped, 1 quarantined"
    begin "a length that lies, in a member that is whole ($kind)"
    sed 's/^Content-Length: .*/Content-Length: 17\r/' r/5 >r/lie
    if [ $kind = gz ]; then gzip -9nc r/lie >r/lie.gz; else zstd -q -f r/lie -o r/lie.zst; fi
    cat r/1.$kind r/lie.$kind r/2.$kind >lie.warc.$kind
    status 3 newsarc -A lie.$kind import lie.warc.$kind
    has actual "3 records: 2 added, 0 updated, 0 duplicates, 0 skipped, 1 quarantined"
    newsarc -A lie.$kind quarantine list --jsonl >actual
    has actual "at byte $(bytes r/1.$kind) of the compressed file"
done

begin "a checksum that does not fit: the last record of that member"
cat r/1 r/2 r/3 | gzip -9nc >three.gz
poke three.gz $(($(bytes three.gz) - 8)) '\0001\0002\0003\0004'
cat three.gz r/4.gz r/5.gz >crc.warc.gz
status 3 newsarc -A crc import crc.warc.gz
has actual "5 records: 4 added, 0 updated, 0 duplicates, 0 skipped, 1 quarantined"
newsarc -A crc quarantine list --jsonl >actual
has actual "incorrect data check; the gzip member at byte 0 of the compressed file, $(bytes three.gz) bytes long"

begin "the older format: ARC"
page() { printf '<html><head><title>Page %s</title></head><body><h1>Page %s</h1><p>The ferry of hour %s sails again, the office wrote on its board today.</p></body></html>' "$1" "$1" "$1"; }
# arc URL TYPE: a record of what standard input has
arc() {
    cat >body
    printf '%s 10.0.0.1 20080430204826 %s %s\n' "$1" "$2" "$(bytes body)"
    cat body
    echo
}
echo '1 0 test' | arc filedesc://x.arc text/plain | gzip -9nc >old.arc.gz
for k in 1 2 3; do
    { printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n'; page $k; } | arc http://quay.example/$k text/html | gzip -9nc >a$k.gz
    [ $k = 2 ] && second=$(bytes old.arc.gz)
    cat a$k.gz >>old.arc.gz
done
poke old.arc.gz $((second + $(bytes a2.gz) / 2)) '\0377\0377\0377'
status 3 newsarc -A old import old.arc.gz
has actual "4 records: 2 added, 0 updated, 0 duplicates, 1 skipped, 1 quarantined"
newsarc -A old quarantine list --jsonl >actual
has actual "the gzip member at byte $second of the compressed file, $(bytes a2.gz) bytes long, is damaged"

begin "as many parsers as you like, as large as you like: the same"
awk 'BEGIN { for (i = 0; i < 400; i++) print "cat r/" (i % 12 + 1) ".gz" }' | sh >large.warc.gz
poke large.warc.gz 50000 '\0000\0377\0000\0377\0000\0377'
poke large.warc.gz 90000 '\0000\0377\0000\0377\0000\0377'
for jobs in 1 3; do
    newsarc -A "large$jobs" import --jobs $jobs large.warc.gz >actual 2>stderr.txt || :
    has actual "400 records: 12 added, 0 updated, 386 duplicates, 0 skipped, 2 quarantined"
done
pass

# -- zstd with a dictionary: a skippable frame at the beginning holds it
byte() { printf %b "\\0$(printf %o $(($1 & 255)))"; }
le32() {
    for shift in 0 8 16 24; do byte $(($1 >> shift)); done
}
mkdir t && i=0
while [ $i -lt 300 ]; do i=$((i + 1)) && record $i >t/$i; done
if zstd -q --train t/* --maxdict=8192 -o dict 2>/dev/null; then
    i=0
    while [ $i -lt 12 ]; do i=$((i + 1)) && zstd -q -D dict r/$i -o r/$i.dzst; done
    zstd -q -c dict >dict.zst
    for dict in dict dict.zst; do
        begin "a dictionary ($dict)"
        { printf '\135\052\115\030'; le32 "$(bytes $dict)"; cat $dict; all dzst; } >$dict.warc.zst
        newsarc -A a.$dict import $dict.warc.zst >actual
        has actual "12 records: 12 added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined"
        cp $dict.warc.zst unnamed
        newsarc -A a.$dict import unnamed >actual
        has actual "12 records: 0 added, 0 updated, 12 duplicates, 0 skipped, 0 quarantined"
        pass
        begin "and a record that is damaged ($dict)"
        at=$(($(bytes $dict) + 8 + $(before 7 dzst)))
        poke $dict.warc.zst $((at + $(bytes r/7.dzst) / 2)) '\0377\0377\0377\0377'
        status 3 newsarc -A b.$dict import $dict.warc.zst
        has actual "12 records: 11 added, 0 updated, 0 duplicates, 0 skipped, 1 quarantined"
        newsarc -A b.$dict quarantine list --jsonl >actual
        has actual "zstd frame at byte $at of the compressed file"
    done
    begin "a dictionary that says it is endless, one that is none, one that is cut short"
    { printf '\135\052\115\030\377\377\377\177'; cat dict; } >x.warc.zst
    status 3 newsarc -A c import x.warc.zst
    has stderr.txt "a dictionary of 2147483647 bytes, at most 8388608 are read"
    { printf '\135\052\115\030\013\000\000\000\050\265\057\375wrong..'; all dzst; } >y.warc.zst
    status 3 newsarc -A c import y.warc.zst
    has stderr.txt "its dictionary"
    { printf '\135\052\115\030'; le32 "$(bytes dict)"; head -c 100 dict; } >z.warc.zst
    status 3 newsarc -A c import z.warc.zst
    has stderr.txt "its dictionary is cut short"
fi
begin "a dictionary that unpacks to more than may be"
head -c 9000000 /dev/zero | zstd -q -c >bomb.zst
{ printf '\135\052\115\030'; le32 "$(bytes bomb.zst)"; cat bomb.zst; all zst; } >bomb.warc.zst
status 3 newsarc -A c import bomb.warc.zst
has stderr.txt "too_large: bomb.warc.zst: a dictionary of more than 8388608 bytes"

begin "frames that hold nothing are passed over"
{ cat r/1.zst; printf '\120\052\115\030\000\000\000\000'; printf '\137\052\115\030\003\000\000\000abc'
  cat r/2.zst; } >skip.warc.zst
status 0 newsarc -A d import skip.warc.zst
has actual "2 records: 2 added"
begin "... and one that is longer than the file is no end of it"
{ cat r/1.zst; printf '\120\052\115\030\377\377\000\000'; cat r/2.zst; } >long.warc.zst
status 3 newsarc -A e import long.warc.zst
has actual "1 records: 1 added"
has stderr.txt "the skippable frame at byte $(bytes r/1.zst) of the compressed file is cut short"
done_testing
