return {
  module = "mbox",
  records = {
    { "mbox.message",
      { "from_line?: string", 'what follows "From " on the first line' }, { "subject?: string" },
      { "from?: string" }, { "id?: string" }, { "date?: date" },
      { "headers: table<string, string>", "by names in lower case" }, { "body: text" },
    },
  },
  { "mbox.split(s: text): fun(): text?", "for `for one in …`: the messages of a mailbox file as slices, for a reader's `split`",
    example = [[
      local n = 0
      for one in mbox.split("From a\nSubject: x\n\nbody\n\nFrom b\nSubject: y\n\nbody\n") do n = n + 1 end
      n --> 2
    ]] },
  { "mbox.parse(s: text): mbox.message", "one message: `subject`, `from`, `id`, `date`, `from_line`, `headers` (by names in lower case, the first of each) and `body`, as they stand: encoded words and MIME are not undone",
    example = [[
      local m = mbox.parse("From a\nSubject: one\n two\nDate: Sun, 6 Apr 2025 10:00:00 +0200\n\n>From here\n")
      m.subject .. "|" .. m.body --> "one two|From here\n"
      m.date.unix --> 1743926400
    ]] },
}
