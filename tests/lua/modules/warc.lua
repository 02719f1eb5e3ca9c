-- expect: 10
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
    local function coded(name, bytes)
      return warc.http("HTTP/1.1 200 OK\r\nContent-Encoding: " .. name .. "\r\n\r\n" .. bytes)
    end
    local br = "\x8b\x05\x80\x68\x65\x6c\x6c\x6f\x20\x63\x6f\x64\x65\x64\x0a\x03"
    local zst = "\x28\xb5\x2f\xfd\x04\x58\x61\x00\x00\x68\x65\x6c\x6c\x6f\x20\x63\x6f\x64\x65\x64\x0a\xdd\x01\x75\x0a"
    ok("br, zstd, deflate with and without its two bytes", coded("br", br).body == "hello coded\n"
       and coded("zstd", zst).body == "hello coded\n"
       and coded("deflate", "\x78\x9c\xcb\x48\xcd\xc9\xc9\x57\x48\xce\x4f\x49\x4d\xe1\x02\x00\x1d\xad\x04\x3e").body == "hello coded\n"
       and coded("deflate", "\xcb\x48\xcd\xc9\xc9\x57\x48\xce\x4f\x49\x4d\xe1\x02\x00").body == "hello coded\n")
    local twice = coded("gzip, zstd", zst)
    ok("gzip that was undone before", twice.body == "hello coded\n" and not twice.encoding and not twice.damaged)
    ok("one nobody knows", coded("x-compress", "abc").encoding == "x-compress")
    local old = warc.parse("http://a.example/b c 10.0.0.1 20080430204826 text/html 2\nhi\n")
    ok("arc", old.version == "arc" and old.type == "resource" and old.url == "http://a.example/b c"
       and old.date.iso == "2008-04-30T20:48:26Z" and old.body == "hi" and old.content_type == "text/html")
    local all = rec:bytes()
    local fine, why = pcall(function() for _ in warc.split(all:sub(1, #all - 30)) do end end)
    ok("cut short", not fine and why:find("byte %d+: a record of %d+ bytes is cut short")
       and warc.parse("x") == nil and warc.parse("") == nil and warc.http("GET") == nil)
  end,
}
