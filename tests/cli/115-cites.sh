#!/bin/sh
# SPDX-License-Identifier: MIT
# Who is cited, what is quoted, who wrote: in the head, and again when it is sealed.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a" XDG_CONFIG_HOME="$PWD/config"

mkdir news
cat >news/a.jsonl <<'EOF'
{"title":"Drill ends","source":"Harbour Post","author":"By Ann Lee","body":"The drill is over, the state-run KCNA said on Monday. \"We are ready,\" a general told Kyodo.","date":"2025-04-06"}
{"title":"Harvest","source":"KCNA","author":"Bo Kim","body":"Rodong Sinmun reported a good harvest. KCNA said so, too. The general is ready.","date":"2025-04-07"}
{"title":"Nothing","source":"Harbour Post","author":"Ann Lee","body":"A KCNA delegation left. The Gull Wire hooted.","date":"2025-04-08"}
EOF
asked() {
	begin "$1: who is cited"
	expect 0 newsarc search --count cites:KCNA <<'EOF'
1
EOF
	expect 0 newsarc search --count 'cites:"korean central news agency"' <<'EOF'
1
EOF
	expect 0 newsarc search --count 'cites:조선중앙통신 OR cites:rod*' <<'EOF'
2
EOF
	expect 0 newsarc search --count -- -cites:kcna <<'EOF'
2
EOF
	begin "$1: the evidence"
	status 0 newsarc search --json cites:KCNA
	has actual '{"agency":"KCNA","field":"body","start":33,"end":42,"text":"KCNA said"}'
	has actual '"query":"cites:KCNA"'
	begin "$1: an agency that is not known"
	status 1 newsarc search cites:kcma
	has stderr.txt "no agency is known as kcma (did you mean KCNA?)"
	begin "$1: inside quotation marks"
	expect 0 newsarc search --count quote:ready <<'EOF'
1
EOF
	expect 1 newsarc search --count 'quote:"ready a general"' <<'EOF'
0
EOF
	expect 0 newsarc search --count 'quote:(we NEAR/3 ready)' <<'EOF'
1
EOF
	begin "$1: facets"
	expect 0 sh -c '"$NEWSARC" facets cites --csv | tr -d "\r" | cut -d, -f1,2' <<'EOF'
value,count
KCNA,1
Kyodo,1
Rodong Sinmun,1
,1
EOF
	expect 0 sh -c '"$NEWSARC" facets author --csv | tr -d "\r" | cut -d, -f1,2' <<'EOF'
value,count
Ann Lee,2
Bo Kim,1
EOF
}
newsarc import --no-seal news >/dev/null 2>&1
asked head
newsarc seal >/dev/null 2>&1
asked volume
begin "all of it is verified"
status 0 newsarc verify --full

begin "one's own rules"
mkdir -p config/newsarc
printf '[agencies]\nGull Wire: Gull Wire\n[language english]\nword say: hooted\n' >config/newsarc/cites.conf
rm -rf a
newsarc import --seal news >/dev/null 2>&1
expect 0 newsarc search --count 'cites:"gull wire"' <<'EOF'
1
EOF
begin "rules that cannot be read"
printf '[agencies]\nnonsense\n' >config/newsarc/cites.conf
status 2 newsarc search cites:kcna
has stderr.txt "cites.conf:2: not KEY: VALUE: nonsense"
done_testing
