-- expect: 7
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
  end,
}
