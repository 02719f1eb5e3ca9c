return {
  classes = { ctx = { "context", "context" } },
  { "ctx.now: date", "a date: the time of the import, the same for all its records" },
  { "ctx.base_url: string", 'what `--base-url` said, or `""`' },
  { "ctx.map: table<string, string>?", "what `--map FIELD=PATH` said, paths by fields (`\"\"`: leave the field out); nil when it was not used" },
  { "ctx.options: table<string, any>", "the options' values" },
  { "ctx:emit(article: article)", "one of many articles of a record, checked at once" },
  { "ctx:mem(): integer", "bytes of Lua memory in use",
    example = [[ctx:mem() > 0 --> true]] },
}
