-- What was rewritten after it came out: headlines before and after.
--
--   newsarc headlines --since 30d
--   newsarc headlines --body --source "Koryo Courier"
--
-- An article that comes again with another text is a revision of the same one; the archive
-- keeps both.

-- How many of the second text's words the first has not, in per cent.
local function rewritten(a, b)
  local known, words, new = {}, 0, 0
  for w in (a or ""):gmatch("%S+") do known[w] = true end
  for w in (b or ""):gmatch("%S+") do
    words = words + 1
    if not known[w] then new = new + 1 end
  end
  return words == 0 and 0 or 100 * new // words
end

local function run(ctx, opts)
  local query = table.concat(opts, " ")
  if opts.source then query = query .. ' source:"' .. opts.source .. '"' end
  local shown, revised, looked = 0, 0, 0

  ctx.out:columns(opts.body and { "published", "source", "id", "rev", "before", "after", "new words" }
    or { "published", "source", "id", "rev", "before", "after" })
  for a in ctx.archive:search {
    query = query,
    since = opts.since,
    before = opts["until"],
    sort = "newest",
  } do
    looked = looked + 1
    -- A damaged article has no fields, and so no revision.
    if (a.revision or 1) > 1 then
      revised = revised + 1
      local old = ctx.archive:get(a.id, 1)
      for rev = 2, a.revision do
        local new = ctx.archive:get(a.id, rev)
        if not old or not new then break end
        local title = not text.same(old.title or "", new.title or "")
        if shown < opts.limit and (title or opts.body and old.body ~= new.body) then
          shown = shown + 1
          ctx.out:row {
            published = (a.published or ""):sub(1, 10),
            source = a.source or "",
            id = a.id,
            rev = rev,
            before = old.title or "(no title)",
            after = title and (new.title or "(no title)") or "(the same)",
            ["new words"] = rewritten(old.body, new.body) .. " %",
          }
        end
        old = new
      end
    end
  end
  log.info(string.format("%d of %d articles were revised", revised, looked))
  return shown > 0 and 0 or 1
end

return {
  api = 1,
  kind = "command",
  name = "headlines",
  version = "1.0.0",
  summary = "headlines that were changed after they came out",
  description = [[
One line a change, the newest articles first. "new words" is how much of the new text the old
one did not have. Exit status 1: no change.]],
  options = {
    since = { type = "date", help = "published from this date on" },
    ["until"] = { type = "date", help = "published before this date" },
    source = { type = "string", help = "of this outlet alone" },
    body = { type = "bool", help = "changes of the text, too" },
    limit = { type = "int", default = 100, min = 1, help = "at most so many changes" },
  },
  run = run,
}
