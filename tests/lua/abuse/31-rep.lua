-- expect: script_error 5 resulting string too large
return { api = 1, kind = "ingest", name = "rep", match = { ext = "x" }, parse = function()
  assert(("").rep("", 2 ^ 62) == "")
  assert(("ab"):rep(3, "-") == "ab-ab-ab")
  return ("x"):rep(2 ^ 40)
end }
