#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need tar zstd sha256sum
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"

begin "import --seal makes a volume"
status 0 newsarc import --seal news
has actual " 6 added"
v=$(echo a/volumes/*.narc)
[ -f "$v" ] || fail "no volume"

begin "volumes"
status 0 newsarc volumes
has actual "$(basename "$v")"
has actual "2024-03-02"
begin "volumes as JSON"
status 0 newsarc volumes --json
has actual '"articles":6'
has actual '"undated":1'
begin "verify"
status 0 newsarc verify
has actual "ok: 1 volume, 6 articles, "
begin "verify --full"
status 0 newsarc verify --full
has actual "ok: "
begin "verify as JSON"
status 0 newsarc verify --json
has actual '"damaged":0'

begin "tar lists the members"
expect 0 tar tf "$v" <<'EOF'
articles.jsonl.zst
index.db.zst
frames.sha
manifest.json
SHA256SUMS
EOF
begin "sha256sum accepts them"
mkdir x && tar xf "$v" -C x
(cd x && sha256sum -c SHA256SUMS >/dev/null) || fail "sums"
pass
begin "zstd accepts both members"
zstd -qt x/articles.jsonl.zst x/index.db.zst || fail "zstd -t"
pass
begin "a line an article"
[ "$(tar xOf "$v" articles.jsonl.zst | zstd -dc | wc -l)" = 6 ] || fail "lines"
pass
begin "the undated come first, then by date"
zstd -dc x/articles.jsonl.zst | sed -n '1{/"published"/d;=;}' >first
[ "$(cat first)" = 1 ] || fail "the first has a date"
pass
begin "the manifest is small"
[ "$(wc -c <x/manifest.json)" -le 4096 ] || fail "manifest"
pass
if command -v sqlite3 >/dev/null; then
    begin "the stock shell answers MATCH"
    zstd -qd x/index.db.zst -o x/index.db
    t=$(sqlite3 x/index.db "SELECT name FROM sqlite_master WHERE sql LIKE '%using fts5%'")
    expect 0 sqlite3 x/index.db "SELECT count(*) FROM $t WHERE $t MATCH 'marathon'" <<'EOF'
1
EOF
fi
begin "reading it makes no file"
find a | sort >before
newsarc search harbour >/dev/null
newsarc show "$(newsarc search --format ids marathon)" >/dev/null
find a | grep -v 'head.db-wal$\|head.db-shm$' | sort >after
grep -v 'head.db-wal$\|head.db-shm$' before | cmp -s - after || fail "files"
pass
begin "a superseded article stays out"
sed -i 's/The old one goes to the museum/Children may keep the old one/' news/lighthouse.json
newsarc import news/lighthouse.json >/dev/null
expect 1 newsarc search --count museum <<'EOF'
0
EOF
begin "... also when both are sealed"
newsarc seal >/dev/null
expect 0 newsarc search --count children <<'EOF'
1
EOF
begin "... and its earlier text is still there"
id=$(newsarc search --format ids children)
status 0 newsarc show --revision 1 "$id"
has actual museum
begin "two volumes verify"
status 0 newsarc verify --full
has actual "ok: 2 volumes, 7 articles"
done_testing
