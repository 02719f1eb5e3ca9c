#!/bin/sh
# SPDX-License-Identifier: MIT
# links.sh SOURCE NEWSARC - newsarc is not linked with what only workers and scripts need:
# their libraries and those behind them cost every search milliseconds
set -eu
command -v readelf >/dev/null || { echo "no readelf"; exit 77; }
needed=$(readelf -d "$2" | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p')
[ -n "$needed" ] || { echo "$2: no libraries found"; exit 1; }
bad=0
for l in libarchive libbrotli libgumbo liblua libseccomp libstdc++ libuchardet libxml2; do
	case $needed in
	*$l*) echo "newsarc is linked with $l (cli/run.h)"; bad=1 ;;
	esac
done
exit $bad
