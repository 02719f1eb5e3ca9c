# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# fixture.sh - a small folder of news in ./news: six articles, and one thing that is none
mkdir -p news/web news/web/index_files
cat >news/ferry.txt <<'TXT'
Ferry to the islands runs again
By Nora Quill
2 March 2024

The ferry to the outer islands runs again after a winter in the dock. Its first crossing left the harbour before dawn.

Fares stay as they were, the company said.
TXT
cat >news/web/marathon.html <<'HTML'
<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Harbour marathon draws a record field | Quay Times</title>
<meta property="og:site_name" content="Quay Times">
<meta property="og:title" content="Harbour marathon draws a record field">
<meta property="article:published_time" content="2025-04-06T09:30:00+09:00">
<link rel="canonical" href="https://quay.example/marathon">
</head><body><nav><a href="/">Home</a></nav><article>
<h1>Harbour marathon draws a record field</h1>
<p>More than nine hundred runners took part in the harbour marathon on Sunday, the most since the race began.</p>
<p>The course follows the quays, crosses the swing bridge twice and ends at the old customs house.</p>
</article></body></html>
HTML
printf 'body { color: black }\n' >news/web/index_files/style.css
cat >news/lighthouse.json <<'JSON'
{"title": "Lighthouse lamp goes electric", "body": "The lamp of the lighthouse was changed on Monday.\n\nThe old one goes to the museum.", "published": "2025-05-12T08:00:00Z", "source": "Quay Times", "author": "Ivo Marren", "lang": "en", "url": "https://quay.example/lamp", "tags": ["harbour", "light"]}
JSON
cat >news/wire.jsonl <<'JSONL'
{"title": "평양 마라톤에 외국인 참가", "body": "평양에서 마라톤을 달린 외국인이 이백 명을 넘었다고 주최 측이 밝혔다.", "published": "2025-04-07", "source": "부두 통신", "lang": "ko"}
{"title": "Council votes on the breakwater", "body": "The council voted for a longer breakwater. Work begins in spring, it said.", "published": "2025-06-01", "source": "Wire", "lang": "en"}
{"title": "Fog closes the port", "body": "Fog closed the port for a night. No ship was damaged.", "source": "Wire", "lang": "en"}
JSONL
