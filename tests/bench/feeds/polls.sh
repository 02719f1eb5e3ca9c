#!/bin/sh
# SPDX-License-Identifier: MIT
# 120 polls of two Korean feeds, imported in their order, beside a count by another parser
# (polls.py): every item once, every edit a revision; and once more, which adds nothing.
#
#   polls.sh [NEWSARC]        $NEWSARC_SHARED/data is where the polls are
set -eu
here=$(cd "$(dirname "$0")" && pwd)
newsarc=${1:-${NEWSARC:-newsarc}}
bundle=${NEWSARC_SHARED:-$here/../../../../shared}/data/korean-feed-polls.tar.gz
[ -f "$bundle" ] || { echo "skipped: no $bundle"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
tar xzf "$bundle" -C "$tmp"

# The sum of what imports said: records are items.
sum() {
	awk -F'[ ,:]+' '/records:/ { r += $3; a += $5; u += $7; d += $9; s += $11; q += $13 }
		END { printf "%d items: %d added, %d updated, %d duplicates", r, a, u, d
			if (s + q) printf ", %d skipped, %d quarantined", s, q
			print "" }'
}

wanted=$(python3 "$here/polls.py" "$tmp"/korean-feed-polls/*.xml)
got=$("$newsarc" -A "$tmp/a" import "$tmp"/korean-feed-polls/*.xml 2>&1 | sum)
again=$("$newsarc" -A "$tmp/a" import "$tmp"/korean-feed-polls/*.xml 2>&1 | sum)
echo "another parser:  $wanted"
echo "newsarc:         $got"
echo "once more:       $again"
[ "$got" = "$wanted" ] || { echo "the counts differ"; exit 1; }
case $again in
*" 0 added, 0 updated, ${wanted%% *} duplicates") ;;
*) echo "the second import added something"; exit 1 ;;
esac
