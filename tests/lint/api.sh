#!/bin/sh
# SPDX-License-Identifier: MIT
# api.sh SOURCE - what is made from api/ is what api/make.lua makes now; 77 without Lua
set -eu
src=$1
lua=$(command -v lua5.4) || { echo "no lua5.4"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/doc" "$tmp/share" "$tmp/src/script" "$tmp/tests/lua/api"
"$lua" "$src/api/make.lua" "$src" "$tmp"
bad=0
(cd "$tmp" && find . -type f) >"$tmp/.list"
while read -r f; do
	[ "$f" = ./.list ] || diff -u "$src/$f" "$tmp/$f" || bad=1
done <"$tmp/.list"
[ $bad = 0 ] || echo "lua5.4 api/make.lua . makes them anew; then newsarc-lua(7), see tests/lint/man.sh"
exit $bad
