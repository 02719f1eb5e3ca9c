return {
  module = "url",
  records = {
    { "url.parts",
      { "scheme?: string" }, { "user?: string" }, { "host?: string" }, { "port?: integer" },
      { "path?: string" }, { "query?: string" }, { "fragment?: string" },
      { "params: table<string, string>", "the first value of each parameter, decoded" },
    },
  },
  { "url.parse(s: text): url.parts?, string?", "a table of `scheme`, `user`, `host`, `port`, `path`, `query`, `fragment` as far as they are there, and `params`, the first value of each parameter, decoded; or nil, message. What may not stand in an address is percent-encoded",
    example = [[
      local u = url.parse("HTTPS://News.example:8080/a%20b?id=7&q=x+y#top")
      u.scheme .. " " .. u.host .. " " .. u.port --> "https news.example 8080"
      u.path .. " " .. u.fragment --> "/a%20b top"
      u.params --> { id = "7", q = "x y" }
      (url.parse("http://[")) --> nil
    ]] },
  { "url.host(s: text): string?, string?", "the host in lower case, or nil",
    example = [[
      url.host("http://WWW.Example.org/x") --> "www.example.org"
      url.host("/x") --> nil
    ]] },
  { "url.join(base: text, ref: text): string?, string?", "where a link on the page `base` leads; or nil, message",
    example = [[
      url.join("http://a.example/b/c?x", "../d") --> "http://a.example/d"
      url.join("http://a.example/b/", "//c.example/") --> "http://c.example/"
    ]] },
  { "url.canonical(s: text): string?, string?", "the form by which an article's own address is compared: no default port, no fragment, dots resolved; or nil, message for what is not http or https",
    example = [[url.canonical("HTTP://Example.org:80/a/../b#c") --> "http://example.org/b"]] },
  { "url.strip(s: text, names?: text|text[]): text", "without the parameters of these names, `*` and `?` allowed; unless told without those that say who sent the reader (`utm_*`, `fbclid` …)",
    example = [[
      url.strip("http://a.example/?utm_source=x&id=7&fbclid=y#c") --> "http://a.example/?id=7#c"
      url.strip("http://a.example/?a1=x&b=y", "a*") --> "http://a.example/?b=y"
    ]] },
}
