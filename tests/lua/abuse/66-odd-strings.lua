-- expect: ok
-- limits: instr=500000000 ms=20000
return { api = 1, kind = "ingest", name = "a66-odd-strings", match = { ext = "x" }, parse = function(rec, ctx)
  -- Every function of every module, with bytes that are no text.
  local odd = { "", "\0", "a\0b", "\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", ("\xe2\x80\xae"):rep(3), "\27[31m", ("\0"):rep(500),
    "%", "%b", "[", "\r\n", "<", "&#0;", "&#x110000;", "<!--", "<a b='", "{", "2025-13-40", ("9"):rep(400) }
  local node = html.parse("<p a=b>x</p>"):select1("p")
  local item = xml.parse("<a b='c'>x</a>"):root()
  for _, a in ipairs(odd) do
    for _, b in ipairs(odd) do
      for _, module in ipairs { string, utf8, table, html, xml, json, text, charset, hash } do
        for name, f in next, module do
          if type(f) == "function" and name ~= "rep" then
            pcall(f, a)
            pcall(f, a, b)
            pcall(f, a, b, a)
          end
        end
      end
      pcall(node.attr, node, a)
      pcall(node.select, node, a)
      pcall(item.attr, item, a)
      pcall(item.find, item, a)
    end
    pcall(date.parse, a)
    pcall(mail.parse, a)
    pcall(mail.decode, a)
    pcall(mail.headers, a, a)
    pcall(mail.addresses, a, a)
    pcall(mail.text, { body = a, charset = a, encoding = a, type = a })
    pcall(mail.bytes, { body = a, encoding = a })
    pcall(charset.mend, a)
    pcall(charset.name, a)
    pcall(date.find, a)
    pcall(charset.decode, a, "latin1")
    pcall(ctx.emit, ctx, { title = a, body = a, url = a, key = a, lang = a, tags = { a }, meta = { [a] = a } })
  end
  return { title = "ok" }
end }
