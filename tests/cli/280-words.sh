#!/bin/sh
# SPDX-License-Identifier: MIT
# Word forms and aliases.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"
export XDG_CONFIG_HOME="$PWD/config"
mkdir -p config/newsarc
newsarc import --no-seal news >/dev/null

# finds NUMBER QUERY...: so many articles, in the head and in a volume alike
finds() {
	hits=$1
	shift
	status "$([ "$hits" = 0 ] && echo 1 || echo 0)" newsarc search --count -- "$@"
	[ "$(cat actual)" = "$hits" ] || fail "$*: $(cat actual), not $hits"
}

for where in head volume; do
	begin "forms of a word, in the $where"
	finds 1 voting
	finds 0 =voting
	finds 0 '"voting"'
	finds 1 =voted
	finds 1 'voting lang:en'
	finds 0 'voting lang:ko'
	finds 1 'cross bridges'
	finds 1 'title:close'
	finds 1 'vote NEAR/4 breakwaters'
	finds 0 'author:"marrens"'
	status 0 newsarc search running
	has actual "**runs**"
	[ "$where" = volume ] || newsarc seal >/dev/null
done
begin "the table of stems is checked"
status 0 newsarc verify --full

begin "aliases"
cat >config/newsarc/aliases <<'ALIASES'
# names
jetty = breakwater
ALIASES
printf 'customs house = old pier\n' >a/aliases
finds 1 jetty
finds 0 =jetty
finds 1 '"old pier"'
finds 0 '="old pier"'
begin "an ill-formed file"
printf 'a = b\nlonely\n' >a/aliases
status 2 newsarc search jetty
has stderr.txt "a/aliases:2: names stand on one line with = between them"
rm a/aliases
begin "too large a file"
head -c 300000 /dev/zero >config/newsarc/aliases
status 2 newsarc search jetty
has stderr.txt "aliases"
rm config/newsarc/aliases

begin "--explain"
printf 'jetty = breakwater\n' >a/aliases
status 0 newsarc search --explain 'jetty votes lang:en'
has actual 'query (jetty OR breakwater) votes lang:en'
has actual 'stems en:vote'
has actual 'voted 1'
has actual 'attribute lang:en'
status 0 newsarc search --explain --json 'jetty votes after:2025'
has actual '"explain":{"query":'
has actual '{"lang":"en","stem":"vote"}'
has actual '"from":"2025-01-01T00:00:00Z"'
status 2 newsarc search --explain --jsonl x
has stderr.txt "--explain goes with"
