-- The newer, the higher: what is a year old counts half as much as today's, and a headline that
-- has the words counts for more than a text that mentions them.
--
--   newsarc search --rank fresh election

return {
  api = 1,
  kind = "rank",
  name = "fresh",
  version = "1.0.0",
  summary = "new articles and telling headlines first",
  recency = { half_life = "52w", weight = 0.7 },
  fields = { title = 1.5 },
}
