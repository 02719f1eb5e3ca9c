return {
  module = "json",
  records = {
    { "json.decode_opts",
      { "max_depth?: integer", "how deep values may stand in each other, 512 unless told" },
      { "max_values?: integer", "how many there may be, 2,000,000 unless told" },
    },
    { "json.encode_opts", { "pretty?: boolean", "over lines, two blanks a level" } },
  },
  { "json.decode(s: text, opts?: json.decode_opts): any, string?", "the value; or nil, message with line and column. A null is absent in an object and `json.null` in a list. `opts`: `max_depth`, `max_values`",
    example = [[
      json.decode('{"a": [1, null, "x"]}').a[3] --> "x"
      json.decode('[1, null]')[2] --> json.null
      (json.decode("{")) --> nil
      (json.decode("[ [1] ]", { max_depth = 1 })) --> nil
    ]] },
  { "json.encode(v: any, opts?: json.encode_opts): string", "text, keys in order, always; an empty table is `{}`. `pretty = true` writes it over lines",
    example = [[
      json.encode{ b = { 1, 2 }, a = true } --> '{"a":true,"b":[1,2]}'
      json.encode({ a = { 1 } }, { pretty = true }) --> '{\n  "a": [\n    1\n  ]\n}'
    ]] },
  { "json.lines(s: text, opts?: json.decode_opts): fun(): integer?, any, string?", "for `for n, value, message in …`: number and value of each line that is not blank; of a damaged one nil and why",
    example = [[
      local sum, bad = 0, 0
      for n, v, why in json.lines('{"a":1}\n\n{"a":\n{"a":2}') do
        if v then sum = sum + v.a else bad = n end
      end
      sum --> 3
      bad --> 3
    ]] },
  { "json.items(s: text): fun(): text?", "for `for one in …`: the values of the outermost list, or those that stand one behind the other, as slices, not looked into; for a reader's `split`",
    example = [=[
      local seen = {}
      for one in json.items('[{"a":"]"}, 5]') do seen[#seen + 1] = one end
      for one in json.items('{"b":[1]}\n{"c":2}') do seen[#seen + 1] = one end
      seen --> { '{"a":"]"}', "5", '{"b":[1]}', '{"c":2}' }
    ]=] },
  { "json.members(s: text): fun(): string?, text?", "for `for key, one in …`: the members of the outermost object the same way, keys as they are spelled",
    example = [[
      local seen = {}
      for key, one in json.members('{"a": [1, 2], "b": "x"}') do seen[#seen + 1] = key .. "=" .. one end
      seen --> { "a=[1, 2]", 'b="x"' }
    ]] },
  { "json.null: lightuserdata", "null",
    example = [[json.encode{ json.null } --> "[null]"]] },
}
