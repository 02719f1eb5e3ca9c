return {
  module = "feed",
  records = {
    { "feed.item",
      { "id?: string" }, { "url?: string" },
      { "permalink: boolean", "the feed says that `url` is the item's own" },
      { "title?: string" }, { "summary?: string" }, { "content?: string" },
      { "html: boolean", "`summary` and `content` are markup" },
      { "published?: date" }, { "modified?: date" }, { "lang?: string" },
      { "authors: string[]" }, { "tags: string[]" }, { "enclosures: string[]", "addresses" },
    },
    { "feed.feed",
      { "kind: string", "`rss`, `rdf`, `atom` or `json`" }, { "title?: string" }, { "url?: string" },
      { "description?: string" }, { "lang?: string" }, { "modified?: date" }, { "items: feed.item[]" },
    },
  },
  { "feed.parse(s: text): feed.feed?, string?", "RSS, RDF, Atom or JSON Feed: `kind`, `title`, `url`, `description`, `lang`, `modified` and `items`, each with `id`, `url`, `permalink`, `title`, `summary`, `content`, `html` (they are markup), `published`, `modified`, `lang`, `authors`, `tags`, `enclosures`; or nil, message",
    example = [[
      local f = feed.parse('<rss><channel><title>Quay</title><item><title>Fog</title><guid>http://a.example/1</guid><pubDate>Sun, 06 Apr 2025 10:00:00 GMT</pubDate></item></channel></rss>')
      f.kind .. " " .. #f.items .. " " .. f.items[1].url --> "rss 1 http://a.example/1"
      f.items[1].permalink --> true
      f.items[1].published.iso --> "2025-04-06T10:00:00Z"
      (feed.parse("<html/>")) --> nil
    ]] },
}
