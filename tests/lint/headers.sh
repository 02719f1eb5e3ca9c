#!/bin/sh
# SPDX-License-Identifier: MIT
# headers.sh SOURCE - every header compiles alone, with gcc and with clang, and is guarded
set -eu
cd "$1/src"
bad=0
for cc in gcc clang; do
	command -v "$cc" >/dev/null || continue
	flags=$(pkg-config --cflags libxml-2.0 lua5.4 sqlite3)
	# shellcheck disable=SC2086 # a list of flags; xargs stops at nothing but reports
	find . -name '*.h' ! -name banned.h -print | sort | xargs -P 2 -n 1 \
		"$cc" -std=c17 -D_GNU_SOURCE -I. $flags -Wall -Wextra -Wpedantic -Werror \
		-Wno-unused-function -Wno-unused-const-variable -fsyntax-only -x c || bad=1
done
for h in $(find . -name '*.h' | sort); do
	guard=$(printf '%s' "${h#./}" | tr 'a-z/.' 'A-Z__')
	grep -q "^#ifndef NA_$guard\$" "$h" || { echo "$h: no guard NA_$guard"; bad=1; }
done
exit $bad
