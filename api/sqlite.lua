return {
  module = "sqlite",
  { "sqlite.count(s: text, table: text): integer?, string?", "for readers: how many rows a table of the SQLite database has that the text is; or nil, message",
    example = [[
      (sqlite.count("no database", "item")) --> nil
    ]] },
  { "sqlite.rows(s: text, table: text, columns: string[], offset?: integer, limit?: integer): table[]?, string?", "list of at most `limit` (1,000) of its rows from `offset` (0) on, in the order they were added: tables of strings by the names of the columns, those that the table has; or nil, message. Views, virtual tables and what else runs code of the file's cannot be read",
    example = [[
      (sqlite.rows("no database", "item", { "title" })) --> nil
    ]] },
}
