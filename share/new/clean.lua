-- @NAME@: how the web pages of one outlet are to be read. Most of it is data: CSS selectors
-- that say where things stand and what goes. The reference is doc/lua.md.
return {
  api = 1,
  kind = "clean",
  name = "@NAME@",
  version = "0.1",
  summary = "pages of an outlet",
  host = { "@NAME@.example", "*.@NAME@.example" },
  body = { "article .text" },
  title = { "h1" },
  date = { "time@datetime" },
  drop = { ".advert" },
  text = { { "^Read more: [^\n]*", "" } },
}
