-- When a name was first in the news, and who had it.
--
--   newsarc first-mention "Kim Jong Un" "Ri Yong Ho"
--   newsarc first-mention --by source "Kim Jong Un"
--
-- Each word of the command line is a name of its own, looked for as a phrase: quote those of
-- several words.

local function first_of(ctx, query)
  for a in ctx.archive:search { query = query, sort = "oldest" } do
    if a.published then
      return {
        first = a.published:sub(1, 10),
        source = a.source or "",
        title = a.title or "(no title)",
        id = a.id,
        snippet = a.snippet,
      }
    end
  end
end

local function show(ctx, opts, name, query)
  local r = first_of(ctx, query)
  if not r then return false end
  r.name, r.articles = name, ctx.archive:count(query)
  if not opts.snippet then r.snippet = nil end
  ctx.out:row(r)
  return true
end

local function run(ctx, opts)
  if not opts[1] then error("whose first mention? (newsarc first-mention NAME)", 0) end
  local columns = { "first", "name", "articles", "source", "title", "id" }
  if opts.snippet then columns[#columns + 1] = "snippet" end
  ctx.out:columns(columns)

  local missing = 0
  for _, name in ipairs(opts) do
    local phrase, any = '"' .. name:gsub('"', "") .. '"', false
    local outlets = opts.by == "source" and ctx.archive:sources(phrase) or {}
    if outlets[1] then
      for _, s in ipairs(outlets) do
        local of = phrase .. ' source:"' .. s.value:gsub('"', "") .. '"'
        any = show(ctx, opts, name, of) or any
      end
    else
      any = show(ctx, opts, name, phrase)
    end
    if not any then
      missing = missing + 1
      log.warn("nothing mentions " .. name)
    end
  end
  return missing == #opts and 1 or 0
end

return {
  api = 1,
  kind = "command",
  name = "first-mention",
  version = "1.0.0",
  summary = "when a name was first in the news, and who had it",
  description = [[
Every word is a name of its own; quote those of several words. "articles" is how many mention
it to this day. Undated articles are passed over.]],
  options = {
    by = {
      type = "enum",
      values = { "all", "source" },
      default = "all",
      help = "the first of all, or of each outlet",
    },
    snippet = { type = "bool", help = "the sentence, too" },
  },
  run = run,
}
