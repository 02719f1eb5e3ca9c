#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
# The user's own tags, notes and corrections.
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
for i in 1 2 3 4; do
    printf '{"guid": "%s", "title": "Ferry %s", "body": "Ten people, number %s.", "published": "2025-06-0%s", "source": "Wire", "tags": ["sea", "draft"], "lang": "en"}\n' $i $i $i $i
done >news.jsonl
newsarc import news.jsonl >/dev/null
id1=$(newsarc search --format ids title:1) id2=$(newsarc search --format ids title:2)

begin "tag: only a count"
expect 0 newsarc tag +race -draft --dry-run -- after:2025-06-03 <<EOF
2 articles
EOF
expect 1 newsarc search --format ids tag:race </dev/null
begin "tag: what a query finds, the same again changes nothing"
expect 0 newsarc tag +race -draft -- after:2025-06-03 <<EOF
2 articles, 2 changed
EOF
expect 0 newsarc tag +race -draft -- after:2025-06-03 <<EOF
2 articles, 0 changed
EOF
expect 0 newsarc tag +race 'ferry -title:3' -title:4 -after:2025-06-02 <<EOF
1 article, 1 changed
EOF
expect 0 newsarc search --count tag:race <<EOF
3
EOF
expect 0 newsarc search --count 'tag:draft -tag:race' <<EOF
1
EOF
begin "tag: an asterisk alone means all, what else has no letter or digit nothing"
status 1 newsarc tag +race -- '???'
expect 0 newsarc tag --dry-run +race -- '*' <<EOF
4 articles
EOF
begin "tags: what there is, and what is one's own"
expect 0 newsarc tags --jsonl <<EOF
{"tag":"draft","articles":2,"yours":0}
{"tag":"race","articles":3,"yours":3}
{"tag":"sea","articles":4,"yours":0}
EOF
expect 0 newsarc tags --mine --json title:4 <<EOF
{"schema":1,"total":1,"tags":[
{"tag":"race","articles":1,"yours":3}
]}
EOF
expect 1 newsarc tags --mine --format line title:nothing </dev/null
begin "tag: what is ill-formed"
status 2 newsarc tag ferry
status 2 newsarc tag +race
status 2 newsarc tag +race --
status 2 newsarc tag + -- ferry
status 2 newsarc tag --nonsense +race -- ferry
status 1 newsarc tag +race -- nothing

begin "edit: what hardly anybody means"
status 2 newsarc edit --set Title=x "$id1"
has stderr.txt "did you mean title?"
status 2 newsarc edit --set author=x "$id1"
has stderr.txt "did you mean authors?"
status 2 newsarc edit --set lang=English "$id1"
status 2 newsarc edit --set url=nowhere "$id1"
expect 0 newsarc edit --set lang=en "$id1" <<EOF
1 article, 0 changed
EOF
begin "edit: another date, and what the article says is shown"
expect 0 newsarc edit --set published=2024-12 --set 'title=Boat in a storm' --set 'authors=A. One; B. Two' "$id1" <<EOF
1 article, 1 changed
EOF
status 0 newsarc show "$id1"
has actual "Boat in a storm"
has actual "date:       2024-12"
has actual "edited:     published, was 2025-06-01"
has actual "edited:     title, was Ferry 1"
has actual "edited:     authors, was empty"
begin "edit: searched, sorted and counted by what it is now"
both() {
    expect 0 newsarc search --format ids 'title:boat' <<EOF
$id1
EOF
    expect 1 newsarc search --format ids 'title:"ferry 1"' </dev/null
    expect 0 newsarc search --format ids 'before:2025' <<EOF
$id1
EOF
    status 0 newsarc search --format ids --sort oldest ''
    [ "$(head -n 1 actual)" = "$id1" ] || fail "not the oldest"
    [ "$(wc -l <actual)" = 4 ] || fail "not each once"
    expect 0 newsarc search --format ids 'author:"b two"' <<EOF
$id1
EOF
    status 0 newsarc facets tag --csv ''
    has actual "race,3"
    status 0 newsarc export "id:$id1"
    has actual '"overlay":{"at":"'
    has actual '"was":{"authors":[],"published":"2025-06-01","title":"Ferry 1"}'
    begin "verify knows marks, and what is sealed is not touched by them"
    status 0 newsarc verify --full
}
both
begin "what is not to be edited"
status 2 newsarc edit --set body=x "$id1"
has stderr.txt "the body of an article is never changed"
status 2 newsarc edit --set published=soon "$id1"
has stderr.txt "soon"
status 2 newsarc edit --set 'titel=x' "$id1"
status 2 newsarc edit "$id1"
status 2 newsarc edit --set title=x
status 5 newsarc edit --set title=x ffffffffffffffff

begin "note: as words, from standard input, with an editor"
expect 0 newsarc note "$id2" ask the harbour master <<EOF
noted
EOF
expect 0 newsarc note "$id2" ask the harbour master <<EOF
the note is as it was
EOF
expect 0 newsarc search --format ids 'note:"harbour master"' <<EOF
$id2
EOF
expect 1 newsarc search --format ids harbour </dev/null
echo "call the island" | newsarc note "$id2" >/dev/null
expect 0 newsarc search --format ids note:island <<EOF
$id2
EOF
status 0 newsarc history "$id2"
has actual "note call the island"
status 0 newsarc history "$id1"
has actual "  tag race put on"
status 0 newsarc history --json "$id2"
has actual '{"field":"note","value":"call the island","at":"'

begin "empty standard input takes no note away"
status 2 newsarc note "$id2" </dev/null
has stderr.txt "nothing on standard input; newsarc note $id2 '' takes the note away"
expect 0 newsarc search --format ids note:island <<EOF
$id2
EOF

begin "sealed, with the marks as a member"
newsarc seal >/dev/null
both
tar xOf a/volumes/*.narc overlay.jsonl >overlay
[ "$(wc -l <overlay)" = 9 ] || fail "not nine marks"
has overlay "{\"id\":\"$id2\",\"field\":\"note\",\"value\":\"call the island\",\"at\":\""
has overlay "{\"id\":\"$id1\",\"field\":\"authors\",\"value\":[\"A. One\",\"B. Two\"],\"at\":\""
tar xOf a/volumes/*.narc articles.jsonl.zst | zstd -dc >articles
hasnt articles "Boat"
begin "exported as a volume: the article as it came, and its marks"
newsarc export --format narc -o marked.narc "id:$id1 OR id:$id2" >/dev/null 2>&1 || newsarc export --format narc --output marked.narc "id:$id1 OR id:$id2" >/dev/null
tar xOf marked.narc overlay.jsonl >lines
has lines "Boat in a storm"
tar xOf marked.narc articles.jsonl.zst | zstd -dc >articles
hasnt articles "Boat"
begin "taken back, and a new text below the marks"
expect 0 newsarc edit --unset title "$id1" <<EOF
1 article, 1 changed
EOF
expect 0 newsarc note "$id2" '' <<EOF
note removed
EOF
sed -n '1s/Ten people/Twelve people/p' news.jsonl >again.jsonl
newsarc import again.jsonl >/dev/null
expect 1 newsarc search --format ids title:boat </dev/null
expect 0 newsarc search --format ids 'twelve before:2025 "ferry 1"' <<EOF
$id1
EOF
expect 0 newsarc search --format ids 'removed:ten' <<EOF
$id1
EOF
status 0 newsarc verify --full
newsarc seal >/dev/null
status 0 newsarc verify --full
expect 0 newsarc search --format ids 'twelve before:2025 "ferry 1"' <<EOF
$id1
EOF
begin "the same articles again add nothing"
status 0 newsarc import news.jsonl again.jsonl
has actual "0 added, 0 updated"

begin "marks that a later text has no room for are kept, and wait"
printf '{"guid":"m","title":"Many","published":"2020-01-01","body":"First.","tags":["own"]}\n' >many.jsonl
newsarc -A m import many.jsonl >/dev/null
many=$(newsarc -A m search --format ids many)
for k in 0 1 2 3 4 5 6 7 8 9; do
    # shellcheck disable=SC2046
    newsarc -A m tag $(seq -f "+t$k.%g" $((k > 8 ? 99 : 100))) -- many >/dev/null
done
status 9 newsarc -A m tag +more -- many
has stderr.txt "tags: 1001 values, at most 1000 are kept"
printf '{"guid":"m","title":"Many","published":"2020-01-01","body":"Second.","tags":["own","its"]}\n' >many.jsonl
newsarc -A m import many.jsonl >/dev/null
status 0 newsarc -A m verify --full
expect 0 newsarc -A m tags --format line <<EOF
its	1	0
own	1	0
EOF
newsarc -A m seal >/dev/null
status 0 newsarc -A m verify --full
expect 0 newsarc -A m search --format ids 'second tag:its' <<EOF
$many
EOF
begin "... until they fit"
expect 0 newsarc -A m tag -t1.1 -- many <<EOF
1 article, 1 changed
EOF
expect 0 newsarc -A m search --format ids 'second tag:its tag:"t9.99"' <<EOF
$many
EOF
status 0 newsarc -A m verify --full
begin "marks of several volumes, before their article: too many tags wait"
newsarc -A m export --format narc -o m.narc many >/dev/null
status 0 newsarc -A o import --since 2025-01-01 --marks m.narc
for a in n p; do
    newsarc -A $a import many.jsonl >/dev/null
    for k in 0 1 2 3 4 5; do
        # shellcheck disable=SC2046
        newsarc -A $a tag $(seq -f "+$a$k.%g" 100) -- many >/dev/null
    done
    newsarc -A $a export --format narc -o $a.narc many >/dev/null
done
status 0 newsarc -A o import --since 2025-01-01 --marks n.narc
status 0 newsarc -A o import many.jsonl
status 0 newsarc -A o verify --full
begin "... and too many marks are refused"
status 9 newsarc -A o import --marks p.narc
has stderr.txt "overlay.jsonl: article $many would have 2198 marks, at most 2000 are kept"
status 0 newsarc -A o verify --full

begin "names of one source"
printf '{"guid": "r%s", "title": "Story %s", "body": "Text %s.", "source": "%s"}\n' \
    1 1 1 Reuters 2 2 2 'REUTERS Ltd' 3 3 3 Other >sources.jsonl
newsarc import sources.jsonl >/dev/null
status 0 newsarc facets source --csv story
has actual "REUTERS Ltd,1"
echo "Reuters = REUTERS Ltd = RTRS" >a/sources
status 0 newsarc facets source --csv story
has actual "Reuters,2"
hasnt actual "REUTERS Ltd"
expect 0 newsarc search --count source:rtrs <<EOF
2
EOF
newsarc seal >/dev/null
expect 0 newsarc search --count 'source:"REUTERS Ltd"' <<EOF
2
EOF
status 0 newsarc facets source --csv story
has actual "Reuters,2"
has actual "Other,1"
echo "Reuters" >a/sources
status 2 newsarc facets source story
has stderr.txt "a/sources:1"
rm a/sources

begin "removed: nothing finds it, no import brings it back"
newsarc tag +gone -- "id:$id1" >/dev/null
expect 0 newsarc remove "$id1" <<EOF
removed 1 article
EOF
status 5 newsarc show "$id1"
status 5 newsarc history "$id1"
expect 1 newsarc search --format ids "id:$id1" </dev/null
expect 1 newsarc search --format ids "tag:gone revisions:all" </dev/null
status 1 newsarc search --format ids "removed:ten"
status 0 newsarc import news.jsonl again.jsonl
has actual "0 added, 0 updated"
status 0 newsarc verify --full
expect 0 newsarc remove --purge "$id2" <<EOF
removed 1 article
EOF
status 0 newsarc verify --full
for v in a/volumes/*.narc; do tar xOf "$v" articles.jsonl.zst | zstd -dc; done >left
hasnt left "Ferry 1"
hasnt left "Ferry 2"
has left "Ferry 3"
for f in a/head.db*; do
    if grep -aq -e "Ferry 2" -e "call the island" "$f"; then fail "still in $f"; fi
done
status 5 newsarc remove "$id2"
status 2 newsarc remove
newsarc import news.jsonl >/dev/null
expect 1 newsarc search --format ids "title:ferry (title:1 OR title:2)" </dev/null

begin "purge leaves nothing of an article: text, revisions, original, marks, not even in the index"
for i in 1 2; do
    printf '{"guid": "secret", "title": "Xylotitle %s", "body": "Xylobody %s met Xylosource.", "url": "https://xylo.example/%s", "source": "Xyloagency", "lang": "en"}\n' $i $i $i >secret.jsonl
    newsarc import --keep-originals --seal secret.jsonl >/dev/null
done
secret=$(newsarc search --format ids xylotitle)
newsarc tag +xylotag -- xylotitle >/dev/null
newsarc note "$secret" "xylonote" >/dev/null
newsarc edit --set 'deck=Xylodeck' --set section=Xylosection "$secret" >/dev/null
printf '{"guid": "n1", "title": "News", "body": "Of today.", "source": "Wire", "lang": "en"}\n' >n1.jsonl
newsarc import --seal n1.jsonl >/dev/null
newsarc tag -xylotag +xyloagain -- xylotitle >/dev/null
everything() { # each byte that the archive has, unpacked
    cat a/head.db*
    for v in a/volumes/*.narc; do
        cat "$v"
        for m in $(tar tf "$v"); do
            case $m in
            *.zst) tar xOf "$v" "$m" | zstd -dc ;;
            esac
        done
    done
}
everything >bytes
for w in title body source agency tag note deck section again; do
    grep -aiq "xylo$w" bytes || fail "xylo$w is not there to begin with"
done
newsarc remove --purge "$secret" >/dev/null
everything >bytes
if grep -aiob "xylo[a-z0-9]*" bytes >actual; then fail "something is left"; fi
status 0 newsarc verify --full

begin "a volume of one's own in a new archive: the same answers, marks and all"
newsarc edit --set published=2024-11 --set 'title=Ferry, renamed' "$(newsarc search --format ids -n 1 title:3)" >/dev/null
newsarc note "$(newsarc search --format ids renamed)" 'see the 항만 file' >/dev/null
newsarc export --format narc -o own.narc 'ferry OR boat OR title:renamed' >/dev/null
status 0 newsarc -A own import --marks --seal own.narc
has stderr.txt "own.narc: "
for q in ferry renamed tag:race 'NOT tag:draft' note:항만 on:2024-11 tag:sea 'title:3'; do
    newsarc search --format ids -n 100 "(ferry OR boat OR title:renamed) $q" | sort >here || true
    newsarc -A own search --format ids -n 100 "$q" | sort >there || true
    cmp -s here there || fail "$q"
done
pass
status 0 newsarc -A own verify --full
begin "... but not without being asked, and not of what was removed"
newsarc -A bare import own.narc >/dev/null
expect 1 newsarc -A bare search --count note:항만 <<'EOF'
0
EOF
newsarc -A own remove --purge "$(newsarc search --format ids renamed)" >/dev/null
newsarc -A own import --marks own.narc >/dev/null
if grep -aq '항만' own/head.db*; then fail "the note came back"; fi
status 0 newsarc -A own verify --full
sed 's/see the/sea the/' own.narc >other.narc
status 4 newsarc -A bare import --marks other.narc
has stderr.txt "overlay.jsonl: not what the manifest says"
expect 1 newsarc -A bare search --count note:sea <<'EOF'
0
EOF

begin "killed while it tags: all or nothing"
i=0
while [ $i -lt 3000 ]; do
    printf '{"guid": "m%s", "title": "Many %s", "body": "Number %s of many.", "source": "Wire", "lang": "en"}\n' $i $i $i
    i=$((i + 1))
done >many.jsonl
newsarc import many.jsonl >/dev/null
newsarc seal >/dev/null
for pause in 0.05 0.15 0.3 0.5; do
    "$NEWSARC" tag +killed -- many >/dev/null 2>&1 &
    pid=$!
    sleep $pause
    kill -9 $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    n=$(newsarc search --count tag:killed) || true
    case $n in 0 | 3000) ;; *) fail "$n of 3000 tagged" ;; esac
    newsarc verify --full >/dev/null || fail "damaged"
    newsarc tag -killed -- many >/dev/null
done
pass
begin "marking again and again leaves no more in the head than is of use there"
newsarc tag +again -- many >/dev/null
newsarc seal >/dev/null
before=$(stat -c %s a/head.db)
for pause in 1 2 3; do
    newsarc tag "+more$pause" -- many >/dev/null
done
for pause in 1 2 3; do
    newsarc tag "-more$pause" -- many >/dev/null
done
[ "$(stat -c %s a/head.db)" -lt $((before * 5 / 2)) ] || fail "$before, $(stat -c %s a/head.db)"
status 0 newsarc verify --full
[ "$(newsarc search --count tag:again)" = 3000 ] || fail "other articles"
begin "sealing does not touch what is marked, nor take its words away"
rows() {
    if command -v sqlite3 >/dev/null; then
        sqlite3 a/head.db "SELECT row FROM article WHERE shadow = 1 ORDER BY row"
    else
        echo "$1"
    fi
}
rows 1 >rows.before
printf '{"guid": "later", "title": "Later", "body": "Of many things.", "source": "Wire", "lang": "en"}\n' >later.jsonl
newsarc import later.jsonl >/dev/null
newsarc tag +again -- later >/dev/null
rows 2 >rows.marked
newsarc seal >/dev/null
rows 2 >rows.after
cmp -s rows.marked rows.after || fail "other rows"
! cmp -s rows.before rows.marked || fail "no row for what was marked"
status 0 newsarc verify --full
[ "$(newsarc search --count tag:again many)" = 3001 ] || fail "other articles"
[ "$(newsarc search --count many)" = 3001 ] || fail "shown twice"
begin "sealing clears what marking again and again leaves in the head"
newsarc tag +again1 +again3 -- many >/dev/null
newsarc seal >/dev/null
clear=$(stat -c %s a/head.db)
newsarc tag +again2 -- many >/dev/null
before=$(stat -c %s a/head.db)
expect 0 newsarc seal <<'EOF'
nothing to seal
EOF
[ "$(stat -c %s a/head.db)" -lt $((before * 3 / 4)) ] || fail "$clear, $before, $(stat -c %s a/head.db)"
status 0 newsarc verify --full
[ "$(newsarc search --count tag:again1 tag:again3)" = 3001 ] || fail "other articles"
begin "no control characters in what stands on a line"
status 2 newsarc tag "+a
b" -- many
has stderr.txt "a tag with a line break"
status 2 newsarc edit --set "title=a
b" "$(newsarc search --format ids -n 1 many)"
has stderr.txt "a field with a line break"
begin "explain: the id follows from what came, not from what was made of it"
one=$(newsarc search --format ids -n 1 many)
newsarc edit --set source=Mine --set title=Mine --set url=https://mine.example/ "$one" >/dev/null
status 0 newsarc explain "$one"
has actual "source: Wire"
hasnt actual "Mine"
begin "what is exported with its marks and imported again adds nothing"
newsarc export "title:mine" >marked.jsonl
expect 0 newsarc import marked.jsonl <<'EOF'
1 entries, 1 records: 0 added, 0 updated, 1 duplicates, 0 skipped, 0 quarantined
EOF
done_testing
