#!/bin/sh
# SPDX-License-Identifier: MIT
# peers.sh DIR - fetches the engines of the benchmark that Debian has not, into DIR, with the
# ordinary clients of their registries: tantivy with pip, Lucene with Maven
set -eu
dir=$1
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
tantivy=${BENCH_TANTIVY-0.27.0}
lucene=${BENCH_LUCENE-9.12.0}

if [ ! -x "$dir/venv/bin/python" ]; then
	echo "tantivy $tantivy" >&2
	python3 -m venv "$dir/venv.new"
	"$dir/venv.new/bin/pip" install -q "tantivy==$tantivy"
	mv "$dir/venv.new" "$dir/venv"
fi
if [ ! -d "$dir/lucene" ]; then
	echo "Lucene $lucene" >&2
	for part in core analysis-common queries queryparser; do
		mvn -q -B dependency:copy -Dartifact="org.apache.lucene:lucene-$part:$lucene" \
			-DoutputDirectory="$dir/lucene.new"
	done
	mv "$dir/lucene.new" "$dir/lucene"
fi
