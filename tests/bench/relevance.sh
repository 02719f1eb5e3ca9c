#!/bin/sh
# SPDX-License-Identifier: MIT
# relevance.sh [RUNS] - nDCG@10, MAP and P@10 of newsarc and of its peers on Cranfield and CISI
#
# Each engine has its defaults and English stems, the same for both collections, and is asked for
# any of the words of a topic. newsarc imports the documents with relevance/smart.lua and answers
# `search --any`; the peers are relevance/peers.py (Xapian, tantivy, SQLite FTS5) and
# relevance/Lucene.java. What is not installed is left out and named: relevance/peers.sh installs
# tantivy and Lucene for it. What is measured and how: relevance/evaluate.lua.
#
# RUNS: a folder to keep the runs, judgements and topics in, as trec_eval takes them.
# $NEWSARC_BUILD: where newsarc is built. $NEWSARC_SHARED: holds data/ir.tar.gz.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=${here%/tests/bench}
build=$(cd "${NEWSARC_BUILD-$src/build/bench}" && pwd)
data=${NEWSARC_SHARED-$src/../shared}/data/ir.tar.gz
[ -f "$data" ] || { echo "relevance: no $data: skipped" >&2; exit 77; }
lua=$(command -v lua5.4 || command -v lua) || { echo "relevance: no lua5.4" >&2; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
runs=${1-$tmp}
tab=$(printf '\t')
export HOME="$tmp" XDG_DATA_HOME="$tmp/data" NEWSARC_SCRIPTS="$src/scripts"
mkdir "$tmp/raw"
tar xzf "$data" -C "$tmp/raw"

# newsarc_run FOLDER FILE: ranks by identifier, and which number each identifier is.
newsarc_run() {
	"$build/newsarc" -A "$1/archive" import --seal --script "$here/relevance/smart.lua" \
		--reader smart "$2" >"$tmp/out" 2>&1 || { cat "$tmp/out" >&2; return 1; }
	"$build/newsarc" -A "$1/archive" export --format jsonl '' |
		sed -n 's/^{"id":"\([0-9a-f]*\)".*"key":"\([0-9]*\)".*/\1 \2/p' >"$1/ids"
	while IFS=$tab read -r number words; do
		"$build/newsarc" -A "$1/archive" search --any -n 1000 --format ids -- "$words" \
			2>"$tmp/notes" |
			awk -v q="$number" 'NR == FNR { of[$1] = $2; next }
				{ print q, "Q0", of[$1], FNR, 1001 - FNR, "newsarc" }' "$1/ids" -
	done <"$1/topics.tsv"
	rm -rf "$1/archive"
}

# peer_run ENGINE FOLDER: 77 when it is not installed.
peer_run() {
	if [ "$1" = lucene ]; then
		[ -d "$build/peers/lucene" ] && command -v java >/dev/null || return 77
		java -cp "$build/peers/lucene/*" "$here/relevance/Lucene.java" "$2"
		return
	fi
	for python in /usr/bin/python3 "$build/peers/python/bin/python" python3; do
		status=77
		command -v "$python" >/dev/null || continue
		status=0
		"$python" "$here/relevance/peers.py" "$1" "$2" 2>"$tmp/err" || status=$?
		[ $status = 77 ] || break
	done
	[ $status = 0 ] || [ $status = 77 ] || cat "$tmp/err" >&2
	return $status
}

printf '%-10s %-9s %8s %8s %8s   %s\n' collection engine nDCG@10 MAP P@10 'nDCG@10 odd, even topics'
for name in cranfield cisi; do
	at=$runs/$name
	mkdir -p "$at"
	"$lua" "$here/relevance/collection.lua" $name "$tmp/raw/$name" "$at"
	case $name in
	cranfield) documents=$tmp/raw/cranfield/cran.all.1400 ;;
	cisi) documents=$tmp/raw/cisi/CISI.ALL ;;
	esac
	for engine in newsarc lucene xapian tantivy fts5; do
		status=0
		if [ $engine = newsarc ]; then
			newsarc_run "$at" "$documents" >"$at/newsarc.run" || status=$?
		else
			peer_run $engine "$at" >"$at/$engine.run" || status=$?
		fi
		if [ $status = 77 ]; then
			printf '%-10s %-9s not installed\n' $name $engine
			rm -f "$at/$engine.run"
			continue
		fi
		[ $status = 0 ] || exit $status
		for half in '' odd even; do
			# shellcheck disable=SC2086 # none for all topics
			"$lua" "$here/relevance/evaluate.lua" "$at/qrels" "$at/$engine.run" $half
		done | awk -v n=$name -v e=$engine 'NR == 1 { a = $1; b = $2; c = $3 } NR == 2 { o = $1 }
			END { printf "%-10s %-9s %8.4f %8.4f %8.4f   %.4f %.4f\n", n, e, a, b, c, o, $1 }'
	done
done
