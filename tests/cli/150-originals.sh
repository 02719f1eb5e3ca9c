#!/bin/sh
# SPDX-License-Identifier: MIT
# Records kept as they came: in the head, in a volume, read again by tar and zstd alone.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need tar zstd sha256sum
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"
id() { newsarc search --format ids "$@"; }

begin "they are kept when import is told to"
status 0 newsarc import --keep-originals news
has actual "6 added"
has stderr.txt "originals: 6 kept"

begin "a whole file, byte by byte, from the head"
expect 0 newsarc show --original "$(id marathon -평양)" <news/web/marathon.html
begin "... and as a format"
expect 0 newsarc show --format original "$(id lighthouse)" <news/lighthouse.json
begin "of JSON lines it is the line"
sed -n 2p news/wire.jsonl | tr -d '\n' >line
expect 0 newsarc show --original "$(id breakwater)" <line

begin "importing the same again keeps none twice"
status 0 newsarc import --keep-originals news
has actual "6 duplicates"
status 0 newsarc seal
v=$(echo a/volumes/*.narc)
[ "$(tar xOf "$v" originals.tar.zst | zstd -dc | tar tf - | wc -l)" = 12 ] || fail "how many"
pass

begin "they are members of the volume"
expect 0 tar tf "$v" <<'EOF'
articles.jsonl.zst
index.db.zst
frames.sha
originals.tar.zst
originals.idx
manifest.json
SHA256SUMS
EOF
begin "which verify accepts"
status 0 newsarc verify --full
begin "tar, zstd and sha256sum find one by its hash"
mkdir x && tar xf "$v" -C x && (cd x && sha256sum -c SHA256SUMS >/dev/null) || fail "sums"
hash=$(sha256sum <news/web/marathon.html | cut -c 1-32)
zstd -dc x/originals.tar.zst | tar xOf - "$hash" | cmp -s - news/web/marathon.html ||
    fail "another file"
zstd -dc x/originals.tar.zst | tar xOf - "$hash.json" >about
has about '"entry":"web/marathon.html"'
pass

begin "from the volume, byte by byte"
expect 0 newsarc show --original "$(id marathon -평양)" <news/web/marathon.html
begin "the other one"
expect 0 newsarc show --original "$(id breakwater)" <line

begin "where none was kept, it says so"
printf '%s\n' '{"title":"Nothing of this is kept","body":"Words."}' >plain.json
status 0 newsarc import plain.json
status 5 newsarc show --original "$(id kept)"
has stderr.txt "the original of revision 1 is not kept (import --keep-originals keeps them; --revision"

begin "importing it again keeps it then"
status 0 newsarc import --keep-originals plain.json
has actual "1 duplicates"
has stderr.txt "originals: 1 kept"
begin "... but not what only tells the same story"
printf '%s\n' '{"body":"Words.","title":"Nothing of this is kept"}' >other.json
status 0 newsarc import --keep-originals other.json
has actual "1 duplicates"
has stderr.txt "originals: 0 kept"
begin "and what the record was is shown"
expect 0 newsarc show --original "$(id kept)" <plain.json

begin "a record of many articles is kept once"
cat >edition.lua <<'LUA'
return {
  api = 1, kind = "ingest", name = "edition", version = "1", summary = "a title and a text a line",
  match = { ext = { "edition" } },
  parse = function(rec)
    local articles = {}
    for line in rec:lines() do
      local title, body = line:match("^(.-): (.*)$")
      articles[#articles + 1] = { title = title, body = body }
    end
    return articles
  end,
}
LUA
printf 'One: First.\nTwo: Second.\nThree: Third.\n' >many.edition
status 0 newsarc import --script edition.lua --keep-originals --seal many.edition
has actual "3 added"
has stderr.txt "originals: 1 kept"
for w in one two three; do
    expect 0 newsarc show --original "$(id "title:$w")" <many.edition
done

begin "a large one, in more frames than one"
awk 'BEGIN { for (i = 0; i < 400000; i++) printf "word%d ", i * 7919 % 1000003 }' >words
{ printf '{"title":"Long","body":"'; head -c 5000000 words; printf '"}'; } >long.json
status 0 newsarc import --keep-originals --seal long.json
expect 0 newsarc show --original "$(id title:long)" <long.json

begin "few volumes of many keep them, each once"
cp -r a c
status 0 newsarc -A c compact
find a/volumes -name '*.narc' | while read -r v; do
    ! tar tf "$v" | grep -qx originals.idx || tar xOf "$v" originals.tar.zst | zstd -dc | tar tf -
done | sort >had
find c/volumes -name '*.narc' | while read -r v; do
    tar xOf "$v" originals.tar.zst | zstd -dc | tar tf -
done | sort >has
[ "$(find c/volumes -name '*.narc' | wc -l)" = 1 ] || fail "how many volumes"
[ "$(sort -u had | wc -l)" = "$(wc -l <had)" ] || fail "one twice"
cmp had has >diff.txt || fail "others"
status 0 newsarc -A c verify --full
expect 0 newsarc -A c show --original "$(id title:two)" <many.edition
expect 0 newsarc -A c show --original "$(id breakwater)" <line

begin "damage in one is found, and told"
v=$(find a/volumes -name '*.narc' -size +300k)
chmod u+w "$v"
# In the middle of the largest member.
printf 'XXXX' | dd of="$v" bs=1 seek=$(($(stat -c %s "$v") - 200000)) conv=notrunc 2>/dev/null
status 4 newsarc verify
has actual "originals.tar.zst"
status 4 newsarc show --original "$(id title:long)"
has stderr.txt "originals.tar.zst: frame "
begin "... of an earlier revision, too"
printf '%s\n' '{"id":"e1","source":"Wire","title":"Early","body":"It was early."}' >early.jsonl
printf '%s\n' '{"id":"e1","source":"Wire","title":"Early","body":"It was late."}' >late.jsonl
newsarc -A early import early.jsonl late.jsonl >/dev/null
status 0 newsarc -A early import --keep-originals early.jsonl
has actual "1 duplicates"
has stderr.txt "originals: 1 kept"
tr -d '\n' <early.jsonl >line
expect 0 newsarc -A early show --original --revision 1 "$(newsarc -A early search --format ids late)" <line
done_testing
