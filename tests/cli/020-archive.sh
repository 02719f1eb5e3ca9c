#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

begin "no such archive"
expect 5 newsarc -A nowhere search x <<'EOF'
EOF
has stderr.txt "nowhere: no such archive"
for c in stats volumes verify seal "show 0123" "quarantine list" "export"; do
    begin "no such archive: $c"
    # shellcheck disable=SC2086
    status 5 newsarc -A nowhere $c
done
[ ! -e nowhere ] || fail "reading made an archive"

begin "init makes one"
expect 0 newsarc -A a init <<'EOF'
a: made
EOF
begin "init of a folder"
expect 0 newsarc init deep/er/b <<'EOF'
deep/er/b: made
EOF
begin "init of what is there already"
expect 0 newsarc init a <<'EOF'
a: is an archive already
EOF

begin "an empty archive has nothing to find"
expect 1 newsarc -A a search x <<'EOF'
EOF
begin "... and nothing to export"
expect 1 newsarc -A a export <<'EOF'
EOF
begin "... and nothing to seal"
expect 0 newsarc -A a seal <<'EOF'
nothing to seal
EOF
begin "... and no damage"
status 0 newsarc -A a verify
has actual "ok: 0 volumes"
begin "... no article"
status 5 newsarc -A a show 0123456789abcdef
begin "what is no id"
status 2 newsarc -A a show xyz
begin "... and an empty quarantine"
status 0 newsarc -A a quarantine list --jsonl
[ ! -s actual ] || fail "rows"

begin "the environment names the archive"
NEWSARC_ARCHIVE=$PWD/a status 0 newsarc stats --json
has actual '"articles":0'
begin "an option wins over the environment, also behind the command"
NEWSARC_ARCHIVE=$PWD/nowhere status 0 newsarc stats -A a
begin "./archive is found by itself"
newsarc init archive >/dev/null
status 0 newsarc stats --json
has actual '"archive":"archive"'
rm -r archive
begin "else the user's own"
status 5 newsarc stats
has stderr.txt "$XDG_DATA_HOME/newsarc"
begin "one of an older newsarc: a status of its own, and what brings it up to date"
command -v sqlite3 >/dev/null && {
    now=$(sqlite3 a/head.db "PRAGMA user_version")
    sqlite3 a/head.db "PRAGMA user_version=$((now - 1))"
    status 8 newsarc -A a stats
    has stderr.txt "run \`newsarc init a\`"
    status 8 newsarc -A a compact --dry-run
    status 8 newsarc -A a tag --dry-run +x -- '*'
    sqlite3 a/head.db "PRAGMA user_version=$now"
    status 0 newsarc -A a stats
}
begin "an archive of a newer newsarc is left alone"
command -v sqlite3 >/dev/null && {
    sqlite3 a/head.db "PRAGMA user_version=9999"
    status 8 newsarc -A a stats
}
done_testing
