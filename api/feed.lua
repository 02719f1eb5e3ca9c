return {
  module = "feed",
  records = {
    { "feed.person", { "name?: string" }, { "email?: string" }, { "url?: string" } },
    { "feed.item",
      { "id?: string" }, { "url?: string" },
      { "permalink: boolean", "the feed says that `url` is the item's own" },
      { "title?: string" }, { "title_html?: boolean", "whether the title is markup, as far as the feed says" },
      { "summary?: string" }, { "content?: string" },
      { "html: boolean", "`summary` and `content` are markup" },
      { "published?: date" }, { "modified?: date" }, { "lang?: string" },
      { "published_text?: string", "a date that is not understood" }, { "modified_text?: string" },
      { "source?: string", "the feed that the item was taken over from" },
      { "authors: string[]" }, { "people: feed.person[]" }, { "tags: string[]" },
      { "enclosures: string[]", "addresses" },
    },
    { "feed.feed",
      { "kind: string", "`rss`, `rdf`, `cdf`, `atom` or `json`" }, { "id?: string" }, { "title?: string" },
      { "title_html?: boolean" }, { "url?: string" }, { "description?: string" },
      { "html: boolean", "`description` is markup" }, { "lang?: string" },
      { "published?: date" }, { "modified?: date" }, { "published_text?: string" }, { "modified_text?: string" },
      { "authors: string[]" }, { "people: feed.person[]" }, { "tags: string[]" }, { "items: feed.item[]" },
      { "damage?: string", "what was wrong with the document" },
      { "cut: boolean", "it ends too early" }, { "lost: boolean", "in the middle of an item, which is left out" },
    },
    { "feed.cuts",
      { "head: integer", "the last byte before the first item" }, { "tail: integer", "the last byte of the last" },
      { "ends: integer[]", "the last byte of each piece" },
    },
  },
  { "feed.parse(s: text, base?: text): feed.feed?, string?", "RSS, RDF, CDF, Atom or JSON Feed: `kind`, `id`, `title`, `url`, `description`, `lang`, `published`, `modified`, `authors`, `tags` and `items`, each with `id`, `url`, `permalink`, `title`, `summary`, `content`, `html` (they are markup), `published`, `modified`, `lang`, `source`, `authors`, `people`, `tags`, `enclosures`; or nil, message. Addresses are joined to `xml:base` and `base`. What is broken is mended and read as far as it goes: `damage`, `cut` and `lost` say so",
    example = [[
      local f = feed.parse('<rss><channel><title>Quay</title><item><title>Fog</title><guid>http://a.example/1</guid><pubDate>Sun, 06 Apr 2025 10:00:00 GMT</pubDate></item></channel></rss>')
      f.kind .. " " .. #f.items .. " " .. f.items[1].url --> "rss 1 http://a.example/1"
      f.items[1].permalink --> true
      f.items[1].published.iso --> "2025-04-06T10:00:00Z"
      (feed.parse("<html/>")) --> nil
    ]] },
  { "feed.pieces(s: text, items: integer, bytes: integer): feed.cuts", "where a long feed can be cut: `ends` of pieces of at most so many items and, unless one is longer, bytes. What is up to `head` and behind `tail` belongs to each",
    example = [[
      feed.pieces("<rss><item>a</item><item>b</item></rss>", 1, 1000) --> { head = 5, tail = 33, ends = { 19, 33 } }
    ]] },
}
