-- @NAME@: an order for the best hits of a search: newsarc search --rank ./@NAME@.lua WORD...
--
-- The weights multiply a hit's score; what they cannot say, a function can. Put it into rank/
-- beside the folders of your other scripts, and its name is enough: --rank @NAME@.
return {
  api = 1,
  kind = "rank",
  name = "@NAME@",
  version = "0.1",
  summary = "newer articles first, and headlines that have the words",
  recency = { half_life = "52w", weight = 0.5 },
  fields = { title = 1.5 },
  -- source = { ["Koryo Courier"] = 2 },
  -- rank = function(hit) return hit.deck and hit.score or hit.score / 2 end,
}
