-- What stands beside the WARC files of a WACZ: lists of them and of their pages. The pages come
-- from the records themselves.

local function probe(view, info)
  local name, head = info.name, tostring(view:sub(1, 4096))
  if name:find("%.cdxj?$") or name:find("%.idx$") then
    return head:find("^[^\n]- %d%d%d%d%d%d%d%d%d%d%d%d%d%d[ /]") and 80 or 0
  end
  if name:find("datapackage[%w-]*%.json$") then
    return (head:find('"wacz_version"') or head:find('"path"%s*:%s*"datapackage%.json"')) and 95 or 0
  end
  return head:find('^%s*{%s*"format"%s*:%s*"json%-pages') and 95 or 0
end

return {
  api = 1,
  kind = "ingest",
  name = "wacz",
  version = "1.0.0",
  summary = "the lists in a web archive of the kind WACZ",
  match = { ext = { "cdx", "cdxj", "idx", "json", "jsonl" } },
  probe = probe,
  parse = function() return nil, "a list of what a web archive holds" end,
}
