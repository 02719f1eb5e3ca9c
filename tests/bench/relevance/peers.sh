#!/bin/sh
# SPDX-License-Identifier: MIT
# peers.sh - installs what relevance.sh compares with: Debian's Xapian bindings have to be there
# (python3-xapian); tantivy comes from PyPI, Lucene from Maven Central, both into the build folder
# ($NEWSARC_BUILD). What cannot be had is left out there.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=${NEWSARC_BUILD-${here%/tests/bench/relevance}/build/bench}
lucene=9.12.0

mkdir -p "$build/peers"
python3 -m venv "$build/peers/python" && "$build/peers/python/bin/pip" -q install tantivy==0.27.0
for part in core analysis-common queryparser queries sandbox; do
	mvn -q dependency:copy -Dartifact=org.apache.lucene:lucene-$part:$lucene \
		-DoutputDirectory="$build/peers/lucene" || exit
done
