#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need dd od
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc import --seal news >/dev/null 2>&1
printf 'A marathon of chess\n\nThe marathon of chess lasted all night.\n' >chess.txt
newsarc import chess.txt >/dev/null
v=$(echo a/volumes/*.narc)
name=$(basename "$v")
cp "$v" whole
chmod u+w "$v"
# flip OFFSET: another value for that byte of a whole volume
flip() {
    cp -f whole "$v"
    old=$(od -An -tu1 -j "$1" -N 1 "$v")
    # shellcheck disable=SC2059
    printf "\\$(printf %o $(((old + 1) % 256)))" |
        dd of="$v" bs=1 seek="$1" conv=notrunc 2>/dev/null
}
# Where a member's bytes begin, by what tar says of blocks.
at() {
    tar tRf "$v" | sed -n "s/^block \([0-9]*\): $1\$/\1/p" | awk '{ print ($1 + 1) * 512 }'
}

begin "a changed byte of the articles: verify names volume, member, frame"
articles=$(at articles.jsonl.zst)
index=$(at index.db.zst)
flip $((articles + 100))
status 4 newsarc verify
has actual "volumes/$name: articles.jsonl.zst: frame 0: "
begin "as JSON"
status 4 newsarc verify --json
has actual '"member":"articles.jsonl.zst"'
has actual '"frame":0'
begin "a search that needs it says so, exit 3"
status 3 newsarc search marathon
has stderr.txt "$name"
begin "the hit is shown with what is known of it"
status 3 newsarc search quays
has actual "$(newsarc search --format ids quays)  (cannot be read: volumes/$name: "
begin "and as JSON"
status 3 newsarc search --json quays
has actual '"unreadable":"'
has actual '"total_is_exact":false'
has actual '"damaged":1'
begin "a query script goes on without its fields"
cat >titles.lua <<'EOF'
return {
  api = 1,
  kind = "command",
  name = "titles",
  run = function(ctx, opts)
    for a in ctx.archive:search(opts[1]) do print(a.id, a.title or "(not known)") end
  end,
}
EOF
status 3 newsarc run titles.lua marathon
has actual "(not known)"
has stderr.txt "$name"
begin "show: damage"
status 4 newsarc show "$(newsarc search --format ids quays)"

begin "a changed byte of the index"
flip $((index + 100))
status 4 newsarc verify
has actual "volumes/$name: index.db.zst: frame 0: "
begin "a search leaves that volume out, and names it: exit 3, not 'nothing found'"
status 3 newsarc search marathon
has stderr.txt "$name"
begin "the JSON says it too"
status 3 newsarc search --json marathon
has actual '"damaged":1'
begin "export: exit 3"
status 3 newsarc export
has stderr.txt "$name"
begin "what is in the head is still found"
status 3 newsarc search marathon
has actual "chess"

begin "a changed byte anywhere"
size=$(wc -c <whole)
step=$((size / 40)) o=3
while [ $o -lt "$size" ]; do
    flip $o
    got=0
    newsarc verify >actual 2>stderr.txt || got=$?
    [ $got = 4 ] || fail "byte $o: exit $got"
    has actual "$name"
    o=$((o + step))
done
pass
begin "cut short"
head -c $((size - 700)) whole >"$v"
status 4 newsarc verify
begin "cut within frames.sha: what is missing is named, no frame blamed"
frames=$(at frames.sha)
head -c $((frames + 20)) whole >"$v"
status 4 newsarc verify
has actual "volumes/$name: frames.sha: "
hasnt actual "frame 0"
begin "a trailer that is not zero is for verify: the articles are there"
cp -f whole "$v"
printf x >>"$v"
status 4 newsarc verify
has actual "trailer"
status 0 newsarc search marathon
begin "gone"
cp -f whole "$v"
id=$("$NEWSARC" search --format ids ferry | head -n 1)
rm -f "$v"
status 4 newsarc verify
has actual "$name"
status 3 newsarc search marathon
has stderr.txt "$name"
begin "... which is damage, and not 'no such article'"
for c in show history diff explain similar remove; do
    status 4 newsarc $c "$id"
    has stderr.txt "$name: the file is missing"
done
status 4 newsarc compact
begin "back again"
cp whole "$v"
status 0 newsarc verify
begin "a stranger in the folder of volumes is no damage"
cp whole a/volumes/stranger.narc
status 0 newsarc verify
begin "a head that is no database"
mkdir b && echo "no database at all, but long enough to be looked at" >b/head.db
status 4 newsarc -A b search x
done_testing
