return {
  module = "xml",
  classes = {
    doc = { "xml document", "xml.document" },
    node = { "xml node", "xml.node" },
  },
  { "xml.parse(s: text): xml.document?, string?", "a document, from UTF-8 text; damaged XML mended (stray `&` and `<`, elements that nobody closed) and read as far as it goes; or nil, message. No DTD, no entities but characters'",
    example = [[
      local doc = xml.parse("<a><b n='1'>x</b><b>y</b></a>")
      doc:find("b"):attr("n") --> "1"
      #doc:all("b") --> 2
    ]] },
  { "xml.each(s: text, name: string): fun(): xml.node?", "for `for node in …`: the elements of that local name, one at a time, so that a large file takes the memory of one; a node lives until the next",
    example = [[
      local t = {}
      for n in xml.each("<r><i a='1'>x</i><b/><i a='2'><i/>y</i></r>", "i") do t[#t + 1] = n:attr("a") .. n:text() end
      t --> { "1x", "2y" }
    ]] },
  { "doc:root(): xml.node", "the root; the first complaint or nil",
    example = [[xml.parse("<a/>"):root():name() --> "a"]] },
  { "doc:damage(): string?", "the root; the first complaint or nil",
    example = [[xml.parse("<a>x</a>"):damage() --> nil]] },
  { "node:name(): string, string, string", "local name, prefix, namespace",
    example = [[xml.parse("<d:t xmlns:d='urn:x'/>"):root():name() --> "t"]] },
  { "node:attr(name: string): string?", "an attribute or nil; the text below; the markup below",
    example = [[xml.parse("<a b='1'/>"):root():attr("b") --> "1"]] },
  { "node:text(): string", also = "doc", quiet = true, "an attribute or nil; the text below; the markup below",
    example = [[xml.parse("<a>x<b>y</b></a>"):root():text() --> "xy"]] },
  { "node:inner(): string", "an attribute or nil; the text below; the markup below",
    example = [[xml.parse("<a>x<b>y</b></a>"):root():inner() --> "x<b>y</b>"]] },
  { "node:parent(): xml.node?", "a node or nil, the same, a list",
    example = [[xml.parse("<a><b/></a>"):find("b"):parent():name() --> "a"]] },
  { "node:child(name: string): xml.node?", also = "doc", quiet = true, "a node or nil, the same, a list",
    example = [[xml.parse("<a><b>1</b></a>"):root():child("b"):text() --> "1"]] },
  { "node:children(name?: string): xml.node[]", also = "doc", quiet = true, "a node or nil, the same, a list",
    example = [[#xml.parse("<a><b/><c/></a>"):root():children() --> 2]] },
  { "node:find(name: string): xml.node?", also = "doc", quiet = true, "the first descendant of that name or nil; all of them",
    example = [[xml.parse("<a><b><c>z</c></b></a>"):root():find("c"):text() --> "z"]] },
  { "node:all(name: string): xml.node[]", also = "doc", quiet = true, "the first descendant of that name or nil; all of them",
    example = [[#xml.parse("<a><b/><c><b/></c></a>"):root():all("b") --> 2]] },
}
