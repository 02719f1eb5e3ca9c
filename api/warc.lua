return {
  module = "warc",
  records = {
    { "warc.record",
      { "version: string" }, { "type?: string", "`response`, `request`, `warcinfo` …" }, { "id?: string" },
      { "url?: string" }, { "date?: date" }, { "content_type?: string" },
      { "headers: table<string, string>", "by names in lower case" }, { "body: text" },
    },
    { "warc.message",
      { "status?: integer" }, { "reason?: string" }, { "method?: string" }, { "target?: string" },
      { "type?: string" }, { "charset?: string" }, { "headers: table<string, string>" },
      { "body: text" }, { "encoding?: string", "what the body is still encoded by" }, { "damaged?: string" },
    },
  },
  { "warc.split(s: text): fun(): text?", "for `for one in …`: the records of a WARC file as slices, for a reader's `split`; a damaged file raises an error with its byte",
    example = [[
      local file = ("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n"):rep(2)
      local n = 0
      for one in warc.split(file) do n = n + #warc.parse(one).body end
      n --> 10
    ]] },
  { "warc.parse(s: text): warc.record?, string?", "one record, of an ARC file too (`version` is `\"arc\"` then): `version`, `type`, `id`, `url`, `date`, `content_type`, `headers` (by names in lower case) and `body`, a slice; or nil, message",
    example = [[
      local r = warc.parse("WARC/1.1\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2025-04-06T10:00:00Z\r\nContent-Length: 0\r\n\r\n")
      r.url .. " " .. r.date.iso --> "http://a.example/ 2025-04-06T10:00:00Z"
    ]] },
  { "warc.http(s: text): warc.message?, string?", "the HTTP message of a response or request: `status`, `reason` (or `method`, `target`), `headers`, `type`, `charset`, and `body`, its chunks joined and gzip, deflate, br and zstd undone; `encoding` says what it is still encoded by, `damaged` why a part of it is missing; or nil, message",
    example = [[
      local m = warc.http("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x-sjis\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n")
      m.body .. " " .. m.status --> "abcde 200"
      m.type --> "text/html"
    ]] },
}
