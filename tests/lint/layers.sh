#!/bin/sh
# SPDX-License-Identifier: MIT
# layers.sh SOURCE - every include points down, and every library has one door
set -eu
cd "$1/src"
grep -rnE '^[ \t]*#[ \t]*include' --include='*.[ch]' . | awk '
BEGIN {
	split("base 0 text 1 store 1 sandbox 1 emit 1 index 2 query 2 core 3 ingest 4 script 5 worker 6 web 6 cli 6", a, " ")
	for (i = 1; i in a; i += 2) rank[a[i]] = a[i + 1]
	# A name ending in / stands for all headers of that folder; "-" is nobody in src/.
	split("sqlite3.h index sqlite3ext.h index zstd.h store zstd_errors.h store archive.h store archive_entry.h store zlib.h store brotli/ store " \
	      "lua.h script lauxlib.h script lualib.h script luaconf.h script " \
	      "gumbo.h text libxml/ text jansson.h text utf8proc.h text uchardet.h text uchardet/ text libstemmer.h text iconv.h text " \
	      "histedit.h cli nettle/ base seccomp.h sandbox cmocka.h -", b, " ")
	for (i = 1; i in b; i += 2) owner[b[i]] = b[i + 1]
}
{
	split($0, at, ":")
	split(at[1], path, "/")
	me = 3 in path ? path[2] : ""   # newsarc.h itself belongs to no layer
	line = $0
	sub(/^.*#[ \t]*include[ \t]*/, "", line)
	to = line
	sub(/^["<]/, "", to)
	sub(/[">].*$/, "", to)
	split(to, p, "/")
	door = to in owner ? owner[to] : owner[p[1] "/"]
	if (door != "" && door != me) { print $0 ": only " door "/ may include this"; bad = 1 }
	if (line ~ /^"/ && me != "") {
		if (!(p[1] in rank)) { print $0 ": not \"layer/file.h\""; bad = 1 }
		else if (p[1] != me && rank[p[1]] >= rank[me]) { print $0 ": does not point down"; bad = 1 }
	}
	if (line ~ /_int\.h/ && p[1] != me) { print $0 ": internal to " p[1] "/"; bad = 1 }
	if (me != "" && !(me in rank)) { print $0 ": " me "/ is no layer"; bad = 1 }
	n++
}
END { if (!n) { print "no includes found"; bad = 1 }; exit bad }'
