return {
  module = "text",
  { "text.trim(s: text): text", "without white space at the ends",
    example = [[text.trim("  a b\n") --> "a b"]] },
  { "text.squeeze(s: text): string", "with single blanks inside",
    example = [[text.squeeze(" a \n b ") --> "a b"]] },
  { "text.clean(s: text): string", "NFC, without control characters",
    example = [[text.clean("e\u{301}\1") --> "\u{e9}"]] },
  { "text.fold(s: text): string", "without case, width and accents: for comparing",
    example = [[text.fold("\u{c9}T\u{c9}") --> "ete"]] },
  { "text.same(a: text, b: text): boolean", "equal after folding and squeezing",
    example = [[text.same("Caf\u{e9}  Royal", "cafe royal") --> true]] },
  { "text.first_line(s: text): text?, text?", "the first line that is not blank, and what follows it; or nil",
    example = [[text.first_line("\n  Title\nBody") --> "Title"]] },
  { "text.paragraphs(s: text): text[]", "list of runs of lines",
    example = [[text.paragraphs("a\nb\n\nc") --> { "a\nb", "c" }]] },
  { "text.unwrap(s: text, indent?: integer): string", "joins lines wrapped by hand; a line indented by so many blanks (2) or behind a blank line opens a paragraph",
    example = [[text.unwrap("one\ntwo\n  three") --> "one two\n\nthree"]] },
  { "text.boilerplate(s: text): text, text?", "the text without a trailing comment policy and its like; and what was cut, or nil",
    example = [[text.boilerplate("News.") --> "News."]] },
  { "text.between(s: text, open: text, close: text, init?: integer): text?, integer?", "what stands between two marks, and the position behind; or nil",
    example = [[text.between("a [b] c", "[", "]") --> "b"]] },
  { "text.all_between(s: text, open: text, close: text): string[]", "all of them, a list of strings",
    example = [[text.all_between("[a] [b]", "[", "]") --> { "a", "b" }]] },
  { "text.split(s: text, sep: text): text[]", "list of trimmed parts",
    example = [[text.split("a; b;c", ";") --> { "a", "b", "c" }]] },
  { "text.replace(s: text, what: text, with: text): text", "plainly, everywhere",
    example = [[text.replace("a.b.c", ".", "-") --> "a-b-c"]] },
  { "text.unescape(s: text): text", "`&lt;`, `&amp;`, `&#8217;` as characters",
    example = [[text.unescape("1 &lt; 2 &amp; 3") --> "1 < 2 & 3"]] },
  { "text.words(s: text): text[]", "list of its words as the index cuts them, as they stand in the text",
    example = [[text.words("Stop, Ana: it's 5.") --> { "Stop", "Ana", "it", "s", "5" }]] },
  { "text.sentences(s: text): text[]", "list of its sentences",
    example = [[text.sentences("It rained. Dr. Kim left.\n\nWhy?") --> { "It rained.", "Dr. Kim left.", "Why?" }]] },
  { "text.similarity(a: text, b: text): number", "of the pairs of neighbouring words that either has, the share that both have: 0 to 1",
    example = [[
      text.similarity("The cat sat down.", "the CAT sat down") --> 1.0
      text.similarity("one two three", "one two four") --> 1 / 3
      text.similarity("a b", "c d") --> 0.0
    ]] },
  { "text.wrap(s: text, columns?: integer): string", "lines of at most so many columns (80), paragraphs kept",
    example = [[text.wrap("one two three\n\nfour", 8) --> "one two\nthree\n\nfour"]] },
  { "text.truncate(s: text, columns?: integer, mark?: text): text", "at most so many columns (80), cut behind a word where there is one, and then `mark` (…)",
    example = [[
      text.truncate("one two three", 9) --> "one two\u{2026}"
      text.truncate("short", 9) --> "short"
    ]] },
  { "text.width(s: text): integer", "the columns of a terminal that it takes",
    example = [[text.width("\u{d55c}\u{ae00} a") --> 6]] },
  { "text.glob(s: text, pattern: text): boolean", "whether it matches as `match.member` does: `*` within a folder, `**` over folders, `?` one byte; a pattern without `/` looks at what is behind the last one",
    example = [[
      text.glob("utm_source", "utm_*") --> true
      text.glob("a/b/c.txt", "*.txt") --> true
      text.glob("a/b/c.txt", "a/*.txt") --> false
    ]] },
  { "text.field(name: text): string?, integer?", "the field of an article (`title`, `body`, `published` …) that a column or a key of this name holds, and how good a name it is, 1 being the best; or nil. Names in eleven languages, compared without case, accents and punctuation",
    example = [[
      text.field("Pub_Date") --> "published"
      text.field("\u{c81c}\u{baa9}") --> "title"
      text.field("index_link") --> nil
    ]] },
  { "text.has_tags(s: text): boolean", "whether it looks like markup: a tag of HTML, or an end tag of any name",
    example = [[
      text.has_tags("all is <b>well</b>") --> true
      text.has_tags("1 < 2, <sic> and <a@example.org>") --> false
    ]] },
  { "text.lang(s?: text): string?", show = "text.lang(s)", '`"en"` for "en-GB" or "English"; or nil',
    example = [[text.lang("en-GB") --> "en"]] },
  { "text.guess_lang(s?: text): string?", show = "text.guess_lang(s)", "the language of a text, from its first thousand bytes, where it is plain to see (CLD2's 80 languages); or nil",
    example = [[text.guess_lang("The council met on Monday to discuss the budget for the coming year.") --> "en"]] },
}
