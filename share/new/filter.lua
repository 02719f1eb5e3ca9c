-- @NAME@: every article goes through it, whoever has read it. The reference is doc/lua.md.
return {
  api = 1,
  kind = "filter",
  name = "@NAME@",
  version = "0.1",
  summary = "names one outlet by one name",
  filter = function(article, ctx)
    if article.source == "The Quay Times" then
      article.source = "Quay Times"
      return article
    end
    return nil -- as it was
  end,
}
