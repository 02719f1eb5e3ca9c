-- SPDX-License-Identifier: MIT
-- evaluate.lua QRELS RUN [odd|even] [-q] - nDCG@10, MAP and P@10 of a run
--
-- The measures are trec_eval's: what is not judged is not relevant; the gain of a document is its
-- grade, discounted by log2(rank + 1); a document is relevant when its grade is 1 or more; MAP is
-- over the first 1,000; a topic without an answer counts as 0. The order of a run is that of its
-- ranks (the fourth field), so ties are as the engine broke them. odd and even: those topics alone.
-- -q: a line of each topic.
local qrels, run = arg[1], arg[2]
local half, each
for i = 3, #arg do
  if arg[i] == "-q" then each = true else half = arg[i] end
end

local function log2(x) return math.log(x, 2) end

local grades, topics = {}, {}
for line in assert(io.open(qrels)):lines() do
  local q, doc, g = line:match("^(%d+) 0 (%d+) (%d+)")
  q = tonumber(q)
  if not half or (q % 2 == 1) == (half == "odd") then
    if not grades[q] then
      grades[q] = {}
      topics[#topics + 1] = q
    end
    grades[q][doc] = tonumber(g)
  end
end

local ranked = {}
for line in assert(io.open(run)):lines() do
  local q, doc, rank = line:match("^(%d+) Q0 (%d+) (%d+)")
  q = tonumber(q)
  if grades[q] then
    ranked[q] = ranked[q] or {}
    ranked[q][tonumber(rank)] = doc
  end
end

local sum = { 0, 0, 0 }
for _, q in ipairs(topics) do
  local grade, list, best = grades[q], ranked[q] or {}, {}
  local dcg, ideal, hits, precision, ten = 0, 0, 0, 0, 0
  for _, g in pairs(grade) do
    if g > 0 then best[#best + 1] = g end
  end
  table.sort(best, function(a, b) return a > b end)
  for i = 1, math.min(10, #best) do ideal = ideal + best[i] / log2(i + 1) end
  for i = 1, math.min(1000, #list) do
    local g = grade[list[i]] or 0
    if i <= 10 then dcg = dcg + g / log2(i + 1) end
    if g > 0 then
      hits = hits + 1
      precision = precision + hits / i
      if i <= 10 then ten = ten + 1 end
    end
  end
  local m = {
    ideal > 0 and dcg / ideal or 0,
    #best > 0 and precision / #best or 0,
    ten / 10,
  }
  for i = 1, 3 do sum[i] = sum[i] + m[i] end
  if each then print(("%d\t%.4f\t%.4f\t%.4f"):format(q, m[1], m[2], m[3])) end
end
print(("%.4f\t%.4f\t%.4f"):format(sum[1] / #topics, sum[2] / #topics, sum[3] / #topics))
