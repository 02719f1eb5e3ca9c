return {
  record = "match",
  { "ext?: string|string[]", 'the name ends in `.` and this, in any case: `"txt"`, `{ "html", "htm" }`, `"tar.gz"`' },
  { "magic?: any[][]", '`{ { 0, "WARC/" }, … }`: these bytes stand at this offset' },
  { "member?: string|string[]", "the name in the bundle matches: `*` within a folder, `**` over folders, `?` one byte; a pattern without `/` looks at the last part" },
  { "root?: string|string[]", "the first element of the XML or HTML has this name" },
  { "json_keys?: string|string[]", "the outermost JSON object (or the first in an outermost list) has all of these keys" },
}
