return {
  module = "date",
  classes = { d = { "date object", "date" } },
  records = {
    { "date.parts",
      { "year: integer" }, { "month?: integer" }, { "day?: integer" }, { "hour?: integer" },
      { "minute?: integer" }, { "second?: integer" }, { "tz?: string|integer" },
    },
    { "date.span",
      { "years?: integer" }, { "months?: integer" }, { "weeks?: integer" }, { "days?: integer" },
      { "hours?: integer" }, { "minutes?: integer" }, { "seconds?: integer" },
    },
    { "date.opts",
      { "tz?: string|integer", 'the zone of a date that names none: `"+09:00"`, `"Z"`, or minutes east' },
      { "dayfirst?: boolean" }, { "monthfirst?: boolean" },
      { "year?: boolean", 'allows "2025"' }, { "month?: boolean", 'allows "April 2025"' },
      { "epoch?: boolean", 'allows "1743897600", seconds since 1970, also in thousandths and millionths' },
      { "any?: boolean", "allows placeholders (1970-01-01, 1900-01-01 ...) and dates to come" },
      { "lang?: string", '"en-GB": settles 04/06/2025, and what CST or IST means' },
      { "now?: date", 'when the text was captured: "yesterday" is read against it' },
    },
  },
  { "date.parse(s: text, opts?: date.opts): date?, string?", 'a date, when the whole string is one; or nil, and why not. Written out it may be in English, French, German, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Korean, Japanese or Chinese. `opts`: `tz = "+09:00"`, `dayfirst`, `monthfirst`, `lang`; `year`, `month`, `epoch` to allow "2025", "April 2025" and "1743897600"; `now`, a date, to allow "yesterday", "3 hours ago", "Sunday" and "6 April"; `any` to allow what programs write for no date, such as 1970-01-01, and days to come',
    example = [[
      date.parse("6 April 2025").iso --> "2025-04-06"
      date.parse("주체114(2025)년 4월 6일 오후 3시", { tz = "+09:00" }).iso --> "2025-04-06T15:00:00+09:00"
      date.parse("04/05/2024", { dayfirst = true }).month --> 5
      date.parse("04/05/2024", { lang = "en-US" }).month --> 4
      select(2, date.parse("04/05/2024")) --> "a date whose day and month cannot be told apart"
      (date.parse("yesterday")) --> nil
      date.parse("vor 3 Stunden", { now = date.new{ year = 2025, month = 4, day = 6, hour = 2, tz = "Z" } }).iso --> "2025-04-05"
      (date.parse("1970-01-01T00:00:00Z")) --> nil
      date.parse("1743897600", { epoch = true }).iso --> "2025-04-06T00:00:00Z"
    ]] },
  { "date.find(s: text, opts?: date.opts): date?, string?", show = "date.find(line [, opts])", 'the same, and also behind a label: "Published: 6 April 2025"',
    example = [[date.find("Published: 6 April 2025").iso --> "2025-04-06"]] },
  { "date.captured(d: date)", "says when the present record was captured: from here to its end every date, those of `doc:article()` too, is read against `d`. With `--date-from mtime` a record's own time is set before",
    example = [[
      date.captured(date.parse("2025-04-06T14:00:00+09:00"))
      date.parse("어제 오후 6:30").iso --> "2025-04-05T18:30:00+09:00"
    ]] },
  { "date.new(parts: date.parts|integer): date?, string?", "a date of `year`, `month`, `day`, `hour`, `minute`, `second`, `tz`, as precise as it is told; or of seconds since 1970; or nil, message when there is no such day",
    example = [[
      date.new{ year = 2025, month = 4 }.precision --> "month"
      date.new{ year = 2025, month = 4, day = 6, hour = 9, tz = "+09:00" }.unix --> 1743897600
      date.new(0).iso --> "1970-01-01T00:00:00Z"
      (date.new{ year = 2025, month = 2, day = 30 }) --> nil
    ]] },
  { "date.add(d: date, by: date.span): date", "moved by `years`, `months`, `weeks`, `days`, `hours`, `minutes`, `seconds`; a month from 31 January is the end of February",
    example = [[
      date.add(date.parse("2025-01-31"), { months = 1 }).iso --> "2025-02-28"
      date.add(date.parse("2025-04-06"), { days = -7 }).iso --> "2025-03-30"
    ]] },
  { "date.format(d: date, form: text): string", "with `%Y %y %m %d %e %j %H %M %S %F %T %B %b %A %a %z %%` as in C's strftime, the names in English",
    example = [[date.format(date.parse("2025-04-06"), "%A, %e %B %Y") --> "Sunday, 6 April 2025"]] },
  { "d.iso: string", "the date as in RFC 3339, cut at its precision; also `tostring(d)`",
    example = [[tostring(date.parse("2025-04-06T10:00:00Z")) --> "2025-04-06T10:00:00Z"]] },
  { "d.precision: string", '`"year"`, `"month"`, `"day"`, `"minute"` or `"second"`',
    example = [[date.parse("2025-04-06").precision --> "day"]] },
  { "d.note: string?", 'how it was told where that is not plain: `"relative"` to the capture, `"no year"` (the capture\'s, or the one before), `"no zone"` (its letters mean several: the day alone), `"deduced"` (weekday or capture told day from month)',
    example = [[
      date.parse("Sunday 04/06/2025").note --> "deduced"
      date.parse("2025-04-06").note --> nil
    ]] },
  { "d.unix: integer", "seconds since 1970",
    example = [[date.parse("1970-01-02").unix --> 86400]] },
  { "d.year: integer", "its parts",
    example = [[date.parse("2025-04-06").year --> 2025]] },
  { "d.month: integer", "its parts" },
  { "d.day: integer", "its parts" },
  { "d.hour: integer", "its parts" },
  { "d.minute: integer", "its parts" },
  { "d.second: integer", "its parts" },
  { "d.weekday: integer", "1 is Monday, 7 Sunday",
    example = [[date.parse("2025-04-06").weekday --> 7]] },
}
