#!/bin/sh
# SPDX-License-Identifier: MIT
# peers.sh - installs what extract.sh compares with, from PyPI into the build folder
# ($NEWSARC_BUILD): trafilatura and readability-lxml.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${NEWSARC_BUILD-${here%/tests/bench/extract}/build/bench}
python3 -m venv "$build/peers/extract"
pip=$build/peers/extract/bin/pip
"$pip" -q install trafilatura==2.3.1 lxml_html_clean cssselect chardet
"$pip" -q install --no-deps readability-lxml==0.9 # its extras of lxml do not resolve
