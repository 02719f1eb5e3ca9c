-- expect: 6
return {
  api = 1, kind = "ingest", name = "warc",
  parse = function(rec, ctx)
    local function ok(what, cond) if not cond then error(what) end ctx:emit { title = what } end
    local slices = {}
    for one in warc.split(rec:bytes()) do slices[#slices + 1] = one end
    ok("records are slices", #slices == 3 and type(slices[2]) == "userdata" and slices[2]:starts("WARC/1.0"))
    local r = warc.parse(slices[2])
    ok("headers", r.type == "response" and r.url == "http://a.example/x" and r.version == "1.0"
       and r.date.iso == "2025-04-06T10:00:00Z" and r.headers["warc-record-id"] == "<urn:1>")
    local m = warc.http(r.body)
    ok("chunks", m.status == 200 and m.reason == "OK" and m.body == "hello world"
       and m.type == "text/plain" and m.charset == "UTF-8")
    m = warc.http(warc.parse(slices[3]).body)
    ok("gzip", m.body == "hello gzip\n" and m.encoding == nil)
    local raw = warc.http("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: br\r\n\r\nplain")
    ok("not in chunks though it says so; another encoding", raw.body == "plain" and raw.encoding == "br")
    local all = rec:bytes()
    local fine, why = pcall(function() for _ in warc.split(all:sub(1, #all - 30)) do end end)
    ok("cut short", not fine and why:find("byte %d+: a record of %d+ bytes is cut short")
       and warc.parse("x") == nil and warc.parse("") == nil and warc.http("GET") == nil)
  end,
}
