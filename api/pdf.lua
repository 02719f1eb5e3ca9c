return {
  module = "pdf",
  records = {
    { "pdf.line", { "text: string" }, { "x: number" }, { "y: number" }, { "w: number" }, { "h: number" } },
    { "pdf.document",
      { "pages: table[]", "each a list of lines in reading order, and its `width` and `height`" }, { "title?: string" },
      { "author?: string" }, { "subject?: string" }, { "keywords?: string" }, { "producer?: string" },
      { "xmp?: string", "the metadata packet, XML" }, { "created?: date" }, { "modified?: date" },
      { "cut?: string", "why its last pages are missing" },
    },
  },
  { "pdf.parse(s: text): pdf.document?, string?", "a PDF document, in an import where newsarc-pdf is installed: `pages`, each a list of lines with `text` and the box `x`, `y`, `w`, `h` in points, and `title`, `author`, `subject`, `keywords`, `producer`, `created`, `modified`, `xmp` as far as it says; `cut` when its last pages took too long to be read; or nil, message",
    example = [[
      (pdf.parse("%PDF-1.4")) --> nil
    ]] },
}
