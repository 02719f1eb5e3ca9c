-- What there is of stock Lua 5.4. Kept as it is, put in place by newsarc with a bound or
-- another behaviour, and left out, with what to do instead.
local text_file = "a script is one text file, loaded by newsarc"
local no_env = "it is not part of Lua 5.4"
return {
  kept = {
    [""] = "assert error ipairs next pairs rawequal rawget rawlen select tonumber type",
    math = "abs acos asin atan ceil cos deg exp floor fmod huge log max maxinteger min mininteger modf pi rad sin sqrt tan tointeger type ult",
    coroutine = "isyieldable running status yield",
  },
  ours = {
    [""] = "_VERSION getmetatable pcall print require setmetatable tostring",
    math = "random",
    coroutine = "create resume wrap",
    string = "byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper",
    utf8 = "char charpattern codepoint codes len offset",
    table = "concat insert move pack remove sort unpack",
  },
  dropped = {
    { "load", text_file },
    { "loadstring", text_file },
    { "loadfile", text_file },
    { "dofile", text_file },
    { "collectgarbage", "memory is looked after by newsarc" },
    { "rawset", "assign the field" },
    { "warn", "use log.warn" },
    { "xpcall", "use pcall; newsarc keeps the trace of an error that is not caught" },
    { "setfenv", no_env },
    { "getfenv", no_env },
    { "math.randomseed", "random numbers follow from the record, so that they come again" },
    { "coroutine.close", "let the coroutine go; the collector takes it" },
    { "string.dump", "a script is text, and so are its functions" },
  },
  -- Whole libraries: any member of them.
  gone = {
    { "io", "a script gets its record from newsarc and opens nothing" },
    { "os", "ctx.now is the time; the date module knows calendars" },
    { "debug", "an error's trace is kept with the quarantined record" },
    { "package", "require takes the modules of newsarc only" },
  },
}
