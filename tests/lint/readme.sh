#!/bin/sh
# SPDX-License-Identifier: MIT
# readme.sh SOURCE - runs the commands of README.md's ```sh blocks, in order, in a clone.
# Output is not compared; a command that ends with more than 3 fails the test
# (1 is "nothing found", 3 "some records were set aside"). Blocks whose first line is
# "# not run" are left alone, and so are the lines that clone the repository: this is the clone.
# The ./dev commands must leave git status clean.
set -eu
src=$(cd "$1" && pwd)
[ -f "$src/README.md" ] || { echo "no README.md"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
git clone -q "$src" "$tmp/newsarc"
cd "$tmp/newsarc"
awk '/^```sh$/ { on = 1; first = 1; next }
     /^```/ { on = 0 }
     on && first && /^# not run/ { on = 0 }
     { first = 0 }
     on && !/^git clone / && !/^cd newsarc/ { sub(/^\$ /, ""); print }' README.md >"$tmp/commands"
[ -s "$tmp/commands" ] || { echo "README.md: no commands in \`\`\`sh blocks"; exit 1; }
export HOME="$tmp" XDG_DATA_HOME="$tmp/data" PREFIX="$tmp/prefix"
PATH=$tmp/newsarc/build/release:$PATH
n=0
while IFS= read -r line <&3; do
	case $line in '' | '#'*) continue ;; esac
	# .ci/run has just done that.
	[ "$line" != "./dev test" ] || [ -z "${CI-}" ] || continue
	echo "\$ $line"
	status=0
	sh -c "$line" </dev/null >"$tmp/out" 2>&1 || status=$?
	if [ $status -gt 0 ] && [ $status -ne 1 ] && [ $status -ne 3 ]; then
		cat "$tmp/out"
		echo "failed with status $status"
		exit 1
	fi
	n=$((n + 1))
	case $line in ./dev*)
		dirty=$(git status --porcelain)
		[ -z "$dirty" ] || { echo "files left behind:"; echo "$dirty"; exit 1; }
		;;
	esac
done 3<"$tmp/commands"
echo "$n commands ran"
