-- Made by api/make.lua: every example of the API, and every field of rec, ctx and a date.
local checked = 0

local function equal(a, b)
  if type(a) == "userdata" and type(b) == "string" then a = tostring(a) end
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for k, v in pairs(a) do if not equal(v, b[k]) then return false end end
  for k in pairs(b) do if a[k] == nil then return false end end
  return true
end

local function same(what, got, want)
  checked = checked + 1
  if equal(got, want) then return end
  local function word(v) return type(v) == "table" and json.encode(v) or tostring(v) end
  error(what .. " gives " .. word(got) .. ", not " .. word(want), 2)
end

return {
  api = 1, kind = "ingest", name = "examples",
  parse = function(rec, ctx)
    local _ = rec.name
    local _ = rec.index
    local _ = rec.size
    local _ = rec.mtime
    local _ = rec.type
    local _ = rec.head
    do -- rec.head
      same("rec.head", (#rec.head), rec.size)
    end
    local _ = rec.url
    local _ = rec.source
    local _ = rec.charset
    local _ = rec.sha256
    do -- rec:bytes
      same("rec:bytes", (#rec:bytes()), rec.size)
    end
    do -- rec:text
      same("rec:text", (rec:text():is("hello world")), true)
    end
    do -- rec:lines
      same("rec:lines", (rec:lines()()), "hello world")
    end
    do -- rec:html
      same("rec:html", (rec:html():text()), "hello world")
    end
    do -- rec:xml
      same("rec:xml", ((rec:xml())), nil)
    end
    do -- rec:json
      same("rec:json", ((rec:json())), nil)
    end
    do -- ctx:around
      ctx:around("<rss><channel>", "</channel></rss>")
    end
    do -- ctx:capture
      ctx:capture{ id = "a:1", url = "https://a.example/", date = "2025-04-06T10:00:00Z" }
    end
    local _ = ctx.now
    local _ = ctx.base_url
    local _ = ctx.map
    local _ = ctx.options
    do -- ctx:mapped
      ctx:mapped()
    end
    do -- ctx:read
      same("ctx:read", ((ctx:read{ bytes = "hello", name = "a.nothing" })), nil)
      same("ctx:read", (select(2, ctx:read{ bytes = "hello", name = "a.nothing" })), "no reader takes this kind of document")
    end
    do -- ctx:mem
      same("ctx:mem", (ctx:mem() > 0), true)
    end
    do -- v:len
      local v = rec:bytes()
      same("v:len", (#v == v:len()), true)
    end
    do -- v:sub
      same("v:sub", (tostring(rec:bytes():sub(1, 5))), "hello")
    end
    do -- v:find
      same("v:find", (rec:bytes():find("world")), 7)
    end
    do -- v:byte
      same("v:byte", (rec:bytes():byte()), 104)
    end
    do -- v:is
      same("v:is", (rec:bytes():is("hello world")), true)
    end
    do -- v:starts
      same("v:starts", (rec:bytes():starts("hello")), true)
    end
    do -- v:ends
      same("v:ends", (rec:bytes():ends("hello")), false)
    end
    do -- v:lines
      local n = 0
      for line in rec:bytes():lines() do n = n + #line end
      same("v:lines", (n), 11)
    end
    do -- v:match
      same("v:match", (rec:bytes():match("w%w+")), "world")
    end
    do -- v:gmatch
      same("v:gmatch", (rec:bytes():gmatch("%w+")()), "hello")
    end
    do -- v:gsub
      same("v:gsub", (rec:bytes():gsub("l", "L")), "heLLo worLd")
    end
    do -- v:lower
      same("v:lower", (rec:bytes():lower()), "hello world")
    end
    do -- v:upper
      same("v:upper", (rec:bytes():upper()), "HELLO WORLD")
    end
    do -- v:tostring
      same("v:tostring", (rec:bytes():tostring()), "hello world")
    end
    do -- html.parse
      local doc = html.parse("<title>Quay</title><p class=lead>A &amp; B<p>C")
      same("html.parse", (doc:select1("p.lead"):text()), "A & B")
      same("html.parse", (#doc:select("p")), 2)
    end
    do -- html.text
      same("html.text", (html.text("<p>One<br>two</p><p>Three &lt; four</p>")), "One\ntwo\n\nThree < four")
    end
    do -- doc:article
      local doc = html.parse("<html lang=en><nav>Menu</nav><div id=x><p>The ferry was late again on Sunday, for the third time.</p><aside>More</aside></div>")
      local a = doc:article{ content = "#x", drop = "aside" }
      same("doc:article", (a.body), "The ferry was late again on Sunday, for the third time.")
      same("doc:article", (a.lang), "en")
    end
    do -- doc:meta
      local m = html.parse('<meta property="og:title" content="Fog on the river">'):meta()
      same("doc:meta", (m.title), "Fog on the river")
      same("doc:meta", (m.from.title), "og:title")
    end
    do -- doc:links
      local l = html.parse("<a href='/a' rel=next>Next <b>page</b></a>"):links("http://a.example/x/")
      same("doc:links", (l), { { url = "http://a.example/a", text = "Next page", rel = "next" } })
    end
    do -- doc:jsonld
      same("doc:jsonld", (html.parse('<script type="application/ld+json">{"@type":"NewsArticle"}</script>'):jsonld()[1]["@type"]), "NewsArticle")
    end
    do -- doc:select
      local doc = html.parse("<ul><li><a href=/a>A</a><li><a>B</a></ul>")
      same("doc:select", (#doc:select("li > a[href^='/']")), 1)
      same("doc:select", (#doc:select1("ul"):select("li")), 2)
    end
    do -- doc:select1
      same("doc:select1", (html.parse("<p>x"):select1("h1")), nil)
    end
    do -- doc:text
      same("doc:text", (html.parse("<p>a\n  b</p>"):text()), "a b")
    end
    do -- doc:data
      same("doc:data", (html.parse("<script>a\n  b</script>"):select1("script"):data()), "a\n  b")
    end
    do -- doc:plain
      same("doc:plain", (html.parse("<div><p>a</p><p>b</p></div>"):select1("div"):plain()), "a\n\nb")
    end
    do -- node:attr
      same("node:attr", (html.parse("<a href='/x'>y</a>"):select1("a"):attr("href")), "/x")
    end
    do -- node:name
      same("node:name", (html.parse("<H1>y</H1>"):select1("h1"):name()), "h1")
    end
    do -- node:parent
      same("node:parent", (html.parse("<p><b>x</b></p>"):select1("b"):parent():name()), "p")
    end
    do -- node:children
      same("node:children", (#html.parse("<ul><li>1<li>2</ul>"):select1("ul"):children()), 2)
    end
    do -- xml.parse
      local doc = xml.parse("<a><b n='1'>x</b><b>y</b></a>")
      same("xml.parse", (doc:find("b"):attr("n")), "1")
      same("xml.parse", (#doc:all("b")), 2)
    end
    do -- xml.each
      local t = {}
      for n in xml.each("<r><i a='1'>x</i><b/><i a='2'><i/>y</i></r>", "i") do t[#t + 1] = n:attr("a") .. n:text() end
      same("xml.each", (t), { "1x", "2y" })
    end
    do -- doc:root
      same("doc:root", (xml.parse("<a/>"):root():name()), "a")
    end
    do -- doc:damage
      same("doc:damage", (xml.parse("<a>x</a>"):damage()), nil)
    end
    do -- node:name
      same("node:name", (xml.parse("<d:t xmlns:d='urn:x'/>"):root():name()), "t")
    end
    do -- node:attr
      same("node:attr", (xml.parse("<a b='1'/>"):root():attr("b")), "1")
    end
    do -- node:text
      same("node:text", (xml.parse("<a>x<b>y</b></a>"):root():text()), "xy")
    end
    do -- node:inner
      same("node:inner", (xml.parse("<a>x<b>y</b></a>"):root():inner()), "x<b>y</b>")
    end
    do -- node:parent
      same("node:parent", (xml.parse("<a><b/></a>"):find("b"):parent():name()), "a")
    end
    do -- node:child
      same("node:child", (xml.parse("<a><b>1</b></a>"):root():child("b"):text()), "1")
    end
    do -- node:children
      same("node:children", (#xml.parse("<a><b/><c/></a>"):root():children()), 2)
    end
    do -- node:find
      same("node:find", (xml.parse("<a><b><c>z</c></b></a>"):root():find("c"):text()), "z")
    end
    do -- node:all
      same("node:all", (#xml.parse("<a><b/><c><b/></c></a>"):root():all("b")), 2)
    end
    do -- json.decode
      same("json.decode", (json.decode('{"a": [1, null, "x"]}').a[3]), "x")
      same("json.decode", (json.decode('[1, null]')[2]), json.null)
      same("json.decode", ((json.decode("{"))), nil)
      same("json.decode", ((json.decode("[ [1] ]", { max_depth = 1 }))), nil)
    end
    do -- json.encode
      same("json.encode", (json.encode{ b = { 1, 2 }, a = true }), '{"a":true,"b":[1,2]}')
      same("json.encode", (json.encode({ a = { 1 } }, { pretty = true })), '{\n  "a": [\n    1\n  ]\n}')
    end
    do -- json.lines
      local sum, bad = 0, 0
      for n, v, why in json.lines('{"a":1}\n\n{"a":\n{"a":2}') do
        if v then sum = sum + v.a else bad = n end
      end
      same("json.lines", (sum), 3)
      same("json.lines", (bad), 3)
    end
    do -- json.items
      local seen = {}
      for one in json.items('[{"a":"]"}, 5]') do seen[#seen + 1] = one end
      for one in json.items('{"b":[1]}\n{"c":2}') do seen[#seen + 1] = one end
      same("json.items", (seen), { '{"a":"]"}', "5", '{"b":[1]}', '{"c":2}' })
    end
    do -- json.members
      local seen = {}
      for key, one in json.members('{"a": [1, 2], "b": "x"}') do seen[#seen + 1] = key .. "=" .. one end
      same("json.members", (seen), { "a=[1, 2]", 'b="x"' })
    end
    do -- json.null
      same("json.null", (json.encode{ json.null }), "[null]")
    end
    do -- csv.rows
      local seen = {}
      for row, line in csv.rows('name,note\nA,"one\ntwo"\nB,"say ""hi"""\n', { header = true }) do
        seen[#seen + 1] = { row.name, row.note, line }
      end
      same("csv.rows", (seen), { { "A", "one\ntwo", 2 }, { "B", 'say "hi"', 4 } })
      same("csv.rows", (csv.rows("a;'b;c'", { sep = ";", quote = "'" })()), { "a", "b;c" })
    end
    do -- csv.split
      local seen = {}
      for row in csv.split('a,"one\ntwo"\nb,c') do seen[#seen + 1] = row end
      same("csv.split", (seen), { 'a,"one\ntwo"\n', "b,c" })
    end
    do -- csv.encode
      same("csv.encode", (csv.encode{ { 1, "a,b" }, { "c" } }), '1,"a,b"\r\nc\r\n')
      same("csv.encode", (csv.encode({ { a = 1, b = 2 } }, { header = { "b", "a" } })), "b,a\r\n2,1\r\n")
    end
    do -- date.parse
      same("date.parse", (date.parse("6 April 2025").iso), "2025-04-06")
      same("date.parse", (date.parse("주체114(2025)년 4월 6일 오후 3시", { tz = "+09:00" }).iso), "2025-04-06T15:00:00+09:00")
      same("date.parse", (date.parse("04/05/2024", { dayfirst = true }).month), 5)
      same("date.parse", (date.parse("04/05/2024", { lang = "en-US" }).month), 4)
      same("date.parse", (select(2, date.parse("04/05/2024"))), "a date whose day and month cannot be told apart")
      same("date.parse", ((date.parse("yesterday"))), nil)
      same("date.parse", (date.parse("vor 3 Stunden", { now = date.new{ year = 2025, month = 4, day = 6, hour = 2, tz = "Z" } }).iso), "2025-04-05")
      same("date.parse", ((date.parse("1970-01-01T00:00:00Z"))), nil)
      same("date.parse", (date.parse("1743897600", { epoch = true }).iso), "2025-04-06T00:00:00Z")
    end
    do -- date.find
      same("date.find", (date.find("Published: 6 April 2025").iso), "2025-04-06")
    end
    do -- date.captured
      date.captured(date.parse("2025-04-06T14:00:00+09:00"))
      same("date.captured", (date.parse("어제 오후 6:30").iso), "2025-04-05T18:30:00+09:00")
    end
    do -- date.new
      same("date.new", (date.new{ year = 2025, month = 4 }.precision), "month")
      same("date.new", (date.new{ year = 2025, month = 4, day = 6, hour = 9, tz = "+09:00" }.unix), 1743897600)
      same("date.new", (date.new(0).iso), "1970-01-01T00:00:00Z")
      same("date.new", ((date.new{ year = 2025, month = 2, day = 30 })), nil)
    end
    do -- date.add
      same("date.add", (date.add(date.parse("2025-01-31"), { months = 1 }).iso), "2025-02-28")
      same("date.add", (date.add(date.parse("2025-04-06"), { days = -7 }).iso), "2025-03-30")
    end
    do -- date.format
      same("date.format", (date.format(date.parse("2025-04-06"), "%A, %e %B %Y")), "Sunday, 6 April 2025")
    end
    local _ = ctx.now.iso
    do -- d.iso
      same("d.iso", (tostring(date.parse("2025-04-06T10:00:00Z"))), "2025-04-06T10:00:00Z")
    end
    local _ = ctx.now.precision
    do -- d.precision
      same("d.precision", (date.parse("2025-04-06").precision), "day")
    end
    local _ = ctx.now.note
    do -- d.note
      same("d.note", (date.parse("Sunday 04/06/2025").note), "deduced")
      same("d.note", (date.parse("2025-04-06").note), nil)
    end
    local _ = ctx.now.unix
    do -- d.unix
      same("d.unix", (date.parse("1970-01-02").unix), 86400)
    end
    local _ = ctx.now.year
    do -- d.year
      same("d.year", (date.parse("2025-04-06").year), 2025)
    end
    local _ = ctx.now.month
    local _ = ctx.now.day
    local _ = ctx.now.hour
    local _ = ctx.now.minute
    local _ = ctx.now.second
    local _ = ctx.now.weekday
    do -- d.weekday
      same("d.weekday", (date.parse("2025-04-06").weekday), 7)
    end
    do -- text.trim
      same("text.trim", (text.trim("  a b\n")), "a b")
    end
    do -- text.squeeze
      same("text.squeeze", (text.squeeze(" a \n b ")), "a b")
    end
    do -- text.clean
      same("text.clean", (text.clean("e\u{301}\1")), "\u{e9}")
    end
    do -- text.fold
      same("text.fold", (text.fold("\u{c9}T\u{c9}")), "ete")
    end
    do -- text.same
      same("text.same", (text.same("Caf\u{e9}  Royal", "cafe royal")), true)
    end
    do -- text.first_line
      same("text.first_line", (text.first_line("\n  Title\nBody")), "Title")
    end
    do -- text.paragraphs
      same("text.paragraphs", (text.paragraphs("a\nb\n\nc")), { "a\nb", "c" })
    end
    do -- text.unwrap
      same("text.unwrap", (text.unwrap("one\ntwo\n  three")), "one two\n\nthree")
    end
    do -- text.boilerplate
      same("text.boilerplate", (text.boilerplate("News.")), "News.")
    end
    do -- text.between
      same("text.between", (text.between("a [b] c", "[", "]")), "b")
    end
    do -- text.all_between
      same("text.all_between", (text.all_between("[a] [b]", "[", "]")), { "a", "b" })
    end
    do -- text.split
      same("text.split", (text.split("a; b;c", ";")), { "a", "b", "c" })
    end
    do -- text.replace
      same("text.replace", (text.replace("a.b.c", ".", "-")), "a-b-c")
    end
    do -- text.unescape
      same("text.unescape", (text.unescape("1 &lt; 2 &amp; 3")), "1 < 2 & 3")
    end
    do -- text.words
      same("text.words", (text.words("Stop, Ana: it's 5.")), { "Stop", "Ana", "it", "s", "5" })
    end
    do -- text.sentences
      same("text.sentences", (text.sentences("It rained. Dr. Kim left.\n\nWhy?")), { "It rained.", "Dr. Kim left.", "Why?" })
    end
    do -- text.similarity
      same("text.similarity", (text.similarity("The cat sat down.", "the CAT sat down")), 1.0)
      same("text.similarity", (text.similarity("one two three", "one two four")), 1 / 3)
      same("text.similarity", (text.similarity("a b", "c d")), 0.0)
    end
    do -- text.wrap
      same("text.wrap", (text.wrap("one two three\n\nfour", 8)), "one two\nthree\n\nfour")
    end
    do -- text.truncate
      same("text.truncate", (text.truncate("one two three", 9)), "one two\u{2026}")
      same("text.truncate", (text.truncate("short", 9)), "short")
    end
    do -- text.width
      same("text.width", (text.width("\u{d55c}\u{ae00} a")), 6)
    end
    do -- text.glob
      same("text.glob", (text.glob("utm_source", "utm_*")), true)
      same("text.glob", (text.glob("a/b/c.txt", "*.txt")), true)
      same("text.glob", (text.glob("a/b/c.txt", "a/*.txt")), false)
    end
    do -- text.field
      same("text.field", (text.field("Pub_Date")), "published")
      same("text.field", (text.field("\u{c81c}\u{baa9}")), "title")
      same("text.field", (text.field("index_link")), nil)
    end
    do -- text.has_tags
      same("text.has_tags", (text.has_tags("all is <b>well</b>")), true)
      same("text.has_tags", (text.has_tags("1 < 2, <sic> and <a@example.org>")), false)
    end
    do -- text.lang
      same("text.lang", (text.lang("en-GB")), "en")
    end
    do -- text.guess_lang
      same("text.guess_lang", (text.guess_lang("The council met on Monday to discuss the budget for the coming year.")), "en")
    end
    do -- url.parse
      local u = url.parse("HTTPS://News.example:8080/a%20b?id=7&q=x+y#top")
      same("url.parse", (u.scheme .. " " .. u.host .. " " .. u.port), "https news.example 8080")
      same("url.parse", (u.path .. " " .. u.fragment), "/a%20b top")
      same("url.parse", (u.params), { id = "7", q = "x y" })
      same("url.parse", ((url.parse("http://["))), nil)
    end
    do -- url.host
      same("url.host", (url.host("http://WWW.Example.org/x")), "www.example.org")
      same("url.host", (url.host("/x")), nil)
    end
    do -- url.join
      same("url.join", (url.join("http://a.example/b/c?x", "../d")), "http://a.example/d")
      same("url.join", (url.join("http://a.example/b/", "//c.example/")), "http://c.example/")
    end
    do -- url.canonical
      same("url.canonical", (url.canonical("HTTP://Example.org:80/a/../b#c")), "http://example.org/b")
    end
    do -- url.strip
      same("url.strip", (url.strip("http://a.example/?utm_source=x&id=7&fbclid=y#c")), "http://a.example/?id=7#c")
      same("url.strip", (url.strip("http://a.example/?a1=x&b=y", "a*")), "http://a.example/?b=y")
    end
    do -- feed.parse
      local f = feed.parse('<rss><channel><title>Quay</title><item><title>Fog</title><guid>http://a.example/1</guid><pubDate>Sun, 06 Apr 2025 10:00:00 GMT</pubDate></item></channel></rss>')
      same("feed.parse", (f.kind .. " " .. #f.items .. " " .. f.items[1].url), "rss 1 http://a.example/1")
      same("feed.parse", (f.items[1].permalink), true)
      same("feed.parse", (f.items[1].published.iso), "2025-04-06T10:00:00Z")
      same("feed.parse", ((feed.parse("<html/>"))), nil)
    end
    do -- feed.pieces
      same("feed.pieces", (feed.pieces("<rss><item>a</item><item>b</item></rss>", 1, 1000)), { head = 5, tail = 33, ends = { 19, 33 } })
    end
    do -- warc.split
      local file = ("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n"):rep(2)
      local n = 0
      for one in warc.split(file) do n = n + #warc.parse(one).body end
      same("warc.split", (n), 10)
    end
    do -- warc.parse
      local r = warc.parse("WARC/1.1\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2025-04-06T10:00:00Z\r\nContent-Length: 0\r\n\r\n")
      same("warc.parse", (r.url .. " " .. r.date.iso), "http://a.example/ 2025-04-06T10:00:00Z")
    end
    do -- warc.http
      local m = warc.http("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x-sjis\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n")
      same("warc.http", (m.body .. " " .. m.status), "abcde 200")
      same("warc.http", (m.type), "text/html")
    end
    do -- mbox.split
      local n = 0
      for one in mbox.split("From a\nSubject: x\n\nbody\n\nFrom b\nSubject: y\n\nbody\n") do n = n + 1 end
      same("mbox.split", (n), 2)
    end
    do -- mbox.parse
      local m = mbox.parse("From a\nSubject: one\n two\nDate: Sun, 6 Apr 2025 10:00:00 +0200\n\n>From here\n")
      same("mbox.parse", (m.subject .. "|" .. m.body), "one two|From here\n")
      same("mbox.parse", (m.date.unix), 1743926400)
    end
    do -- mail.parse
      local m = mail.parse("Subject: =?utf-8?q?Caf=C3=A9?=\nFrom: =?latin1?q?Ren=E9?= <r@a.example>\nMessage-ID: <1@a.example>\n\nbody\n")
      same("mail.parse", (m.subject .. " " .. m.id), "Café 1@a.example")
      same("mail.parse", (m.from[1].name .. " " .. m.from[1].address), "René r@a.example")
      same("mail.parse", (#m.parts .. m.parts[1].type), "1text/plain")
    end
    do -- mail.text
      local m = mail.parse("Content-Type: text/plain; charset=latin1\nContent-Transfer-Encoding: quoted-printable\n\ncaf=E9\n")
      same("mail.text", (tostring(mail.text(m.parts[1]))), "café\n")
      same("mail.text", (select(2, mail.text(m.parts[1]))), "windows-1252")
    end
    do -- mail.bytes
      same("mail.bytes", (tostring(mail.bytes(mail.parse("Content-Transfer-Encoding: base64\n\neHl6\n").parts[1]))), "xyz")
    end
    do -- mail.headers
      same("mail.headers", (mail.headers("Received: a\nReceived: b\n c\n", "received")), { "a", "b c" })
    end
    do -- mail.addresses
      same("mail.addresses", (mail.addresses('To: "Quill, Nora" <n@a.example>, b@a.example\n', "to")[2].address), "b@a.example")
    end
    do -- mail.decode
      same("mail.decode", (mail.decode("=?euc-kr?b?xvK+5w==?= =?utf-8?q?!?=")), "평양!")
    end
    do -- zip.read
      local z = "PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00!\x00\xac*\x93\xd8\x02\x00\x00\x00\x02\x00\x00\x00\x05\x00\x00\x00a.txthiPK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00!\x00\xac*\x93\xd8\x02\x00\x00\x00\x02\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00a.txtPK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x003\x00\x00\x00%\x00\x00\x00\x00\x00"
      same("zip.read", (zip.read(z, "a.txt")), "hi")
      same("zip.read", ((zip.read(z, "b.txt"))), nil)
    end
    do -- zip.names
      same("zip.names", ((zip.names("no zip file"))), nil)
    end
    do -- rtf.parse
      local doc = rtf.parse("{\\rtf1\\ansi{\\info{\\title Quay}}One \\'e9t\\'e9.\\par Two \\u8212? three.}")
      same("rtf.parse", (doc.text), "One \u{e9}t\u{e9}.\n\nTwo \u{2014} three.")
      same("rtf.parse", (doc.title), "Quay")
      same("rtf.parse", ((rtf.parse("text"))), nil)
    end
    do -- pdf.parse
      same("pdf.parse", ((pdf.parse("%PDF-1.4"))), nil)
    end
    do -- sqlite.count
      same("sqlite.count", ((sqlite.count("no database", "item"))), nil)
    end
    do -- sqlite.rows
      same("sqlite.rows", ((sqlite.rows("no database", "item", { "title" }))), nil)
    end
    do -- charset.detect
      same("charset.detect", (charset.detect("\xef\xbb\xbfx")), "utf-8")
    end
    do -- charset.decode
      same("charset.decode", (charset.decode("caf\xe9", "latin1")), "caf\u{e9}")
    end
    do -- charset.mend
      same("charset.mend", (charset.mend("CafÃ© fermÃ©")), "Café fermé")
      same("charset.mend", (select(2, charset.mend("CafÃ© fermÃ©"))), "utf-8 read as windows-1252")
      same("charset.mend", (charset.mend("“IRÔ")), "“IRÔ")
    end
    do -- charset.name
      same("charset.name", (charset.name("ISO-8859-1")), "windows-1252")
      same("charset.name", (charset.name("ks_c_5601-1987")), "cp949")
      same("charset.name", (charset.name("klingon")), nil)
    end
    do -- charset.normalize
      same("charset.normalize", (charset.normalize("e\u{301}")), "\u{e9}")
      same("charset.normalize", (charset.normalize("\u{fb01}", "NFKC")), "fi")
      same("charset.normalize", ((charset.normalize("\xff"))), nil)
    end
    do -- hash.sha256
      same("hash.sha256", (hash.sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    end
    do -- hash.xxh3
      same("hash.xxh3", (#hash.xxh3("a")), 16)
    end
    do -- progress.total
      progress.total(10)
      progress.step()
      progress.message("counting")
    end
    return { title = "examples", body = checked .. " checked" }
  end,
}
