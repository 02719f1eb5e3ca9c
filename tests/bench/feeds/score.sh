#!/bin/sh
# SPDX-License-Identifier: MIT
# feedparser's 1,749 well-formed tests against feed.parse (score/main.lua says how it counts);
# fails below 98 percent of those about the fields that articles have.
#
#   score.sh [NEWSARC [OPTION...]]      $NEWSARC_SHARED/data is where the tests are
set -eu
here=$(cd "$(dirname "$0")" && pwd)
newsarc=${1:-${NEWSARC:-newsarc}}
[ $# -eq 0 ] || shift
bundle=${NEWSARC_SHARED:-$here/../../../../shared}/data/feeds.tar.gz
[ -f "$bundle" ] || { echo "skipped: no $bundle"; exit 77; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
tar xzf "$bundle" -C "$tmp"
"$newsarc" init "$tmp/a" >/dev/null 2>&1
"$newsarc" -A "$tmp/a" run --allow-read="$tmp" "$here/score" --dir "$tmp/feedparser-wellformed" "$@"
