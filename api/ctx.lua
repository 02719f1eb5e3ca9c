return {
  classes = { ctx = { "context", "context" } },
  records = {
    { "ctx.part",
      { "bytes: text", "the document" },
      { "name?: string", "its name, by whose ending readers go; the record's own unless told" },
      { "type?: string", "its media type, `text/html`: gives the name an ending that fits" },
      { "charset?: string", "what a protocol says its charset is" },
      { "url?: string", "its address: `rec.url`, `ctx.base_url` and the base of its links" },
      { "captured?: date", "when it was captured, as `date.captured`" },
    },
  },
  { "ctx.now: date", "a date: the time of the import, the same for all its records" },
  { "ctx.base_url: string", 'what `--base-url` said, or `""`' },
  { "ctx.map: table<string, string>?", "what `--map FIELD=PATH` said, paths by fields (`\"\"`: leave the field out); nil when it was not used" },
  { "ctx.options: table<string, any>", "the options' values" },
  { "ctx:emit(article: article)", "one of many articles of a record, checked at once" },
  { "ctx:read(part: ctx.part): article[]?, string?, string?", show = "ctx:read{part}", 'hands a part of the record, a document of its own (what a WARC record holds, an attachment), to the reader that takes it, and gives its articles as tables to complete and return. Or nil and why there are none: no reader takes it, or its reader skipped it; or false, message and code, when that reader rejected it. An error in it is an error here. Keys of `part`: `bytes`; `name`, `type` ("text/html"), `charset`, `url` and `captured` (a date) where they are known. Of a part of many records those come back that were taken; one of more than 1,000 is rejected. A reader is not asked about parts of its own records, parts lie three deep at most, and those of one record share the time that one record has',
    example = [[
      (ctx:read{ bytes = "hello", name = "a.nothing" }) --> nil
      select(2, ctx:read{ bytes = "hello", name = "a.nothing" }) --> "no reader takes this kind of document"
    ]] },
  { "ctx:mem(): integer", "bytes of Lua memory in use",
    example = [[ctx:mem() > 0 --> true]] },
}
