#!/bin/sh
# SPDX-License-Identifier: MIT
# doc.sh SOURCE NEWSARC - every command is in the man page and in a test of tests/cli/, and
# every option that -h names is in the man page
set -eu
src=$1
newsarc=$2
man=$src/doc/man/newsarc.1
bad=0
complain() { echo "$*"; bad=1; }

commands=$(sed -n '/^static const struct cmd \*const table\[\]/,/^};/p' "$src/src/cli/main.c" |
	grep -o '&cmd_[a-z]*' | sed 's/^&cmd_//')
[ -n "$commands" ] || complain "main.c: no table of commands found"
[ -f "$man" ] || { echo "$man: missing"; exit 1; }
# In the page a hyphen of an option is written \-; a command has its own heading.
plain=$(sed 's/\\-/-/g; s/Fl -/--/g' "$man")
for c in $commands; do
	printf '%s\n' "$plain" | grep -Eq "^\.(SS|TP|B|BR|BI|It|Ss|Nm|Cm|Ic)?.*\b$c\b" ||
		complain "newsarc.1: no entry for $c"
	grep -rqE "newsarc.* $c( |\$)" "$src/tests/cli" ||
		complain "tests/cli: no test runs newsarc $c"
	for o in $("$newsarc" "$c" -h | grep -oE -- '--[a-z][a-z-]+' | sort -u); do
		printf '%s\n' "$plain" | grep -q -- "$o" || complain "newsarc.1: $c $o is missing"
	done
done
exit $bad
