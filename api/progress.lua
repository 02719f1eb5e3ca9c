return {
  module = "progress",
  { "progress.total(n: integer)", "so many steps are to come; how far a command is, is shown on a terminal, and nowhere in a reader",
    example = [[
      progress.total(10)
      progress.step()
      progress.message("counting")
    ]] },
  { "progress.step(n?: integer)", "a step, or `n`, is done" },
  { "progress.message(s: text)", "what is being done" },
}
