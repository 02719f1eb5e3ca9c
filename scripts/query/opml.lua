-- The feeds of an OPML file, the list that feed readers export, as lines for a shell.
--
--   newsarc opml --file subscriptions.opml
--   newsarc opml --file subscriptions.opml --rows --format csv
--
-- Each line fetches one feed and imports it; newsarc itself never uses the network. Titles and
-- addresses are strangers' words: they are quoted, control characters go, and what is no
-- address of the web is left out.

-- One word for a POSIX shell, whatever is in it.
local function quoted(s) return "'" .. s:gsub("'", "'\\''") .. "'" end

local function line_of(s) return text.squeeze((text.clean(s):gsub("%c", " "))) end

-- feed:https://…, feed://… and blanks around it; nil for anything but http and https.
local function address(s)
  s = text.trim(s):gsub("^[fF][eE][eE][dD]:(%a+:)", "%1"):gsub("^[fF][eE][eE][dD]://", "http://")
  return s:find("^[hH][tT][tT][pP][sS]?://[^/%s%c][^%s%c]*$") and s or nil
end

local function host_of(s) return s:match("^%a+://([^/?#]+)") end

-- The attributes of OPML are written in every case.
local function attr(node, ...)
  for _, name in ipairs { ... } do
    local v = node:attr(name)
    if v and line_of(v) ~= "" then return line_of(v) end
  end
end

-- The feeds, each once, in their order, and what is none.
local function feeds_of(doc)
  local list, seen, bad = {}, {}, {}
  for _, node in ipairs(doc:all("outline")) do
    local at = attr(node, "xmlUrl", "xmlurl", "xmlURL", "XMLURL")
    if at then
      local title = attr(node, "title", "text", "Title", "Text")
      local where = address(at)
      if not where then
        bad[#bad + 1] = { url = at, title = title }
      elseif not seen[where] then
        seen[where] = true
        list[#list + 1] = { url = where, source = title or host_of(where), site = attr(node, "htmlUrl", "htmlurl") }
      end
    end
  end
  return list, bad
end

local function run(ctx, opts)
  local file = opts.file or error("which file? (newsarc opml --file FILE)", 0)
  local bytes, why = ctx.fs:read(file)
  if not bytes then error(why, 0) end
  local s = assert(charset.decode(bytes))
  local doc
  doc, why = xml.parse(s)
  if not doc then error(file .. ": " .. why, 0) end
  if doc:root():name():lower() ~= "opml" then error(file .. ": no OPML", 0) end

  local list, bad = feeds_of(doc)
  for _, f in ipairs(list) do
    if opts.rows then
      ctx.out:columns { "source", "url", "site" }
      ctx.out:row(f)
    else
      ctx.out:write(("curl -gfsSL %s | newsarc import --wait 60 --set source=%s --base-url %s -\n")
        :format(quoted(f.url), quoted(f.source), quoted(f.url)))
    end
  end
  for _, f in ipairs(bad) do log.warn(("left out, no address of the web: %s (%s)"):format(f.url, f.title or "no title")) end
  if bad[1] then return 3 end
  return list[1] and 0 or 1
end

return {
  api = 1,
  kind = "command",
  name = "opml",
  version = "1.0.0",
  summary = "the feeds of an OPML list, as lines that import them",
  description = [[
Prints one line for a shell for each feed: curl fetches it, newsarc import reads it. Exit
status 3: some were left out; 1: the list is empty.]],
  archive = false,
  options = {
    file = { type = "path", help = "the OPML file" },
    rows = { type = "bool", help = "a table, for programs" },
  },
  run = run,
}
