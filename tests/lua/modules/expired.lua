-- expect: 1
-- Every function that takes text says that a view of the record before has expired.
local kept
return {
  api = 1, kind = "ingest", name = "expired",
  parse = function(rec, ctx)
    local calls = {
      charset.detect, charset.decode, charset.normalize, hash.sha256, hash.xxh3, html.parse,
      html.text, xml.parse, json.decode, json.lines, csv.rows, url.parse, url.host,
      url.canonical, url.strip, date.parse, date.find, text.trim, text.squeeze, text.clean,
      text.fold, text.first_line, text.paragraphs, text.unwrap, text.boilerplate, text.unescape,
      text.has_tags, text.lang, text.guess_lang, text.words, text.sentences, text.wrap,
      text.truncate, text.width, feed.parse, warc.split, warc.parse, warc.http, mbox.split,
      mbox.parse,
    }
    local two = { text.same, text.split, text.glob, text.similarity, url.join }
    local s = rec:bytes()
    for i, f in ipairs(calls) do
      local fine, why = pcall(f, s)
      if not fine then error("function " .. i .. " does not take a view: " .. why) end
      if kept then
        fine, why = pcall(f, kept)
        if fine or not why:find("expired") then error("function " .. i .. ": " .. tostring(why)) end
      end
    end
    for i, f in ipairs(two) do
      local fine, why = pcall(f, "hello", s)
      if not fine then error("function of two " .. i .. ": " .. why) end
      if kept then
        local a, b = pcall(f, kept, "x")
        local c, d = pcall(f, "x", kept)
        if a or c or not b:find("expired") or not d:find("expired") then error("two " .. i) end
      end
    end
    kept = s
    ctx:emit { title = "fine" }
  end,
}
