#!/bin/sh
# SPDX-License-Identifier: MIT
# Mail as messages, mailboxes and Maildirs; over real mail its counts are those of Python's
# email module.
. "$(dirname "$0")/lib.sh"

message() { # number, subject
	printf 'From: Ana Fog <ana@a.example>\nSubject: %s\nMessage-ID: <%s@a.example>\n' "$2" "$1"
	printf 'Date: Sun, 6 Apr 2025 10:00:0%s +0200\n\nThe text of message %s, %s.\n' "$1" "$1" "$2"
}
mkdir -p in/Maildir/cur in/Maildir/new in/Maildir/tmp
message 1 one >"in/Maildir/cur/1743926401.M1P1.a:2,RS"
message 2 two >in/Maildir/new/1743926402.M2P1.a
message 3 three >in/Maildir/tmp/1743926403.M3P1.a
message 4 four >in/four.eml
{
	printf 'From ana@a.example Sun Apr  6 10:00:05 2025\n'
	message 5 five
	printf '\nFrom ana@a.example Sun Apr  6 10:00:06 2025\n'
	message 6 six
	printf '\n>From here on it is quoted.\n\nFrom ana@a.example Sun Apr  6 10:00:07 2025\n'
	message 7 seven
} >in/Inbox
# A line that would begin a message of a mailbox begins none in a file of its own.
{ message 8 eight && printf '\nFrom here 10:00:00 on it is prose.\n'; } >in/eight.eml

begin "messages, a Maildir and a mailbox without an extension"
tar -C in -cf mail.tar .
expect 0 newsarc -A a import mail.tar <<EOF
6 entries, 8 records: 7 added, 0 updated, 0 duplicates, 1 skipped, 0 quarantined
EOF

begin "the same as a folder: nothing is new"
expect 0 newsarc -A a import in <<EOF
6 entries, 8 records: 0 added, 0 updated, 7 duplicates, 1 skipped, 0 quarantined
EOF

begin "quoted lines and lines that are none"
status 0 newsarc -A a export --format jsonl 'title:six OR title:eight'
has actual 'From here on it is quoted.'
has actual 'From here 10:00:00 on it is prose.'

begin "a mailbox larger than a record"
# shellcheck disable=SC2046
for i in 1 2 3 4; do
	printf 'From ana@a.example Sun Apr  6 10:00:05 2025\nSubject: large %s\nMessage-ID: <l%s@a.example>\n' "$i" "$i"
	printf 'Content-Type: text/plain\n\n'
	awk 'BEGIN { for (i = 0; i < 9000; i++) print "It rained on the quay all day, said the harbour master, as it had the day before." }'
	printf '\n'
done >large.mbox
expect 0 newsarc -A b import --limit record=1M large.mbox <<EOF
1 entries, 4 records: 4 added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined
EOF

bundle=${NEWSARC_SHARED:-$NEWSARC_SOURCE/../shared}/data/mail.tar.gz
if [ -f "$bundle" ] && command -v python3 >/dev/null; then
	mkdir real && tar -C real -xzf "$bundle"
	python3 - real >wanted <<'EOF'
import email, os, sys
mails = ids = closed = 0
seen = set()
for folder, _, files in os.walk(sys.argv[1]):
    for name in files:
        if name in ("README", "COPYING"):
            continue
        m = email.message_from_bytes(open(os.path.join(folder, name), "rb").read())
        mails += 1
        texts = [p for p in m.walk() if p.get_content_maintype() == "text"]
        shut = any(p.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime",
                                            "application/pgp-encrypted")
                   and p.get_param("smime-type") != "signed-data" for p in m.walk())
        if shut and not any(p.get_payload(decode=True).strip() for p in texts):
            closed += 1
        else:
            seen.add(m["message-id"].strip())
print(mails, len(seen), closed)
EOF
	read -r mails distinct closed <wanted
	begin "real mail"
	status 3 newsarc -A r import "$bundle"
	begin "real mail again: as many messages as Python's email module finds, nothing new"
	status 3 newsarc -A r import "$bundle"
	has actual "$((mails + 2)) records: 0 added, 0 updated,"
	begin "real mail: those without text are those that are encrypted"
	status 0 newsarc -A r quarantine list --jsonl
	[ "$(grep -c no_text actual)" = "$closed" ] || fail "$(grep -c no_text actual) without text, not $closed"
	newsarc -A r export --format jsonl | python3 -c '
import json, sys
print(len({json.loads(l)["key"] for l in sys.stdin}))' >keys
	[ "$(cat keys)" = "$distinct" ] || fail "$(cat keys) Message-IDs, not $distinct"
fi
done_testing
