#!/bin/sh
# SPDX-License-Identifier: MIT
# marked.sh - web pages in which people marked what belongs to the text and what does not
#
# The 983 test pages of the Go module go-trafilatura, a third of them held aside; what is
# measured, and how: marked.py. Needs go, which fetches the module.
#
# $NEWSARC_BUILD: where newsarc is built. $TMPDIR: where pages and archive are written.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=${here%/tests/bench/extract}
build=$(cd "${NEWSARC_BUILD-$src/build/bench}" && pwd)
command -v go >/dev/null || { echo "marked: no go: skipped" >&2; exit 77; }
tmp=$(mktemp -d)
trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
python=$build/peers/extract/bin/python
[ -x "$python" ] || python=python3
module=github.com/markusmobius/go-trafilatura@v1.12.2

mkdir "$tmp/marks" "$tmp/pages"
cd "$tmp/marks"
export GOFLAGS=-mod=mod GOMODCACHE="$tmp/cache"
go mod init marks 2>/dev/null
from=$(go mod download -json "$module" | sed -n 's/^\t*"Dir": "\(.*\)",*/\1/p')
cp "$from/scripts/comparison/data.go" .
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"os"
)

func main() {
	e := json.NewEncoder(os.Stdout)
	for _, v := range comparisonData {
		e.Encode(v)
	}
}
GO
chmod u+w data.go
go run . >"$tmp/marks.jsonl"

"$python" "$here/marked.py" lay "$from/test-files" "$tmp/pages" <"$tmp/marks.jsonl"
export HOME="$tmp" XDG_DATA_HOME="$tmp/data" NEWSARC_SCRIPTS="$src/scripts"
"$build/newsarc" -A "$tmp/archive" import "$tmp/pages" >"$tmp/out" 2>&1 || cat "$tmp/out" >&2
"$build/newsarc" -A "$tmp/archive" export --format jsonl revisions:all >"$tmp/articles.jsonl"
"$python" "$here/marked.py" score "$tmp/pages" "$tmp/articles.jsonl" <"$tmp/marks.jsonl"
