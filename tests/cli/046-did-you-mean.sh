#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc import news >/dev/null

both() {
    begin "a slip, and what was meant ($1)"
    expect 1 newsarc search habrour <<'TXT'
TXT
    has stderr.txt "did you mean: harbour (2)"
    begin "swapped, missing, doubled, another first letter ($1)"
    for slip in brekawater breakwatr breakkwater rbeakwater breajwater; do
        status 1 newsarc search $slip
        has stderr.txt "did you mean: breakwater (1)"
    done
    begin "within a query ($1)"
    status 1 newsarc search 'title:maraton -zeppelin after:2025'
    has stderr.txt "did you mean: title:marathon -zeppelin after:2025 (1)"
    begin "in JSON ($1)"
    status 1 newsarc search --json habrour
    has actual '"suggestion":"harbour"'
    begin "not where it is meant so ($1)"
    for query in '"habrour"' =habrour 'habr*' zeppelin 'harbour zeppelin' '마라돈'; do
        status 1 newsarc search "$query"
        hasnt stderr.txt "did you mean"
    done
    status 0 newsarc search -- harbour -maraton
    hasnt stderr.txt "did you mean"
    begin "nothing is suggested that finds no more ($1)"
    status 1 newsarc search 'habrour zeppelin'
    hasnt stderr.txt "did you mean"
}
both "in the head"
newsarc seal >/dev/null
both "in a volume"
done_testing
