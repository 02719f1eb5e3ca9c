#!/bin/sh
# SPDX-License-Identifier: MIT
# Every format of export, byte by byte, and what comes back when it is imported again.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need tar zstd sha256sum cmp
golden=$NEWSARC_SOURCE/tests/cli/golden
# So that the times of imports are the same on every day.
NEWSARC_NOW=1764504000 NEWSARC_ARCHIVE=$PWD/a
export NEWSARC_NOW NEWSARC_ARCHIVE

# Korean; all that a format could trip over; no date; a day, a minute, a year; no title; a key; an
# address that is the article's own. \u0007 and \u0085 are control characters.
cat >odd.jsonl <<'JSONL'
{"id":"0000000000000001","revision":1,"url":"https://quay.example/a b?x={1}&y=%20","title":"평양 마라톤에 외국인 참가, \"처음\"","deck":"둘째 줄: 쉼표, 따옴표 \" 그리고 \\","authors":["최 민수","Smith, Jane","Ann and Bob Ltd"],"source":"부두 통신","published":"2025-04-07","published_precision":"day","tags":["sport","a, b"],"lang":"ko","body":"평양에서 마라톤을 달린 외국인이 이백 명을 넘었다.\n\n둘째 문단."}
{"id":"0000000000000002","revision":1,"key":"k-17 <x>","title":"=cmd|' /C calc'!A0 & 100% of {braces} in C:\\dir_1 #5 ~x^2 $","authors":["Ivo \"Iv\" Marren"],"source":"Quay Times","published":"2025-05-12T08:05:00+09:00","published_precision":"minute","modified":"2025-05-12T10:00:00Z","section":"Harbour","lang":"en","body":"From the quay, a line that a mailbox could take for the next message.\n\n.A dot = begins this one; é is not ASCII.\n\nThis paragraph is longer than the lines of a message may be, and so it goes on and on, until there is no doubt that somebody has to break it somewhere."}
{"id":"0000000000000003","revision":1,"title":"A bell\u0007 and\u0085 a\ttab\nand a line","body":"Nothing dates this."}
{"id":"0000000000000004","revision":1,"body":"Only a text, from a year.","published":"2019-01-01","published_precision":"year","source":"Wire"}
{"id":"0000000000000005","revision":1,"title":"A very long headline that goes on for so many words that no single line of a message has the room for it and it must be folded","body":"+1","source":"=Wire","published":"2025-04-07T23:59:59Z","published_precision":"second","url":"https://wire.example/5"}
JSONL
begin "what is exported"
status 0 newsarc import --seal odd.jsonl
has actual "5 added"

begin "by other names"
status 0 newsarc export --format csl-json
cp actual csl-json
status 0 newsarc export --format csl
cmp -s actual csl-json || fail "csl-json is not csl"

formats="jsonl ninjs csv bibtex ris csl mbox"
for f in $formats; do
    begin "$f, to standard output"
    status 0 newsarc export --format "$f"
    cp actual "$f.out"
    [ -z "${NEWSARC_NEW_GOLDEN:-}" ] || cp actual "$golden/export.$f"
    cmp "$f.out" "$golden/export.$f" >diff.txt 2>&1 || fail "another output: $PWD/$f.out"
    begin "$f, into a file"
    status 0 newsarc export --format "$f" -o "x.$f"
    has actual "5 articles, "
    cmp -s "x.$f" "$f.out" || fail "not what goes to standard output"
    [ "$(find . -maxdepth 1 -name '*.tmp*' | wc -l)" = 0 ] || fail "something was left behind"
done

begin "csv that a spreadsheet can open without harm"
status 0 newsarc export --format csv --csv-safe
has actual ",'=cmd|' /C calc'!A0"
has actual ",'=Wire,"
has actual ",'+1,"
hasnt actual ",=cmd"

for f in markdown eml; do
    begin "$f is no stream"
    status 2 newsarc export --format $f
    has stderr.txt "which standard output cannot be; -o DIR"
    begin "$f, into a folder"
    status 0 newsarc export --format $f -o "out/$f"
    has actual "5 articles, "
    for d in out/$f; do
        (cd "$d" && LC_ALL=C ls && LC_ALL=C cat ./*) >"$f.out"
    done
    [ -z "${NEWSARC_NEW_GOLDEN:-}" ] || cp "$f.out" "$golden/export.$f"
    cmp "$f.out" "$golden/export.$f" >diff.txt 2>&1 || fail "another output: $PWD/$f.out"
    begin "$f, again into the same: the same files"
    status 0 newsarc export --format $f -o "out/$f"
    [ "$(find "out/$f" -type f | wc -l)" = 5 ] || fail "how many files"
done
begin "a file where the folder should be"
status 2 newsarc export --format eml -o odd.jsonl
begin "a folder where the file should be"
status 2 newsarc export --format csv -o out
begin "narc and standard output"
status 2 newsarc export --format narc
has stderr.txt "narc is not written to standard output; -o FILE"
begin "-o behind the query"
status 2 newsarc export ferry -o x
has stderr.txt "before it, or --output"
status 0 newsarc export before:2020 --output x
begin "an unknown format"
status 2 newsarc export --format docx
has stderr.txt "markdown"

begin "into a file that cannot be written, nothing appears"
status 9 newsarc export -o none/x.jsonl
has stderr.txt "none/x.jsonl: No such"
[ ! -e none ] || fail "none"
pass
begin "a pipe is written into, and stays one"
mkfifo pipe
cat pipe >piped &
status 0 newsarc export -o pipe
wait $!
[ -p pipe ] || fail "no pipe any more"
cmp -s piped jsonl.out || fail "not what goes to standard output"
begin "... but takes no volume"
status 2 newsarc export --format narc -o pipe
has stderr.txt "pipe: is neither a file nor a folder"
[ -p pipe ] || fail "no pipe any more"
begin "a query chooses"
expect 0 newsarc export --format bibtex source:wire before:2020 <<'EOF'
@article{newsarc-51e22bc34c91d4bf,
  journal = {Wire},
  year = {2019},
}

EOF
begin "and none is none"
status 1 newsarc export --format csl source:nobody
expect 1 newsarc export --format csl source:nobody <<'EOF'
[]
EOF

if command -v python3 >/dev/null; then
    begin "mail and tables mean the same to other programs"
    python3 - >check.txt 2>&1 <<'PY' || { cp check.txt actual; fail "python reads another thing"; }
import csv, json, mailbox, email.policy, email
articles = {a["id"]: a for a in map(json.loads, open("x.jsonl", encoding="utf-8"))}
assert len(articles) == 5
def check(m):
    a = articles[m["X-Newsarc-Id"]]
    assert m.get_content().replace("\r\n", "\n").rstrip("\n") == a.get("body", ""), a["id"]
    assert str(m["Subject"] or "") == a.get("title", ""), m["Subject"]
    assert str(m["Summary"] or "") == a.get("deck", ""), m["Summary"]
    names = [x.display_name for x in m["From"].addresses if x.display_name]
    assert names == (a.get("authors") or [a["source"]] if a.get("authors") or a.get("source") else []), names
    return a["id"]
box = mailbox.mbox("x.mbox", factory=lambda f: email.message_from_binary_file(f, policy=email.policy.default))
assert sorted(map(check, box)) == sorted(articles)
import glob
got = []
for name in glob.glob("out/eml/*.eml"):
    raw = open(name, "rb").read()
    assert raw.count(b"\n") == raw.count(b"\r\n") and max(map(len, raw.split(b"\r\n"))) <= 76
    got.append(check(email.message_from_bytes(raw, policy=email.policy.default)))
assert sorted(got) == sorted(articles)
rows = list(csv.DictReader(open("x.csv", encoding="utf-8", newline=""), strict=True))
assert [r["id"] for r in rows] == list(articles)
for r in rows:
    for k in ("title", "body", "deck", "source", "published", "url"):
        assert r[k] == articles[r["id"]].get(k, ""), (k, r[k])
assert [c["id"] for c in json.load(open("x.csl", encoding="utf-8"))] == list(articles)
PY
    pass
fi

for f in x.jsonl out/markdown; do
    begin "$f, imported again, adds nothing"
    status 0 newsarc import "$f"
    has actual " 5 records: 0 added, 0 updated, 5 duplicates, 0 skipped, 0 quarantined"
    begin "$f, into another archive: the same articles"
    status 0 newsarc -A "b-$(basename "$f")" import "$f"
    has actual "5 added"
    status 0 newsarc -A "b-$(basename "$f")" export
    for k in id title body url key; do
        grep -o "\"$k\":\"[^\"]*" x.jsonl | sort >want
        grep -o "\"$k\":\"[^\"]*" actual | sort >got
        cmp want got >diff.txt || fail "$k"
    done
done

begin "a volume of them: verified, searched and imported by another archive"
status 0 newsarc export --format narc -o five.narc
has actual "5 articles, "
[ "$(find . -maxdepth 1 -name '*.tmp*' | wc -l)" = 0 ] || fail "something was left behind"
mkdir t && tar xf five.narc -C t && (cd t && sha256sum -c SHA256SUMS >/dev/null) || fail "sums"
zstd -dc t/articles.jsonl.zst | cut -d, -f1 | sort >got
cut -d, -f1 x.jsonl | sort >want
cmp want got >diff.txt || fail "other ids"
status 0 newsarc -A c import five.narc
has actual "5 added"
status 0 newsarc import five.narc
has actual "0 added, 0 updated, 5 duplicates"
begin "... into a folder under the name it has in an archive"
mkdir volumes
status 0 newsarc export --format narc -o volumes 'source:"quay times"'
[ -f "$(echo volumes/2025-05-11_2025-05-11_*.narc)" ] || fail "no volume"

begin "tar.zst, with originals"
status 0 newsarc -A d import --keep-originals odd.jsonl
status 0 newsarc -A d export --format tar.zst -o x.tar.zst
zstd -dc x.tar.zst | tar tf - >names
[ "$(grep -c '^originals_files/[0-9a-f]\{32\}$' names)" = 5 ] || fail "originals"
[ "$(head -1 names)" = articles.jsonl ] || fail "articles"
zstd -dc x.tar.zst | tar xOf - articles.jsonl | cmp -s - x.jsonl || fail "other articles"
status 0 newsarc import x.tar.zst
has actual "0 added, 0 updated, 5 duplicates, 10 skipped, 0 quarantined"
begin "a volume has them, too"
status 0 newsarc -A d export --format narc -o with.narc
tar tf with.narc >names
has names originals.tar.zst

begin "warc: the records and the articles, every length and digest right"
status 0 newsarc -A d export --format warc -o x.warc
[ -z "${NEWSARC_NEW_GOLDEN:-}" ] || cp x.warc "$golden/export.warc"
cmp x.warc "$golden/export.warc" >diff.txt 2>&1 || fail "another output: $PWD/x.warc"
[ "$(grep -c '^WARC-Type: resource' x.warc)" = 10 ] || fail "how many"
status 0 newsarc import x.warc
has actual " 0 added, 0 updated, "
has actual " 0 quarantined"
begin "what the user noted, wherever there is a place for it"
printf '{"guid":"n","source":"Wire","title":"Noted","body":"Of the quay.","lang":"ko","authors":["Müller, Jürgen","이 기자"]}\n' >noted.jsonl
newsarc -A noted import noted.jsonl >/dev/null
newsarc -A noted note "$(newsarc -A noted search --format ids noted)" 'ask 어부: "why {now}", \ 100%
tomorrow' >/dev/null
note() { # FORMAT TEXT
    newsarc -A noted export --format "$1" >actual
    has actual "$2"
}
note ninjs '"ednote":"ask 어부: \"why {now}\", \\ 100%\ntomorrow"'
note csl '"note":"ask 어부: \"why {now}\", \\ 100%\ntomorrow"'
note bibtex 'annote = {ask 어부: {"}why \{now\}{"}, \textbackslash{} 100\% tomorrow},'
note ris 'N1  - ask 어부: "why {now}", \ 100% tomorrow'
note csv '"ask 어부: ""why {now}"", \ 100%'
note mbox 'Comments: =?UTF-8?B?'
newsarc -A noted export --format markdown -o noted.md >/dev/null
cat noted.md/*.md >actual
has actual 'note: "ask 어부: \"why {now}\", \\ 100%\ntomorrow"'
begin "a name in a mail's From is one encoded word"
newsarc -A noted export --format mbox >actual
[ "$(grep -c '^ *=?UTF-8?B?[^ ]*?= <article@\|^From: =?UTF-8?B?[^ ]*?= <article@' actual)" = 2 ] || fail "split"
pass
done_testing
