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
    { "ctx.known_by",
      { "id?: string", "the record's own" },
      { "digest?: string", "of the captured bytes" },
      { "url?: string", "the address" },
      { "date?: string", "the time of capture, RFC 3339" },
    },
  },
  { "ctx:capture(self: ctx.known_by, of?: ctx.known_by)", show = "ctx:capture(self [, of])", "says what later captures may call this record by, when they are the same as it; or, with `of`, that this record is the same as an earlier one and has no text of its own: then `parse` returns nil and the reason. Where the earlier one is at hand, in this import or in the archive by its address and time, the record counts as a duplicate, or becomes an article of its own address; else it is skipped",
    example = [[ctx:capture{ id = "a:1", url = "https://a.example/", date = "2025-04-06T10:00:00Z" }]] },
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
