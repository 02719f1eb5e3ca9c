#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

begin "without a command: usage"
expect 2 newsarc <<'EOF'
EOF
has stderr.txt "newsarc help"

begin "an unknown command is a usage error"
expect 2 newsarc nonsense <<'EOF'
EOF
has stderr.txt 'no command "nonsense"'

begin "... with the nearest name"
status 2 newsarc serach x
has stderr.txt 'search?'

begin "an unknown option is a usage error, with the nearest name"
expect 2 newsarc import --quarantin x <<'EOF'
EOF
status 2 newsarc import --dryrun x
has stderr.txt "--dry-run?"

begin "an option without its value"
status 2 newsarc search --limit
has stderr.txt "--limit needs N"

begin "an archive without a name"
status 2 newsarc -A
has stderr.txt "-A needs DIR"
status 2 newsarc --archive= stats
begin "a field is set by --set"
status 2 newsarc import --source Wire x
has stderr.txt "--set source=...?"

begin "a number that is none"
newsarc init a >/dev/null
status 2 newsarc -A a search -n ten x

begin "a format that the command does not have"
status 2 newsarc volumes --format ids -A a

begin "help lists every command"
status 0 newsarc help
for c in import search show export run seal verify stats volumes quarantine init version help tag facets script; do
    has actual "  $c "
done

begin "... in groups, a script that ships, too"
for title in "Take in" Find Read "Mark and correct" "Give out" "Look after the archive"; do
    grep -qx "$title" actual || fail "no group $title"
done
[ "$(grep -cx '' actual)" -ge 8 ] || fail "no blank line between the groups"
for script in "${NEWSARC_SCRIPTS%%:*}"/query/*.lua; do
    name=${script##*/}
    has actual " ${name%.lua}"
done

begin "each command has help, from its option or from help"
for c in import search show export run seal verify stats volumes quarantine init version help; do
    newsarc "$c" -h >one || fail "$c -h"
    newsarc help "$c" >two || fail "help $c"
    cmp -s one two || fail "$c: -h and help differ"
    has one "newsarc $c"
    has one "--archive DIR"
    [ "$(awk 'length > 92' one)" = "" ] || fail "$c -h: too wide"
done
pass

begin "help query knows the fields"
status 0 newsarc help query
for f in title: body: author: source: tag: lang: after: before: date: sort:; do has actual "$f"; done

begin "help for what is no command"
status 2 newsarc help serach

begin "version names the libraries"
status 0 newsarc version
for l in sqlite FTS5 zstd libarchive lua utf8proc jansson; do has actual "$l"; done

begin "version as JSON"
status 0 newsarc version --json
has actual '"newsarc":"'
has actual '"fts5":true'

begin "--version is version"
newsarc version >expected.txt
expect 0 newsarc --version <expected.txt

done_testing
