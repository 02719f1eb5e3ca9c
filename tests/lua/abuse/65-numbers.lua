-- expect: ok
-- limits: instr=100000000
return { api = 1, kind = "ingest", name = "a65-numbers", match = { ext = "x" }, parse = function(rec, ctx)
  local odd = { math.maxinteger, math.mininteger, 2 ^ 63, -2 ^ 63, 0 / 0, -0.0, 1e308, math.huge, -math.huge, "0x10", 1.5, "1e1" }
  local v, page = rec:bytes(), html.parse("<p>x</p>")
  for _, n in ipairs(odd) do
    for _, m in ipairs(odd) do
      for _, f in ipairs { v.sub, v.byte, v.find, string.sub, string.byte, string.find, string.rep, string.gsub, utf8.offset,
        utf8.codepoint, utf8.len, utf8.char, string.char, table.concat, table.unpack, table.move, table.insert,
        text.between, text.unwrap, math.random, select, json.encode } do
        pcall(f, v, n, m)
        pcall(f, "hello", n, m)
        pcall(f, { 1, 2 }, n, m)
        pcall(f, "hello", "l", n, m)
        pcall(f, n, m)
      end
    end
    pcall(ctx.emit, ctx, { title = "a", published = n })
    pcall(ctx.emit, ctx, { title = n })
    pcall(date.parse, "2 May", { year = n, month = n })
  end
  return { title = page:text() }
end }
