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
      mbox.parse, mail.parse, mail.decode, charset.mend, charset.name,
    }
    local more = {
      function(v) return text.between(v, "h", "o") end,
      function(v) return text.between("hello", v, v) end,
      function(v) return text.all_between(v, "h", "o") end,
      function(v) return text.replace(v, "a", "b") end,
      function(v) return text.replace("a", v, v) end,
      function(v) return xml.each(v, "x") end,
      function(v) return csv.encode { { v } } end,
      function(v) return json.encode { v } end,
      function(v) return date.format(ctx.now, v) end,
      function(v) return html.parse("<a href=x>"):links(v) end,
      function(v) return html.parse("<p>"):article { content = "p", title = v } end,
      function(v) return ("x"):find(v) end,
      function(v) return log.debug(v) end,
    }
    for _, f in ipairs(more) do calls[#calls + 1] = f end
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
