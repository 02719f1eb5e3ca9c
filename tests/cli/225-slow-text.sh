#!/bin/sh
# SPDX-License-Identifier: MIT
# Text made to be slow to read: the shipped readers take it in its length's time.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
mkdir in
many() { awk -v n="$1" -v s="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", s }'; }
{
    printf 'Title\nx'
    many 2000000 ' '
    printf 'y\nbody\n'
} >in/blanks.txt
{
    printf 'Title\n'
    many 200000 '# a\n'
} >in/heads.txt
{
    printf '{"title":"Tags","body":"'
    many 700000 '<a '
    printf '"}'
} >in/tags.json
{
    printf '{"title":"Commas","body":", ,'
    many 500000 ', '
    printf ' x"}'
} >in/commas.json
{
    printf '{"title":"Blanks","body":"x'
    many 2000000 ' '
    printf 'y"}'
} >in/blanks.json
begin "every one is taken"
expect 0 timeout 60 "$NEWSARC" import in <<EOT
5 entries, 5 records: 5 added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined
EOT
done_testing
