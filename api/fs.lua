return {
  command = true,
  classes = {
    ["ctx.fs"] = { "file system", "fs" },
    f = { "file", "fs.file" },
  },
  records = {
    { "fs.entry", { "name: string" }, { "type: string" }, { "size: integer" } },
  },
  { "ctx.fs:read(path: text, max?: integer): string?, string?", "the whole file, or its first `max` bytes; or nil, message" },
  { "ctx.fs:lines(path: text): fun(): string?", "for `for line in … do`: its lines, without their ends" },
  { "ctx.fs:write(path: text, ...: text): true?, string?", show = "ctx.fs:write(path, s, …)", "a new file, or one written anew; or nil, message" },
  { "ctx.fs:list(path: text): fs.entry[]?, string?", 'what is in a folder, by name: `{ name=, type=, size= }`, `type` being `"file"`, `"folder"` or `"other"`' },
  { "ctx.fs:open(path: text, mode?: text): fs.file?, string?", 'a file to read (`"r"`, as unless told), write (`"w"`) or go on with (`"a"`)' },
  { "f:read(what?: integer|text): string?", show = "f:read([n])", 'so many bytes; `"l"`: a line; without anything, the rest; nil at the end' },
  { "f:lines(): fun(): string?", "the lines from here on" },
  { "f:write(...: text): true?, string?", show = "f:write(s, …)", "appends" },
  { "f:close(): true?, string?", "writes out what is held back; or nil, message" },
}
