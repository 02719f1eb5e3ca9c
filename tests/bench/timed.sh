#!/bin/sh
# SPDX-License-Identifier: MIT
# timed.sh - read by the others: timed NAME MADE COMMAND... runs it and adds a line to
# $out/built.tsv: NAME, seconds, KiB of its largest process, bytes of the file or folder MADE
data=${data?} out=${out?}
timed() {
	name=$1
	made=$2
	shift 2
	/usr/bin/time -f '%e %M' -o "$data/time" "$@" >"$data/log" 2>&1 || [ $? = 3 ] || {
		cat "$data/log" >&2
		exit 1
	}
	rm -rf "$made.new"
	printf '%s\t%s\t%s\n' "$name" "$(tail -n 1 "$data/time" | tr ' ' '\t')" \
		"$(du -sb "$made" | cut -f 1)" >>"$out/built.tsv"
}
