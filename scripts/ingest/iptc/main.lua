-- The formats of news agencies, all of them the IPTC's: NITF, NewsML 1, NewsML-G2 and ninjs.
--
-- common.lua holds what they share; nitf.lua, newsml1.lua, g2.lua and ninjs.lua read one each.
-- NITF also stands inside the other three. An item that is canceled or withheld is kept, as a
-- revision of what it takes back, and says so in meta.status.
local nitf = require "nitf"
local newsml1 = require "newsml1"
local g2 = require "g2"
local ninjs = require "ninjs"
local common = require "common"

local G2 = { newsItem = true, packageItem = true, newsMessage = true, conceptItem = true, knowledgeItem = true,
             planningItem = true, catalogItem = true }

-- JSON may be one item, a list, or one behind the other.
local function split(stream) return json.items(stream:view()) end

local function parse_json(rec)
  local value, err = rec:json()
  if err then return false, "broken JSON: " .. err end
  if type(value) ~= "table" then return nil, "not an object" end
  local list = {}
  for _, item in ipairs(value[1] ~= nil and value or { value }) do
    if type(item) == "table" then list[#list + 1] = ninjs.article(item) end
  end
  if not list[1] then return nil, "an item without headline or text" end
  return list
end

local function parse(rec)
  local bytes = rec:bytes()
  if bytes:match("^[%s\u{feff}]*([%[{])") then return parse_json(rec) end
  local doc, err = rec:xml()
  if not doc then return false, err end
  local root = doc:root()
  local tag = root:name()
  local list, why
  if tag == "nitf" then
    local article = common.finish(nitf.article(root))
    if not article then return nil, "a story without headline or text" end
    return article
  elseif G2[tag] then
    list, why = g2.articles(root)
  else
    list, why = newsml1.articles(root)
  end
  if not list then return nil, why end
  return list
end

-- XML is matched by its root; JSON must look like an item's.
local function probe(head)
  local first = head:match("^[%s\u{feff}]*(.)")
  if first == "<" then return 60 end
  if first ~= "{" and first ~= "[" then return 0 end
  for one in json.items(head) do
    local value = json.decode(one)
    if value == nil then -- longer than the head: its names must do
      local has = {}
      for key in json.members(one) do has[key] = "" end
      value = has
    end
    if type(value) == "table" and ninjs.looks_like(value) then return 60 end
    return 0
  end
  return 0
end

return {
  api = 1,
  kind = "ingest",
  name = "iptc",
  version = "1.0.0",
  summary = "agency formats: NITF, NewsML 1, NewsML-G2, ninjs",
  match = {
    { root = { "nitf", "NewsML", "NewsItem", "newsItem", "packageItem", "newsMessage", "conceptItem",
               "knowledgeItem", "planningItem", "catalogItem" } },
    { ext = { "json", "ninjs", "jsonl", "ndjson" } },
  },
  probe = probe,
  split = { json = split, jsonl = "jsonl", ndjson = "jsonl", default = "entry" },
  parse = parse,
}
