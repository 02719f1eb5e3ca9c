local doc = "as of a record"
return {
  classes = { stream = { "stream", "stream" } },
  { "stream:view(): view", "a view of the whole entry" },
  { "stream.name: string", doc },
  { "stream.size: integer", doc },
  { "stream.mtime: integer?", doc },
  { "stream.type: string", doc },
  { "stream.source: string", doc },
}
