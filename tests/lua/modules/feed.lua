-- expect: 11
return {
  api = 1, kind = "ingest", name = "feed",
  parse = function(rec, ctx)
    local function ok(what, cond) if not cond then error(what) end ctx:emit { title = what } end
    local f = feed.parse(rec:text())
    local a, b = f.items[1], f.items[2]
    ok("an Atom feed of a view", f.kind == "atom" and f.title == "Quay & co" and f.lang == "en"
       and f.url == "https://quay.example/" and #f.items == 2)
    ok("an entry", a.title == "Fog" and a.url == "https://quay.example/fog" and a.id == "tag:1"
       and not a.permalink and a.published.iso == "2025-04-06T10:00:00Z"
       and a.modified.unix == a.published.unix + 3600)
    ok("its lists", a.authors[2] == "Bo" and a.tags[1] == "weather"
       and a.enclosures[1] == "https://quay.example/fog.mp3")
    ok("xhtml is markup", a.html and a.content == "<div>Thick <b>fog</b> &amp; rain.</div>")
    ok("a foreign title is not its title", b.title == "Second" and b.permalink)
    local rdf = feed.parse [[<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="x"><title>R</title></channel>
      <item rdf:about="http://r.example/1"><title>One</title><dc:date>2025-04-06</dc:date>
      <dc:subject>s</dc:subject></item></rdf:RDF>]]
    ok("RDF", rdf.kind == "rdf" and rdf.title == "R" and rdf.items[1].id == "http://r.example/1"
       and rdf.items[1].published.precision == "day" and rdf.items[1].tags[1] == "s")
    local j = feed.parse '{"version": "https://jsonfeed.org/version/1", "title": "J", "items": [{"id": 7, "content_html": "<p>x</p>", "author": {"name": "A"}}]}'
    local none, why = feed.parse '{"items": []}'
    ok("JSON Feed, and what is none", j.items[1].id == "7" and j.items[1].html
       and j.items[1].authors[1] == "A" and none == nil and why:find("not a feed"))
    local r = feed.parse([[<rss><channel><title>A & B</title><item><link>x</link><title>t</title>
      <author>a@b.example (Ann)</author><pubDate>soon</pubDate></item><item><title>u]], "http://r.example/f")
    ok("a broken one", r.title == "A & B" and r.damage:find("line 1") and r.cut and r.lost and #r.items == 1)
    local i = r.items[1]
    ok("its item", i.url == "http://r.example/x" and i.authors[1] == "Ann" and i.people[1].email == "a@b.example"
       and i.published == nil and i.published_text == "soon" and i.title_html == nil)
    ok("a whole one says nothing", f.damage == nil and not f.cut and a.title_html == false)
    local c = feed.pieces("<r><item>1</item><item>2</item><item>3</item></r>", 2, 1000)
    ok("pieces", #c.ends == 2 and c.head == 3 and c.tail == 45 and c.ends[1] == 31
       and not pcall(feed.pieces, "<r/>", 0, 1))
  end,
}
