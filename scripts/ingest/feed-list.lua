-- OPML, the list of feeds that a feed reader exports, holds no articles: it is skipped with a
-- word about what it is good for. scripts/query/opml.lua makes the lines of it that import them.

local function parse(rec)
  local s, why = rec:text()
  if not s then return false, why, "decode_error" end
  local n = 0
  for _ in tostring(s):gmatch("[xX][mM][lL][uU][rR][lL]%s*=") do n = n + 1 end
  return nil, ("a list of %d feeds, not of articles: newsarc opml --file FILE prints how to import them"):format(n)
end

return {
  api = 1,
  kind = "ingest",
  name = "feed-list",
  version = "1.0.0",
  summary = "lists of feeds, which are skipped",
  match = { { ext = { "opml" } }, { root = { "opml" } } },
  probe = function(head) return tostring(head:sub(1, 4096)):gsub("\0", ""):find("<[oO][pP][mM][lL]") and 60 or 0 end,
  parse = parse,
}
