#!/bin/sh
# SPDX-License-Identifier: MIT
# Feeds: polled from a pipe, long ones, cut ones, the list of a feed reader, the recipe.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need awk
export NEWSARC_ARCHIVE="$PWD/a"

feed() { # of "GUID TEXT" lines on standard input
	echo '<rss version="2.0"><channel><title>Its Own Title</title>'
	while read -r guid text; do
		echo "<item><guid isPermaLink=\"false\">$guid</guid><title>Item $guid</title><description>$text</description></item>"
	done
	echo '</channel></rss>'
}
poll() { newsarc import --set source='The Quay' --base-url https://quay.example/rss - <poll.xml; }

begin "a poll from a pipe"
printf '1 fog\n2 rain\n' | feed >poll.xml
got=0
poll >actual 2>stderr.txt || got=$?
[ $got = 0 ] || fail "exit $got"
has actual "1 entries, 2 records: 2 added"
pass
begin "--set source comes before the feed's own title"
expect 0 newsarc facets source <<'EOF'
The Quay  2  █████████████████████████████████████████████████████████  100.0 %
total     2
EOF
begin "the next poll: one item as it was, one edited, one new"
printf '1 fog\n2 heavy rain\n3 sun\n' | feed >poll.xml
poll >actual 2>stderr.txt
has actual "3 records: 1 added, 1 updated, 1 duplicates"
pass
begin "a poll that was cut short keeps what is whole and says so"
printf '3 sun\n4 snow\n5 hail\n' | feed | head -c 330 >cut.xml
status 3 newsarc import --set source='The Quay' cut.xml
has actual "1 added, 0 updated, 1 duplicates, 0 skipped, 1 quarantined"
begin "... in quarantine, which says how much was whole"
newsarc quarantine list >actual
has actual "truncated"
has actual "whole items: 2"
pass
begin "what was cut comes whole with the next poll"
printf '3 sun\n4 snow\n5 hail\n' | feed >poll.xml
poll >actual 2>stderr.txt
has actual "3 records: 1 added, 0 updated, 2 duplicates"
pass

begin "a feed of 1,203 items comes whole"
awk 'BEGIN { for (i = 1; i <= 1203; i++) print "long-" i, "text number " i }' | feed >long.rss
status 0 newsarc import long.rss
has actual "1203 records: 1203 added"
begin "... and again, which adds nothing"
status 0 newsarc import long.rss
has actual "0 added, 0 updated, 1203 duplicates"
begin "... its pieces know the feed's title"
expect 0 newsarc search --count 'source:"Its Own Title"' <<'EOF'
1203
EOF
begin "cut short, it gives all that is whole, and one record waits"
head -n 1101 long.rss | head -c -20 >long-cut.rss
[ "$(grep -c '</item>' long-cut.rss)" -gt 1000 ] || fail "not long enough"
status 3 newsarc import long-cut.rss
has actual "0 added, 0 updated, $(grep -c '</item>' long-cut.rss) duplicates, 0 skipped, 1 quarantined"
begin "and one of JSON"
awk 'BEGIN { printf "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"items\":["
	for (i = 1; i <= 1203; i++) printf "%s{\"id\":\"%d\",\"content_text\":\"jolly %d\"}", (i > 1 ? ",\n" : ""), i, i
	print "]}" }' >long.json
status 0 newsarc import long.json
has actual "1203 records: 1203 added"
begin "with the same head and tail around each piece"
expect 0 newsarc search --count 'source:J jolly' <<'EOF'
1203
EOF

begin "a list of feeds is skipped on import"
cat >list.opml <<'EOF'
<?xml version="1.0"?>
<opml version="1.1"><body><outline text="Folder">
<outline text="It's $(touch pwned) `touch pwned` &quot;A&quot;&#10;touch pwned; \" xmlUrl="http://a.example/rss?x=1&y=[2]"/>
<outline title="B" xmlUrl=" feed:https://b.example/f'; touch "/><outline title="B" xmlUrl="feed://b.example/$(touch%20pwned)"/>
<outline title="again" xmlUrl="http://b.example/$(touch%20pwned)"/>
<outline title="evil" xmlUrl="-o/etc/passwd"/><outline title="script" xmlUrl="javascript:1"/>
</outline></body></opml>
EOF
status 0 newsarc import list.opml
has actual "1 skipped, 0 quarantined"
begin "opml prints a line for each, whatever titles and addresses are"
expect 3 newsarc opml --file list.opml <<'EOF'
curl -gfsSL 'http://a.example/rss?x=1&y=[2]' | newsarc import --wait 60 --set source='It'\''s $(touch pwned) `touch pwned` "A" touch pwned; \' --base-url 'http://a.example/rss?x=1&y=[2]' -
curl -gfsSL 'http://b.example/$(touch%20pwned)' | newsarc import --wait 60 --set source='B' --base-url 'http://b.example/$(touch%20pwned)' -
EOF
has stderr.txt "left out, no address of the web: -o/etc/passwd (evil)"
begin "a shell that runs them runs nothing else"
mkdir bin
printf '#!/bin/sh\nprintf "<%%s>" "$@" >>"%s/calls"; cat >/dev/null 2>&1 </dev/null\n' "$PWD" >bin/curl
cp bin/curl bin/newsarc
chmod +x bin/curl bin/newsarc
newsarc opml --file list.opml >lines.sh 2>/dev/null || :
begin "... also where there is no archive yet"
status 3 newsarc -A nowhere opml --file list.opml
cmp -s actual lines.sh || fail "other lines"
[ ! -e nowhere ] || fail "an archive was made"
status 5 newsarc -A nowhere digest
PATH=$PWD/bin:$PATH sh lines.sh
[ ! -e pwned ] || fail "a title was run"
has calls "<http://a.example/rss?x=1&y=[2]>"
# shellcheck disable=SC2016
has calls '<source=It'\''s $(touch pwned) `touch pwned` "A" touch pwned; \>'
pass

# The recipe as it is printed, over a file: curl takes file: like any address.
begin "the recipe of newsarc help feeds"
newsarc help feeds >help.txt
has help.txt "--wait 60 --set source="
if command -v curl >/dev/null; then
	{
		sed -n '/poll() {/,/^  }/p' help.txt
		# shellcheck disable=SC2016
		echo 'poll "$1" "The Recipe"'
	} >recipe.sh
	printf 'r1 kelp\n' | feed >polled.xml
	rm bin/curl
	printf '#!/bin/sh\nexec "%s" "$@"\n' "$NEWSARC" >bin/newsarc
	PATH=$PWD/bin:$PATH sh recipe.sh "file://$PWD/polled.xml" >actual 2>stderr.txt || fail "the recipe failed"
	has actual "1 records: 1 added"
	[ "$(newsarc search --count 'source:"The Recipe" kelp')" = 1 ] || fail "not found"
fi
pass

# ... and over HTTP, from a server that knows ETags.
if command -v curl >/dev/null && command -v python3 >/dev/null; then
	begin "what has not changed is not fetched again"
	cat >server.py <<'EOF'
import http.server, os

class Feed(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open("polled.xml", "rb") as f:
            body = f.read()
        tag = '"%d"' % len(body)
        known = self.headers.get("If-None-Match") == tag
        self.send_response(304 if known else 200)
        self.send_header("ETag", tag)
        if not known:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not known:
            self.wfile.write(body)

    def log_message(self, form, *args):
        with open("server.log", "a") as f:
            f.write(form % args + "\n")

server = http.server.HTTPServer(("127.0.0.1", 0), Feed)
with open("port.new", "w") as f:
    f.write(str(server.server_port))
os.rename("port.new", "port")
server.timeout = 60
for _ in range(3):
    server.handle_request()
EOF
	python3 server.py &
	server=$!
	tries=0
	while [ ! -e port ] && [ $tries -lt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	[ -e port ] || fail "no server"
	url=http://127.0.0.1:$(cat port)/feed
	export NO_PROXY='*'
	printf 'h1 tide\nh2 moon\n' | feed >polled.xml
	PATH=$PWD/bin:$PATH sh recipe.sh "$url" >actual 2>stderr.txt || fail "the first poll failed"
	has actual "2 records: 2 added"
	PATH=$PWD/bin:$PATH sh recipe.sh "$url" >actual 2>stderr.txt || fail "the second poll failed"
	has actual "1 skipped"
	printf 'h1 tide\nh2 moon and stars\n' | feed >polled.xml
	PATH=$PWD/bin:$PATH sh recipe.sh "$url" >actual 2>stderr.txt || fail "the third poll failed"
	has actual "0 added, 1 updated, 1 duplicates"
	wait $server
	sed 's/.*" \([0-9]*\) .*/\1/' server.log >actual
	[ "$(tr '\n' ' ' <actual)" = "200 304 200 " ] || fail "other answers"
	pass
fi

# bare FILE ITEMS: without a guid
bare() { echo "<rss version=\"2.0\"><channel><title>Quay</title><link>https://quay.example/news</link>$2</channel></rss>" >"$1"; }
item() { echo "<item><title>$1</title>${2:+<link>$2</link>}<pubDate>Sun, 06 Apr 2025 10:00:00 GMT</pubDate><description>$3</description></item>"; }
begin "an item without a guid is its link's: a changed text is a revision, another title, too"
one='https://quay.example/a?id=1'
bare g.xml "$(item First "$one" 'The ferry sails.')$(item Second 'https://quay.example/a?id=2' 'It is late.')"
status 0 newsarc -A g import g.xml
has actual "2 added"
bare g.xml "$(item 'First, mended' "$one" 'The ferry sails at noon.')$(item Second 'https://quay.example/a?id=2' 'It is late.')"
status 0 newsarc -A g import g.xml
has actual " 0 added, 1 updated, 1 duplicates"
begin "what several items share, or is the site's or the feed's own page, is nobody's"
bare h.xml "$(item A https://quay.example/day 'One.')$(item B https://quay.example/day#b 'Two.')$(item C https://quay.example/ 'Three.')$(item D https://quay.example/news 'Four.')$(item E '' 'Five.')"
status 0 newsarc -A h import h.xml
has actual "5 added"
bare h.xml "$(item A https://quay.example/day 'One!')$(item C https://quay.example/ 'Three.')$(item C2 https://quay.example/ 'Six.')$(item E '' 'Five.')"
status 0 newsarc -A h import h.xml
has actual "2 added, 0 updated, 2 duplicates"
done_testing
