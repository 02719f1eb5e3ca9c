return {
  module = "mail",
  records = {
    { "mail.address", { "name?: string" }, { "address?: string" } },
    { "mail.part",
      { "type: string", '"text/html"' }, { "encoding?: string", '"base64"' }, { "charset?: string", "as declared" },
      { "disposition?: string", '"attachment"' }, { "name?: string", "of a file" }, { "id?: string", "Content-ID" },
      { "parent?: integer", "place of the part it belongs to" }, { "depth: integer" },
      { "flowed?: boolean" }, { "delsp?: boolean" },
      { "headers: view" }, { "body: view", "as it stands: see `mail.text`" },
      { "fault?: string", "what is wrong with it" },
    },
    { "mail.message",
      { "subject?: string" }, { "id?: string", "Message-ID without its brackets" }, { "date?: date" },
      { "from: mail.address[]" }, { "from_line?: string", 'what follows "From " in a mailbox' },
      { "headers: table<string, string>", "by names in lower case, the first of each" }, { "parts: mail.part[]" },
    },
  },
  { "mail.parse(s: text): mail.message", "a mail, with or without a mailbox's line `From `: `subject`, `id`, `date`, `from`, `headers` (decoded) and `parts`. The first part is the message itself, the others follow what they belong to, which `parent` names. Broken mail is read as far as it goes; a part's `fault` says what is wrong",
    example = [[
      local m = mail.parse("Subject: =?utf-8?q?Caf=C3=A9?=\nFrom: =?latin1?q?Ren=E9?= <r@a.example>\nMessage-ID: <1@a.example>\n\nbody\n")
      m.subject .. " " .. m.id --> "Café 1@a.example"
      m.from[1].name .. " " .. m.from[1].address --> "René r@a.example"
      #m.parts .. m.parts[1].type --> "1text/plain"
    ]] },
  { "mail.text(part: mail.part): view?, string, string?, integer?", "its text in UTF-8, transfer encoding and flowed lines undone; the charset it was in, how that was found, and how many bytes could not be read; or nil, message",
    example = [[
      local m = mail.parse("Content-Type: text/plain; charset=latin1\nContent-Transfer-Encoding: quoted-printable\n\ncaf=E9\n")
      tostring(mail.text(m.parts[1])) --> "café\n"
      select(2, mail.text(m.parts[1])) --> "windows-1252"
    ]] },
  { "mail.bytes(part: mail.part): view", "its bytes, the transfer encoding undone",
    example = [[tostring(mail.bytes(mail.parse("Content-Transfer-Encoding: base64\n\neHl6\n").parts[1])) --> "xyz"]] },
  { "mail.headers(block: text, name: string): string[]", "every header of that name, decoded",
    example = [[mail.headers("Received: a\nReceived: b\n c\n", "received") --> { "a", "b c" }]] },
  { "mail.addresses(block: text, name: string): mail.address[]", "the addresses in every header of that name",
    example = [[mail.addresses('To: "Quill, Nora" <n@a.example>, b@a.example\n', "to")[2].address --> "b@a.example"]] },
  { "mail.decode(value: text): string", "a header's value in one line, its encoded words decoded",
    example = [[mail.decode("=?euc-kr?b?xvK+5w==?= =?utf-8?q?!?=") --> "평양!"]] },
}
