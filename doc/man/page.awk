# SPDX-License-Identifier: MIT
# page.awk: a page of doc/ as a manual page of section 7:
#     awk -f page.awk -v page=query -v about="the query language of newsarc" ../query.md
# Knows what those pages use: headings, paragraphs, lists, tables of two or three columns,
# indented and fenced text.

function escape(s) {
	gsub(/\\/, "\\e", s)
	return s
}

# Text with `code`, **strong** and [links](to), as roff.
function inline(s,   out, i, parts, n) {
	while (match(s, /\[[^]]*\]\([^)]*\)/)) {
		out = substr(s, RSTART + 1, RLENGTH - 1)
		sub(/\]\(.*/, "", out)
		s = substr(s, 1, RSTART - 1) out substr(s, RSTART + RLENGTH)
	}
	gsub(/\\\|/, "|", s)
	n = split(escape(s), parts, "`")
	out = ""
	for (i = 1; i <= n; i++) {
		if (i % 2 == 0) {
			gsub(/-/, "\\-", parts[i])
			out = out "\\fB" parts[i] "\\fR"
		} else {
			gsub(/\*\*/, "", parts[i])
			gsub(/ \*|\* /, " ", parts[i])
			out = out parts[i]
		}
	}
	return out
}

function literal(line) {
	line = escape(line)
	gsub(/-/, "\\-", line)
	if (line ~ /^[.']/) line = "\\&" line
	print line
}

function put(line) {
	if (line ~ /^[.']/) line = "\\&" line
	if (line != "") print line
}

function wrap(s,   words, n, i, line) {
	n = split(s, words, / +/)
	line = ""
	for (i = 1; i <= n; i++) {
		if (line != "" && length(line) + length(words[i]) > 60) { put(line); line = "" }
		line = line (line == "" ? "" : " ") words[i]
	}
	put(line)
}

# A sentence begins on a line of its own.
function text(s,   lines, n, i) {
	s = inline(s)
	gsub(/^ +| +$/, "", s)
	while (match(s, /[.:?][)"]? +[A-Z`\\]/)) {
		i = RSTART + RLENGTH - 1
		if (substr(s, RSTART, 1) == ":") { s = substr(s, 1, RSTART - 1) "\001" substr(s, RSTART + 1); continue }
		s = substr(s, 1, i - 2) "\n" substr(s, i)
	}
	gsub(/\001/, ":", s)
	n = split(s, lines, "\n")
	for (i = 1; i <= n; i++) {
		sub(/ +$/, "", lines[i])
		wrap(lines[i])
	}
}

function flush() {
	if (para != "") { if (!fresh) print ".Pp"; text(para); fresh = 0 }
	para = ""
}

function close_block() {
	flush()
	if (code) print ".Ed"
	if (table) print ".El"
	if (bullets) { if (item != "") text(item); item = ""; print ".El" }
	code = table = bullets = 0
}

BEGIN {
	print ".\\\" Made from doc/" page ".md by doc/man/page.awk; edit that page."
	print ".Dd November 23, 2026"
	print ".Dt NEWSARC-" toupper(page) " 7"
	print ".Os"
	print ".Sh NAME"
	print ".Nm newsarc-" page
	print ".Nd " about
	print ".Sh DESCRIPTION"
	fresh = 1
}

/^(# |<!--)/ { next }
/^```/ {
	if (fence) { fence = 0; close_block(); next }
	close_block()
	print ".Bd -literal -offset indent"
	code = fence = 1
	next
}
fence { literal($0); next }
/^##+ / {
	close_block()
	head = $0
	sub(/^#+ /, "", head)
	if (head == "Errors") head = "Wrong queries" # ERRORS is for other sections
	print ($0 ~ /^###/ ? ".Ss " : ".Sh ") inline($0 ~ /^###/ ? head : toupper(head))
	fresh = 1
	next
}
/^    / {
	if (bullets || table) close_block()
	flush()
	if (!code) { print ".Bd -literal -offset indent"; code = 1 }
	literal(substr($0, 5))
	next
}
/^\|/ {
	if (code || bullets) close_block()
	flush()
	rest = $0
	gsub(/\\\|/, "\002", rest)
	sub(/^\| */, "", rest)
	sub(/ *\|[ ]*$/, "", rest)
	n = split(rest, cell, / *\| */)
	for (i = 1; i <= n; i++) gsub(/\002/, "|", cell[i])
	if (!table) { print ".Bl -tag -width Ds"; table = 1; skip = 1; fresh = 0 }
	if (skip) { if (cell[1] ~ /^---/) skip = 0; next }
	print ".It " inline(cell[1])
	text(n > 2 && cell[2] != "" ? "(" cell[2] ") " cell[3] : cell[n])
	next
}
/^- / {
	if (code || table) close_block()
	flush()
	if (!bullets) { print ".Bl -bullet"; bullets = 1 }
	else text(item)
	print ".It"
	item = substr($0, 3)
	fresh = 0
	next
}
/^ *$/ { close_block(); next }
{
	if (code || table) close_block()
	if (bullets) { sub(/^ +/, ""); item = item " " $0; next }
	para = para (para == "" ? "" : " ") $0
}
END {
	close_block()
	print ".Sh SEE ALSO"
	print ".Xr newsarc 1"
}
