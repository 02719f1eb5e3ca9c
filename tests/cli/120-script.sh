#!/bin/sh
# SPDX-License-Identifier: MIT
# The tools for those who write scripts: what there is, what it says, how to begin.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
mkdir -p mine/ingest mine/query
NEWSARC_SCRIPTS=$PWD/mine:$NEWSARC_SCRIPTS
export NEWSARC_SCRIPTS
cat >mine/ingest/text.lua <<'LUA'
return { api = 1, kind = "ingest", name = "text", version = "9", summary = "my own", priority = 60,
  match = { { ext = "txt", magic = { { 0, "QUAY" } } }, { member = "quay/*" } },
  parse = function(rec) return { title = rec.name } end }
LUA
echo 'return { api = 1, kind = "ingest", nane = "x" }' >mine/ingest/broken.lua
echo 'return { api = 1, kind = "ingest", name = "off", parse = print }' >mine/ingest/off.lua.disabled

begin "list: name, version, kind, what it shadows, what is wrong with it"
status 0 newsarc script list
grep -q '^text  *9  *ingest  *my own ' actual || fail "no line of mine"
grep '^text ' actual | grep -q "/ingest/text.lua .*/scripts/ingest/text.lua" || fail "shadows"
grep '^broken.lua' actual | grep -q "unknown field 'nane' (did you mean 'name'?)" || fail "no error"
hasnt actual "off"
begin "list --json --kind command"
status 0 newsarc script list --json --kind command
has actual '"name":"digest"'
hasnt actual '"kind":"ingest"'
begin "script alone lists"
status 0 newsarc script
has actual digest
begin "a kind that is none"
status 2 newsarc script list --kind readr
begin "a verb that is none: the nearest"
status 2 newsarc script lst
has stderr.txt "list?"

begin "explain: every reader, its score and why"
echo "QUAY news" >a.txt
echo "other news" >b.txt
status 1 newsarc script explain a.txt b.txt
grep -q '^a.txt  *text  *50  *60  *yes  *matches, has no probe' actual || fail "a.txt"
grep -q '^b.txt  *text  *0  *60  *magic does not match' actual || fail "b.txt"
grep -q '^b.txt  *html  *0  *50  *root does not match' actual || fail "html"
begin "explain: nobody takes it"
status 1 newsarc script explain b.txt
begin "explain as JSON, with a reader more"
cat >probe.lua <<'LUA'
return { api = 1, kind = "ingest", name = "mine", match = { ext = "txt" },
  probe = function(head) return head:find("other") and 77 or nil end,
  parse = function(rec) return { title = rec.name } end }
LUA
status 0 newsarc script explain --json --script ./probe.lua b.txt
has actual '"reader":"mine","score":77,"priority":50,"wins":"yes","why":"probe gave 77"'
begin "explain: no such file"
status 2 newsarc script explain nosuch.txt
begin "explain: a probe that raises"
sed 's/return head.*/error("oh no") end,/' probe.lua >raises.lua
status 1 newsarc script explain --script ./raises.lua b.txt
has actual "raises.lua:2: probe: oh no"

begin "doc: Markdown, of a command with its options"
status 0 newsarc script doc digest
has actual "# digest 1."
has actual '| `--since` | date | 1d |'
begin "doc: which files a reader takes"
status 0 newsarc script doc mine/ingest/text.lua
has actual "- takes: files *.txt, by their first bytes; or named quay/*"
begin "doc: an example, from its tests"
status 0 newsarc script doc reuters-21578
has actual '`reuters-21578-wire.in.sgm` gives'
has actual '"source":"Reuters"'
begin "doc: which hosts a clean script is for"
status 0 newsarc script doc wikinews
has actual "- takes: pages of wikinews.org or *.wikinews.org"
begin "doc: of one that does not load"
status 7 newsarc script doc broken
has stderr.txt "broken.lua: "
begin "doc: no such script"
status 2 newsarc script doc nosuch

begin "new: a script and its test"
expect 0 newsarc script new --to n my-reader <<'EOF'
n/my-reader.lua
n/tests/my-reader.in.my-reader
n/tests/my-reader.expected.jsonl
now: newsarc script test n/my-reader.lua
EOF
begin "... which import can use at once"
status 0 newsarc -A a import --script n/my-reader.lua n/tests/my-reader.in.my-reader
has actual " 1 added"
begin "new overwrites nothing"
echo mine >n/my-reader.lua
status 9 newsarc script new --to n my-reader
has stderr.txt "n/my-reader.lua"
[ "$(cat n/my-reader.lua)" = mine ] || fail "overwritten"
begin "new --kind command"
status 0 newsarc script new --to n --kind command my-list
begin "... which runs"
status 0 newsarc -A a run n/my-list.lua ferry --jsonl
has actual '"title":"Ferry to the islands runs again"'
begin "new --kind rank, and a search in its order"
expect 0 newsarc script new --to n --kind rank my-order <<'EOF'
n/my-order.lua
n/tests/my-order.in.jsonl
n/tests/my-order.expected.jsonl
n/tests/my-order.args
now: newsarc script test n/my-order.lua
EOF
status 0 newsarc -A a search --rank n/my-order.lua --format ids ferry
[ -s actual ] || fail "nothing found"
begin "stubs: what an editor wants to know"
expect 0 newsarc script stubs st <<'EOF'
st/newsarc.meta.lua
st/.luarc.json
EOF
cmp st/newsarc.meta.lua "$NEWSARC_SOURCE/share/newsarc.meta.lua" || fail "another file"
begin "... which is made anew, but for what is the user's"
echo '{}' >st/.luarc.json
: >st/newsarc.meta.lua
status 0 newsarc script stubs st
has actual "st/.luarc.json is there already and stays"
[ -s st/newsarc.meta.lua ] || fail "not anew"
[ "$(cat st/.luarc.json)" = '{}' ] || fail "overwritten"
begin "new: a name that is none"
status 2 newsarc script new "My Reader"
begin "new: a command that would never be reached by its name"
status 2 newsarc script new --kind command search
[ ! -e search.lua ] || fail "written all the same"
begin "explain: a pipe is refused, not waited for"
mkfifo pipe
status 2 newsarc script explain pipe
begin "new: a kind that is none"
status 2 newsarc script new --kind readr x
done_testing
