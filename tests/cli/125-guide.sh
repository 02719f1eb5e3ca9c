#!/bin/sh
# SPDX-License-Identifier: MIT
# doc/scripting.md, as somebody follows it: its files, its commands.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
mkdir mail && cd mail

# The block behind "<!-- file: NAME -->" becomes that file.
blocks() {
    awk '/^<!-- file: / { file = $3; next }
        /^```/ { if (file != "" && !open) open = 1; else { open = 0; file = "" } next }
        open && file != "" { print >file }' "$NEWSARC_SOURCE/doc/scripting.md"
}

begin "help scripting names every tool that the guide uses"
status 0 newsarc help scripting
for verb in new explain check test; do has actual "newsarc script $verb"; done
has actual "newsarc dev NAME.lua FILE"
begin "new"
status 0 newsarc script new harbour
begin "... passes its test"
status 0 newsarc script test harbour.lua
begin "the page, which html takes"
rm tests/harbour.in.harbour tests/harbour.expected.jsonl harbour.lua
blocks
status 0 newsarc script explain tests/harbour.in.html
grep -q '^tests/harbour.in.html  *html  *20  *50  *yes' actual || fail "not html"
begin "dev: two stories"
status 0 newsarc dev --once harbour.lua tests/harbour.in.html
has actual "read by harbour: 1 record, 2 articles"
has actual '2 title        "Fog closes the port – again"'
begin "check"
expect 0 newsarc script check harbour.lua </dev/null
begin "... misspelt"
sed 's/by, behind = text.between/by, behind = text.betwen/; s/lang = "en"/lang = true/' harbour.lua >wrong.lua
mkdir wrong && mv wrong.lua wrong/harbour.lua
status 1 newsarc script check wrong/harbour.lua
grep "^harbour.lua:.*error: " "$NEWSARC_SOURCE/doc/scripting.md" >said
sed 's|^wrong/||' actual | cmp - said || fail "another message than in the guide"
begin "test --update, then test"
status 0 newsarc script test --update harbour.lua
has actual "written"
begin "... and all passes, every statement reached"
status 0 newsarc script test --coverage --budget --fuzz 300 harbour.lua
has actual "4 passed, 0 failed"
has actual "(100 %)"
begin "import with --script"
mkdir in && cp tests/harbour.in.html in/20240302.htm
status 0 newsarc -A a import --script harbour.lua in
has actual "2 added"
begin "installed"
mkdir -p "$XDG_DATA_HOME/newsarc/scripts/ingest"
cp -r harbour.lua tests "$XDG_DATA_HOME/newsarc/scripts/ingest/"
status 0 newsarc script list
has actual "editions of The Harbour Mail"
begin "an odd page waits in quarantine until the script is mended"
sed 's/Edition of/Issue of/; s/2nd/4th/' in/20240302.htm >in/20240304.htm
status 3 newsarc -A a import in/20240304.htm
has stderr.txt "harbour.lua: no date of the edition  (1 record: 20240304.htm)"
sed -i 's/"Edition of "/"of "/' "$XDG_DATA_HOME/newsarc/scripts/ingest/harbour.lua"
begin "... retried"
status 0 newsarc -A a quarantine retry --script harbour
has actual "2 added"
begin "newsarc lua"
status 0 newsarc -A a lua -e 'date.parse("2nd March 2024")' -e 'archive:count("ferry")'
has actual "2024-03-02"
has actual "2"
done_testing
