-- error: budget
-- Work in C counts: nothing here may take for ever.
return {
  api = 1, kind = "ingest", name = "spin",
  parse = function()
    local s = ("one two three. "):rep(20000)
    while true do
      pcall(text.words, s)
      pcall(text.similarity, s, s)
    end
  end,
}
