-- The examples are run over five reports of a marathon, a day each from 2025-04-01 on, three of
-- them of the Koryo Courier and two of the Harbour Post.
return {
  command = true,
  classes = {
    ctx = { "command context", "command_context" },
    ["ctx.archive"] = { "archive", "archive" },
    ["ctx.out"] = { "output", "output" },
  },
  records = {
    { "archive.search_opts",
      { "query?: text" }, { "since?: date|text" }, { "before?: date|text" },
      { "sort?: text", '`"relevance"`, `"newest"` or `"oldest"`' },
      { "limit?: integer" }, { "offset?: integer" },
      { "rank?: text" },
    },
    { "archive.count_opts", { "query?: text" }, { "since?: date|text" }, { "before?: date|text" } },
    { "archive.facet_opts",
      { "by: string" }, { "query?: text" }, { "since?: date|text" }, { "before?: date|text" },
      { "limit?: integer" },
    },
    { "archive.facet", { "value: string" }, { "count: integer" } },
    { "archive.timeline_opts",
      { "by: string" }, { "query?: text" }, { "since?: date|text" }, { "before?: date|text" },
    },
    { "archive.period", { "period: string" }, { "from: date" }, { "count: integer" } },
  },
  { "ctx.now: date", "a date" },
  { "ctx.archive: archive" }, { "ctx.out: output" }, { "ctx.fs: fs?" },
  { "ctx.archive:search{archive.search_opts}: fun(): archive.hit?", 'for `for a in … do`; or just the query. `sort` is `"relevance"`, `"newest"` or `"oldest"`; `rank` the name of a rank script',
    example = [[
      local titles = {}
      for a in ctx.archive:search{ query = "marathon", sort = "oldest", limit = 2 } do
        titles[#titles + 1] = a.title
      end
      titles --> { "Marathon report number 1", "Marathon report number 2" }
    ]] },
  { "ctx.archive:count(query?: text|archive.count_opts): integer", show = "ctx.archive:count(query)", "how many; also of `{ [query=] [, since=] [, before=] }`",
    example = [[
      ctx.archive:count("marathon") --> 5
      ctx.archive:count{ since = "2025-04-04" } --> 2
    ]] },
  { "ctx.archive:facets{archive.facet_opts}: archive.facet[]", 'list of `{ value=, count= }`, the most frequent first; `by` is `"source"`, `"author"`, `"cites"` (agencies cited), `"lang"` or `"tag"`',
    example = [[
      ctx.archive:facets{ by = "source", limit = 1 } --> { { value = "Koryo Courier", count = 3 } }
    ]] },
  { "ctx.archive:sources(query?: text|archive.count_opts): archive.facet[]", show = "ctx.archive:sources([query])", "the same by source",
    example = [[
      #ctx.archive:sources("marathon") --> 2
    ]] },
  { "ctx.archive:timeline{archive.timeline_opts}: archive.period[], integer", 'list of `{ period=, from=, count= }` in their order, empty periods left out; and how many are undated. `by` is `"year"`, `"month"`, `"week"` or `"day"`, `from` the period\'s first day',
    example = [[
      local t = ctx.archive:timeline{ by = "month" }
      t[1].period .. " " .. t[1].count --> "2025-04 5"
    ]] },
  { "ctx.archive:similar(id: text, limit?: integer): fun(): archive.hit?", "for `for a in … do`: what resembles an article, near-duplicates first; those have `a.distance`",
    example = [[
      local a, n = ctx.archive:search("marathon")(), 0
      for b in ctx.archive:similar(a.id) do n = n + 1 end
      n > 0 --> true
    ]] },
  { "ctx.archive:get(id: text, revision?: integer): table?, string?", "a table of all fields; or nil, message",
    example = [[
      local a = ctx.archive:search("marathon")()
      ctx.archive:get(a.id).title == a.title --> true
      (ctx.archive:get("no-such-id")) --> nil
    ]] },
  { "ctx.archive:stats(): table<string, integer>", "a table of numbers: `articles`, `volumes` …",
    example = [[
      ctx.archive:stats().articles --> 5
    ]] },
  { "ctx.out:columns(names: text|text[])", show = 'ctx.out:columns{ "date", "title" }', "which fields of the rows to come, in which order",
    example = [[
      ctx.out:columns{ "date", "title" }
    ]] },
  { "ctx.out:row(fields: table<string, any>)", show = "ctx.out:row{ date = …, title = … }", "one row. A value may be a string, number, boolean, date or a list of them",
    example = [[
      ctx.out:row{ date = date.parse("2025-04-06"), title = "Fog" }
    ]] },
  { "ctx.out:heading(s: text)", "a heading; text",
    example = [[
      ctx.out:heading("Fog")
    ]] },
  { "ctx.out:write(s: text, ...: text)", show = "ctx.out:write(s, …)", "a heading; text",
    example = [[
      ctx.out:write("a ", "text")
    ]] },
}
