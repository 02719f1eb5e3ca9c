#!/bin/sh
# SPDX-License-Identifier: MIT
# One article with all that speaks for it, checked by the commands that its README names.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need tar zstd sha256sum od cmp
export NEWSARC_ARCHIVE="$PWD/a"

# Three texts of one article, the first two in volumes, the third in the head.
for i in 1 2 3; do
    printf '{"guid":"x-1","source":"Wire","title":"Fog closes the port","body":"Text %d of it."}\n' \
        "$i" >"fog$i.json"
done
printf '%s\n' '{"guid":"x-2","source":"Wire","title":"Another","body":"Its neighbour."}' >other.json
status 0 newsarc import --keep-originals --seal fog1.json other.json
status 0 newsarc import --seal fog2.json
status 0 newsarc import --keep-originals fog3.json
id=$(newsarc search --format ids fog)

begin "evidence is no text for a terminal, but a tar"
status 0 newsarc export --evidence "$id" -o e.tar
has actual "3 revisions, 2 of them in volumes, 2 originals: e.tar"
begin "the same archive gives the same bytes"
status 0 newsarc export --evidence "$id" -o again.tar
cmp e.tar again.tar || fail "another file"
status 0 newsarc export --evidence "$(echo "$id" | cut -c 1-6)"
cmp e.tar actual || fail "another on standard output"

begin "what is in it"
tar tf e.tar | sed "s|^evidence-$id/||; s|/[0-9a-f]\{32\}|/HASH|" >names
expect 0 cat names <<'EOF'
article.json
revisions/1.json
proof/1/manifest.json
proof/1/frames.sha
proof/1/frame.zst
originals/HASH
originals/HASH.json
revisions/2.json
proof/2/manifest.json
proof/2/frames.sha
proof/2/frame.zst
revisions/3.json
originals/HASH
originals/HASH.json
imports.json
README.txt
SHA256SUMS
EOF

begin "the sums are right"
mkdir x && tar xf e.tar -C x && cd "x/evidence-$id"
sha256sum --strict -c SHA256SUMS >/dev/null || fail "sums"
pass
begin "the originals are the records, under the hash that the articles name"
h=$(grep -o '"record_sha256":"[0-9a-f]*' revisions/1.json | cut -d'"' -f4)
[ "$(sha256sum "originals/$h" | cut -c 1-32)" = "$h" ] || fail "hash"
cmp -s "originals/$h" ../../fog1.json || fail "another record"
pass
begin "the bundle's hash is the bundle's"
has article.json "$(sha256sum <../../fog3.json | cut -d' ' -f1)"
has imports.json "$(sha256sum <../../fog1.json | cut -d' ' -f1)"
pass

# From the manifest down to the article, as README.txt says.
for r in 1 2; do
    begin "revision $r: the commands of the README"
    sed -n "/^Revision $r /,/grep/p" README.txt >section
    want=$(grep -x '[0-9a-f]\{64\}\.' section | tr -d .)
    grep '^    ' section | sed 's/^    //' >commands
    [ "$(wc -l <commands)" = 6 ] || fail "commands"
    sh ./commands >said 2>&1 || fail "a command failed"
    {
        echo "$want  manifest.json"
        grep -o '"name":"frames.sha".[^}]*' "proof/$r/manifest.json" |
            sed 's/.*"sha256":"\([0-9a-f]*\)".*/\1  frames.sha/'
    } >first
    head -2 said | cmp -s - first || fail "manifest or frames.sha"
    [ "$(sed -n 3p said)" = "$(sed -n 4p said)" ] || fail "the frame's hash"
    [ "$(sed -n 5p said)" = 1 ] || fail "the line"
    v=$(grep -o 'the volume [^,]*' section | cut -d' ' -f3)
    tar xOf "../../a/volumes/$v" manifest.json | cmp -s - "proof/$r/manifest.json" || fail "manifest"
    pass
done
begin "of the third it says that nothing vouches for it yet"
has README.txt "Revision 3 was in no volume yet"
pass
cd ../..

begin "marks are there, apart from the article, and change nothing else"
newsarc tag +harbour +draft -- fog >/dev/null
newsarc tag -draft -- fog >/dev/null
newsarc edit --set 'title=Fog, corrected' "$id" >/dev/null
newsarc note "$id" 'ask the pilot' >/dev/null
status 0 newsarc export --evidence "$id" -o marked.tar
has actual "2 originals, 4 marks: marked.tar"
mkdir y && tar xf marked.tar -C y && cd "y/evidence-$id"
sha256sum --strict -c SHA256SUMS >/dev/null || fail "sums"
[ "$(grep -c '  marks/' SHA256SUMS)" = 2 ] || fail "not in SHA256SUMS"
for f in article.json imports.json revisions proof originals; do
    diff -r "$f" "../../x/evidence-$id/$f" >/dev/null || fail "$f is another"
done
has marks/article.json '"title":"Fog, corrected"'
has marks/article.json '"was":{"title":"Fog closes the port"}'
sed 's/"at":"[0-9T:.-]*Z"/TIME/; s/"id":"[0-9a-f]*"/ID/' marks/overlay.jsonl >lines
expect 0 cat lines <<'EOF'
{ID,"field":"note","value":"ask the pilot",TIME}
{ID,"field":"tag/draft","value":null,TIME}
{ID,"field":"tag/harbour","value":"+",TIME}
{ID,"field":"title","value":"Fog, corrected",TIME}
EOF
has README.txt "The marks are no part of it"
cd ../..
begin "the marks of the evidence are those of overlay.jsonl of a volume, once it is sealed"
newsarc seal >/dev/null
for v in a/volumes/*.narc; do tar xOf "$v" overlay.jsonl 2>/dev/null || true; done >all
cmp -s all "y/evidence-$id/marks/overlay.jsonl" || fail "others"
pass
begin "no such article"
status 5 newsarc export --evidence ffffffffffffffff -o no.tar
[ ! -e no.tar ] || fail "it is there"
begin "it takes no query"
status 2 newsarc export --evidence "$id" fog
done_testing
