return {
  module = "date",
  classes = { d = { "date object", "date" } },
  records = {
    { "date.opts",
      { "tz?: string|integer", 'the zone of a date that names none: `"+09:00"`, `"Z"`, or minutes east' },
      { "dayfirst?: boolean" }, { "monthfirst?: boolean" },
      { "year?: boolean", 'allows "2025"' }, { "month?: boolean", 'allows "April 2025"' },
    },
  },
  { "date.parse(s: text, opts?: date.opts): date?, string?", 'a date, when the whole string is one; or nil, message. `opts`: `tz = "+09:00"`, `dayfirst`, `monthfirst`, and `year`, `month` to allow "2025" and "April 2025"',
    example = [[
      date.parse("6 April 2025").iso --> "2025-04-06"
      date.parse("04/05/2025", { dayfirst = true }).month --> 5
      (date.parse("yesterday")) --> nil
    ]] },
  { "date.find(s: text, opts?: date.opts): date?, string?", show = "date.find(line [, opts])", 'the same, and also behind a label: "Published: 6 April 2025"',
    example = [[date.find("Published: 6 April 2025").iso --> "2025-04-06"]] },
  { "d.iso: string", "the date as in RFC 3339, cut at its precision; also `tostring(d)`",
    example = [[tostring(date.parse("2025-04-06T10:00:00Z")) --> "2025-04-06T10:00:00Z"]] },
  { "d.precision: string", '`"year"`, `"month"`, `"day"`, `"minute"` or `"second"`',
    example = [[date.parse("2025-04-06").precision --> "day"]] },
  { "d.unix: integer", "seconds since 1970",
    example = [[date.parse("1970-01-02").unix --> 86400]] },
  { "d.year: integer", "its parts",
    example = [[date.parse("2025-04-06").year --> 2025]] },
  { "d.month: integer", "its parts" },
  { "d.day: integer", "its parts" },
  { "d.hour: integer", "its parts" },
  { "d.minute: integer", "its parts" },
  { "d.second: integer", "its parts" },
}
