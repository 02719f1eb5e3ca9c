return {
  module = "json",
  { "json.decode(s: text): any, string?", "the value; or nil, message with line and column. A null is absent in an object and `json.null` in a list",
    example = [[
      json.decode('{"a": [1, null, "x"]}').a[3] --> "x"
      json.decode('[1, null]')[2] --> json.null
      (json.decode("{")) --> nil
    ]] },
  { "json.encode(v: any): string", "text, keys in order; an empty table is `{}`",
    example = [[json.encode{ b = { 1, 2 }, a = true } --> '{"a":true,"b":[1,2]}']] },
  { "json.null: lightuserdata", "null",
    example = [[json.encode{ json.null } --> "[null]"]] },
}
