return {
  module = "html",
  classes = {
    doc = { "html document", "html.document" },
    node = { "html node", "html.node" },
  },
  records = {
    { "html.link", { "url: string" }, { "text?: string" }, { "rel?: string" } },
    { "html.article_opts",
      { "title?: text", "what not to repeat in the body" },
      { "content?: text", "selector of the main text" },
      { "drop?: text", "selector of what to leave out" },
      { "url?: text", "the address of the page: it chooses the clean script, what is relative is read against it, and the date may stand in it" },
    },
    { "html.meta",
      { "title?: string" }, { "deck?: string" }, { "site?: string" }, { "url?: string" },
      { "permalink?: boolean" }, { "lang?: string" }, { "section?: string" }, { "type?: string" },
      { "authors?: string[]" }, { "tags?: string[]" }, { "published?: date" }, { "modified?: date" },
      { "published_from?: string", "what said so" },
      { "from?: table<string, string>", "what said it, by the name that an article has for the field (`source` for `site`)" },
    },
    { "html.page", extends = "html.meta",
      { "body?: string", "the main text" },
      { "removed?: string", "what was cut from inside it" },
      { "cleaned_by?: string", "the clean script that had a say" },
    },
  },
  { "html.parse(s: text): html.document?, string?", "a document, as a browser would read it; or nil, message",
    example = [[
      local doc = html.parse("<title>Quay</title><p class=lead>A &amp; B<p>C")
      doc:select1("p.lead"):text() --> "A & B"
      #doc:select("p") --> 2
    ]] },
  { "html.text(s: text): string", "markup to paragraphs of plain text",
    example = [[html.text("<p>One<br>two</p><p>Three &lt; four</p>") --> "One\ntwo\n\nThree < four"]] },
  { "doc:article{html.article_opts}: html.page", "a table: what `doc:meta()` gives, and `body` (the main text), `removed` (what was cut from inside it), `cleaned_by` (the clean script that had a say). `content` and `drop` are selectors; `title` is what not to repeat; `url` the address of the page, which chooses the clean script and may hold the date",
    example = [[
      local doc = html.parse("<html lang=en><nav>Menu</nav><div id=x><p>The ferry was late again on Sunday, for the third time.</p><aside>More</aside></div>")
      local a = doc:article{ content = "#x", drop = "aside" }
      a.body --> "The ferry was late again on Sunday, for the third time."
      a.lang --> "en"
    ]] },
  { "doc:meta(): html.meta", "`title`, `deck`, `site`, `url`, `permalink`, `lang`, `section`, `type`, `authors`, `tags`, `published`, `modified`, `published_from`, as far as the page says; `from`, a table, says what said so, as an article's `from` wants it",
    example = [[
      local m = html.parse('<meta property="og:title" content="Fog on the river">'):meta()
      m.title --> "Fog on the river"
      m.from.title --> "og:title"
    ]] },
  { "doc:links(base?: text): html.link[]", also = "node", "list of its links, each with `url`, `text` and `rel`; `base` makes them absolute",
    example = [[
      local l = html.parse("<a href='/a' rel=next>Next <b>page</b></a>"):links("http://a.example/x/")
      l --> { { url = "http://a.example/a", text = "Next page", rel = "next" } }
    ]] },
  { "doc:jsonld(): any[]", "list of what its JSON-LD scripts say, as `json.decode` gives it; damaged ones are left out",
    example = [[html.parse('<script type="application/ld+json">{"@type":"NewsArticle"}</script>'):jsonld()[1]["@type"] --> "NewsArticle"]] },
  { "doc:select(css: text): html.node[]", also = "node", "list of nodes. `tag`, `*`, `.class`, `#id`, `[a]`, `[a=v]`, `^=`, `$=`, `*=`, `~=`, descendant, `>`, comma",
    example = [[
      local doc = html.parse("<ul><li><a href=/a>A</a><li><a>B</a></ul>")
      #doc:select("li > a[href^='/']") --> 1
      #doc:select1("ul"):select("li") --> 2
    ]] },
  { "doc:select1(css: text): html.node?", also = "node", "the first, or nil",
    example = [[html.parse("<p>x"):select1("h1") --> nil]] },
  { "doc:text(): string", also = "node", "text with white space folded",
    example = [[html.parse("<p>a\n  b</p>"):text() --> "a b"]] },
  { "doc:data(): string", also = "node", "text as it stands",
    example = [[html.parse("<script>a\n  b</script>"):select1("script"):data() --> "a\n  b"]] },
  { "doc:plain(): string", also = "node", "text as paragraphs",
    example = [[html.parse("<div><p>a</p><p>b</p></div>"):select1("div"):plain() --> "a\n\nb"]] },
  { "node:attr(name: text): string?", "an attribute or nil; the tag",
    example = [[html.parse("<a href='/x'>y</a>"):select1("a"):attr("href") --> "/x"]] },
  { "node:name(): string", "an attribute or nil; the tag",
    example = [[html.parse("<H1>y</H1>"):select1("h1"):name() --> "h1"]] },
  { "node:parent(): html.node?", "a node or nil; list of elements",
    example = [[html.parse("<p><b>x</b></p>"):select1("b"):parent():name() --> "p"]] },
  { "node:children(): html.node[]", "a node or nil; list of elements",
    example = [[#html.parse("<ul><li>1<li>2</ul>"):select1("ul"):children() --> 2]] },
}
