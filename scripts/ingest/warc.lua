-- Web archives: WARC and ARC files, bare or under gzip or zstd.
--
-- A record is what a server answered, or a document that somebody put beside such answers. Its
-- own kind of reader reads it, as if it were a file: pages, feeds, JSON, texts, PDF. That
-- reader is told the address and the time of capture, against which "yesterday" is read.
-- Questions, failures, and the same answer again are skipped, each with its reason.

-- What no reader is asked about: parts of pages, programs, pictures.
local NO_DOCUMENT = {
  image = true, audio = true, video = true, font = true, model = true,
  ["text/css"] = true, ["text/javascript"] = true, ["text/dns"] = true, ["text/vtt"] = true,
  ["application/javascript"] = true, ["application/x-javascript"] = true,
  ["application/ecmascript"] = true, ["application/wasm"] = true,
  ["application/font-woff"] = true, ["application/x-font-ttf"] = true,
  ["application/vnd.ms-fontobject"] = true, ["application/x-shockwave-flash"] = true,
  ["application/manifest+json"] = true, ["application/opensearchdescription+xml"] = true,
  ["application/warc-fields"] = true, ["text/anvl"] = true, ["application/http"] = true,
  ["application/ocsp-response"] = true, ["application/x-www-form-urlencoded"] = true,
}
-- Types that say nothing: the name and the first bytes tell.
local VAGUE = {
  ["application/octet-stream"] = true, ["binary/octet-stream"] = true,
  ["application/unknown"] = true, ["unknown/unknown"] = true, ["application/x-unknown"] = true,
  ["no-type"] = true, ["unk"] = true,
}

local function bare(type)
  type = type and type:lower():match("^%s*([^;%s]+)")
  if type and not VAGUE[type] then return type end
end

-- "http://a.example/b/c.html?d" -> "c.html"
local function name_of(url)
  local path = url and url:match("^%a[%w+.-]*://[^/?#]*([^?#]*)")
  local name = path and path:match("([^/]+)/*$")
  return name
end

local function iso(s)
  local d = s and date.parse(s)
  return d and d.iso
end

-- What the record is known by, and the earlier one that it says it is the same as.
local function capture(r, ctx)
  local h = r.headers or {}
  local self = {
    id = h["warc-record-id"],
    digest = h["warc-payload-digest"],
    url = r.url,
    date = r.date and r.date.iso,
  }
  if r.type ~= "revisit" then return ctx:capture(self) end
  ctx:capture(self, {
    id = h["warc-refers-to"],
    digest = h["warc-payload-digest"],
    url = h["warc-refers-to-target-uri"],
    date = iso(h["warc-refers-to-date"]),
  })
end

local function same_as(r)
  local h = r.headers
  if (h["warc-profile"] or ""):find("server-not-modified", 1, true) then
    return "not modified since an earlier capture"
  end
  local what = h["warc-refers-to-target-uri"] or "an earlier capture"
  local when = h["warc-refers-to-date"]
  return "the same as " .. what .. (when and " of " .. when or "")
end

-- The document in a record: bytes, type, charset, and what is odd about it; or nil, reason.
local function document(r)
  local is_http = r.type == "response" or (r.content_type or ""):find("^application/http")
  if not is_http or not r.body:starts("HTTP/") then
    local charset = (r.content_type or ""):match("charset=[\"']?([%w_:.-]+)")
    return r.body, bare(r.content_type), charset
  end
  local m, err = warc.http(r.body)
  if not m then return false, err end
  if m.status and m.status ~= 200 then
    return nil, "status " .. m.status .. (m.reason and " " .. m.reason or "")
  end
  if m.encoding then return false, "encoded by " .. m.encoding end
  local type = bare(m.type) or bare(r.headers["warc-identified-payload-type"])
  return m.body, type, m.charset, m.damaged
end

local function parse(rec, ctx)
  local r, err = warc.parse(rec:bytes())
  if not r then return false, err end

  capture(r, ctx)
  if r.type == "revisit" then return nil, same_as(r) end
  if r.type == "continuation" then return nil, "a later part of a record" end
  if r.type ~= "response" and r.type ~= "resource" and r.type ~= "conversion"
     and r.type ~= "metadata" then
    return nil, r.type or "a record without a type"
  end

  local body, type, charset, damaged = document(r)
  if not body then return body, type, body == false and "decode_error" or nil end
  if type and (NO_DOCUMENT[type] or NO_DOCUMENT[type:match("^[^/]+")]) then return nil, type end
  if #body == 0 then return nil, "nothing in it" end
  if r.url and r.url:find("^%a+://[^/]+/robots%.txt$") then return nil, "robots.txt" end

  local articles, why, code = ctx:read {
    bytes = body,
    name = r.type == "conversion" and "text" or name_of(r.url), -- the address is the original's
    type = type,
    charset = charset,
    url = r.url,
    captured = r.date,
  }
  if not articles then
    if articles == nil and type then why = type .. ": " .. why end
    return articles, why, code
  end

  -- One document is the article of its address; a feed's items have their own.
  local whole = #articles == 1 and r.url and r.url:find("^https?://")
  for _, a in ipairs(articles) do
    if whole and (not a.url or a.url == r.url) then
      a.url, a.permalink = r.url, true
    end
    a.meta.captured = r.date and r.date.iso
    a.meta.damaged = damaged
    a.meta.cut = r.headers["warc-truncated"]
  end
  return articles, why, code
end

return {
  api = 1,
  kind = "ingest",
  name = "warc",
  version = "1.0.0",
  summary = "web archives: WARC and ARC",
  match = {
    { magic = { { 0, "WARC/" }, { 0, "filedesc://" } } },
    { ext = { "warc", "arc" } },
  },
  probe = function(head, info)
    if head:starts("WARC/") or head:starts("filedesc://") then return 90 end
    return info.ext == "warc" and 60 or 30
  end,
  split = "warc",
  parse = parse,
}
