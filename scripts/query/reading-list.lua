-- A reading list to keep or to hand on: articles by their ids, or those that a query finds.
--
--   newsarc reading-list 3109909644147c3f 7fcadd78 --format html >list.html
--   newsarc reading-list --query "marathon after:2025" --limit 5 --format md
--   newsarc search --format ids sanctions | newsarc reading-list --from /dev/stdin --full
--
-- A file of ids holds one a line; what follows the id and a blank is a note, and # begins a
-- comment.

local function short(body, bytes)
  local s = text.paragraphs(body or "")[1] or ""
  if #s <= bytes then return s end
  local cut = s:sub(1, bytes):match("^(.*)%s") or s:sub(1, bytes)
  return cut .. " …"
end

-- The list: ids in their order, with the notes for them.
local function gather(ctx, opts)
  local list = {}
  for _, id in ipairs(opts) do list[#list + 1] = { id = id } end
  if opts.from then
    for line in ctx.fs:lines(opts.from) do
      local id, note = line:gsub("#.*$", ""):match("^%s*(%x+)%s*(.-)%s*$")
      if id then list[#list + 1] = { id = id, note = note ~= "" and note or nil } end
    end
  end
  if opts.query then
    for a in ctx.archive:search { query = opts.query, limit = opts.limit } do
      list[#list + 1] = { id = a.id }
    end
  end
  return list
end

local function where_and_when(a)
  local parts = {}
  parts[#parts + 1] = a.source
  parts[#parts + 1] = a.published and a.published:sub(1, 10)
  if a.authors and a.authors[1] then parts[#parts + 1] = table.concat(a.authors, ", ") end
  return table.concat(parts, ", ")
end

local function run(ctx, opts)
  local shown, missing = 0, 0
  local list = gather(ctx, opts)
  if not list[1] and not opts.query and not opts.from then
    error("which articles? (newsarc reading-list ID ..., --query or --from)", 0)
  end

  for _, item in ipairs(list) do
    local a, err = ctx.archive:get(item.id)
    if not a then
      missing = missing + 1
      log.warn(err)
    elseif opts.rows then
      shown = shown + 1
      ctx.out:columns { "published", "source", "title", "url", "id", "note" }
      ctx.out:row {
        published = a.published,
        source = a.source,
        title = a.title or "(no title)",
        url = a.url,
        id = a.id,
        note = item.note,
      }
    else
      shown = shown + 1
      if shown > 1 then ctx.out:write("\n") end
      ctx.out:heading(a.title or "(no title)")
      ctx.out:write(where_and_when(a), "\n")
      if a.url then ctx.out:write(a.url, "\n") end
      if item.note then ctx.out:write("\n", item.note, "\n") end
      ctx.out:write("\n", opts.full and a.body or short(a.body, 400), "\n")
    end
  end
  if missing > 0 then return 3 end
  return shown > 0 and 0 or 1
end

return {
  api = 1,
  kind = "command",
  name = "reading-list",
  version = "1.0.0",
  summary = "articles to read, with where they are from and how they begin",
  description = [[
The words are ids of articles, or their unique beginnings. A file of ids holds one a line and
may have a note behind each. Exit status 3: some of them are not there.]],
  options = {
    query = { type = "string", help = "those that this finds, the best first" },
    limit = { type = "int", default = 20, min = 1, max = 1000, help = "at most so many of them" },
    from = { type = "path", help = "a file of ids" },
    full = { type = "bool", help = "whole articles" },
    rows = { type = "bool", help = "a table, for programs" },
  },
  run = run,
}
