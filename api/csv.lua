return {
  module = "csv",
  records = {
    { "csv.rows_opts",
      { "sep?: text", "one byte, a comma unless told" },
      { "quote?: text", 'one byte, `"` unless told' },
      { "header?: boolean|text[]", "true: the first row names the columns; or the names" },
    },
    { "csv.split_opts",
      { "sep?: text", "one byte, a comma unless told" },
      { "quote?: text", 'one byte, `"` unless told' },
    },
    { "csv.encode_opts",
      { "sep?: text", "one byte, a comma unless told" },
      { "quote?: text", 'one byte, `"` unless told' },
      { "header?: text[]", "the names of the columns: the first row, and where the cells of a row are found" },
    },
  },
  { "csv.rows(s: text, opts?: csv.rows_opts): fun(): table?, integer?", "for `for row, line in …`: each row as a list, with the number of its first line; with `header = true` (or a list of names) by the names of the columns. Quotes reach over lines; a quote that is never closed raises an error. `opts`: `sep`, `quote`, `header`",
    example = [[
      local seen = {}
      for row, line in csv.rows('name,note\nA,"one\ntwo"\nB,"say ""hi"""\n', { header = true }) do
        seen[#seen + 1] = { row.name, row.note, line }
      end
      seen --> { { "A", "one\ntwo", 2 }, { "B", 'say "hi"', 4 } }
      csv.rows("a;'b;c'", { sep = ";", quote = "'" })() --> { "a", "b;c" }
    ]] },
  { "csv.split(s: text, opts?: csv.split_opts): fun(): text?", "for `for one in …`: the rows as slices, their line ends with them, for a reader's `split`. `opts`: `sep`, `quote`",
    example = [[
      local seen = {}
      for row in csv.split('a,"one\ntwo"\nb,c') do seen[#seen + 1] = row end
      seen --> { 'a,"one\ntwo"\n', "b,c" }
    ]] },
  { "csv.encode(rows: table[], opts?: csv.encode_opts): string", "lines that end in CR LF; with `header` a first row of names, by which the cells are found",
    example = [[
      csv.encode{ { 1, "a,b" }, { "c" } } --> '1,"a,b"\r\nc\r\n'
      csv.encode({ { a = 1, b = 2 } }, { header = { "b", "a" } }) --> "b,a\r\n2,1\r\n"
    ]] },
}
