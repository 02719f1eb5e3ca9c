return {
  module = "rtf",
  records = {
    { "rtf.document",
      { "text: string", "paragraphs, and cells with tabs between them" }, { "title?: string" }, { "author?: string" },
      { "subject?: string" }, { "keywords?: string" }, { "company?: string" }, { "created?: date" }, { "modified?: date" },
    },
  },
  { "rtf.parse(s: text): rtf.document?, string?", "an RTF document: `text`, footnotes at its end, and `title`, `author`, `subject`, `keywords`, `company`, `created`, `modified` as far as it says; or nil, message. Of a damaged one what can be read",
    example = [[
      local doc = rtf.parse("{\\rtf1\\ansi{\\info{\\title Quay}}One \\'e9t\\'e9.\\par Two \\u8212? three.}")
      doc.text --> "One \u{e9}t\u{e9}.\n\nTwo \u{2014} three."
      doc.title --> "Quay"
      (rtf.parse("text")) --> nil
    ]] },
}
