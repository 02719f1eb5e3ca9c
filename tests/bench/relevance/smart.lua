-- The SMART format of the old retrieval collections (Cranfield, CISI): one file of documents,
-- each from ".I 17" on, its fields behind lines ".T" (title), ".A" (author), ".B"
-- (bibliography), ".W" (text), ".X" (cross-references).

local function split(stream)
  local v, at = stream:view(), 1
  return function()
    local from = at == 1 and v:starts(".I ") and 1 or v:find("\n.I ", at)
    if not from then return nil end
    local to = v:find("\n.I ", from + 1)
    at = to or #v + 1
    return v:sub(from, at - 1)
  end
end

local function parse(rec)
  local fields, name = {}, nil
  local all = tostring(rec:text("latin1"))
  local number = all:match("%.I (%d+)")
  for line in (all .. "\n"):gmatch("(.-)\r?\n") do
    local mark = line:match("^%.([TABWXNCK])%s*$")
    if mark then
      name = mark
    elseif name then
      fields[name] = (fields[name] or "") .. line .. "\n"
    end
  end
  local title = fields.T and text.trim(fields.T:gsub("%s+", " "))
  local body = fields.W and text.unwrap(fields.W)
  if (not title or #title == 0) and (not body or #text.trim(body) == 0) then
    return nil, "empty"
  end
  return { key = number, source = "SMART", lang = "en", title = title, body = body }
end

return {
  api = 1,
  kind = "ingest",
  name = "smart",
  version = "1.0.0",
  summary = "documents in SMART format",
  match = { magic = { { 0, ".I 1\n" }, { 0, ".X\n.I 1\n" } } },
  split = split,
  parse = parse,
}
