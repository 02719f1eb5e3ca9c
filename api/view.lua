return {
  classes = { v = { "view", "view" } },
  { "v:len(): integer", show = "#v`, `v:len()", "bytes",
    example = [[
      local v = rec:bytes()
      #v == v:len() --> true
    ]] },
  { "v:sub(i: integer, j?: integer): view", "a slice, as `string.sub`",
    example = [[tostring(rec:bytes():sub(1, 5)) --> "hello"]] },
  { "v:find(s: text, init?: integer): integer?, integer?", "first and last position of `s`, plainly, not as a pattern (that is `string.find(v, …)`); or nil",
    example = [[rec:bytes():find("world") --> 7]] },
  { "v:byte(i?: integer): integer?", "one byte",
    example = [[rec:bytes():byte() --> 104]] },
  { "v:is(s: text): boolean", "comparisons",
    example = [[rec:bytes():is("hello world") --> true]] },
  { "v:starts(s: text): boolean", "comparisons",
    example = [[rec:bytes():starts("hello") --> true]] },
  { "v:ends(s: text): boolean", "comparisons",
    example = [[rec:bytes():ends("hello") --> false]] },
  { "v:lines(): fun(): view?", "iterator over lines, as slices",
    example = [[
      local n = 0
      for line in rec:bytes():lines() do n = n + #line end
      n --> 11
    ]] },
  { "v:match(pattern: string, init?: integer): any", show = "v:match()", "as `string.match` and its like; what they give are strings",
    example = [[rec:bytes():match("w%w+") --> "world"]] },
  { "v:gmatch(pattern: string): fun(): any", show = "v:gmatch()", "as `string.match` and its like; what they give are strings",
    example = [[rec:bytes():gmatch("%w+")() --> "hello"]] },
  { "v:gsub(pattern: string, repl: any, n?: integer): string, integer", show = "v:gsub()", "as `string.match` and its like; what they give are strings",
    example = [[rec:bytes():gsub("l", "L") --> "heLLo worLd"]] },
  { "v:lower(): string", "as `string.match` and its like; what they give are strings",
    example = [[rec:bytes():lower() --> "hello world"]] },
  { "v:upper(): string", "as `string.match` and its like; what they give are strings",
    example = [[rec:bytes():upper() --> "HELLO WORLD"]] },
  { "v:tostring(): string", show = "v:tostring()`, `tostring(v)", "a string",
    example = [[rec:bytes():tostring() --> "hello world"]] },
}
