---@meta
error("newsarc.meta.lua tells editors what there is; it is not to be required")
-- Made by api/make.lua.

---@alias text string|view

---@class manifest
---@field api integer 1
---@field kind string "ingest", "clean", "filter", "command" or "rank"
---@field name string a-z, 0-9 and -; what --reader NAME and the provenance of an article say
---@field version? string strings
---@field summary? string strings
---@field description? string strings
---@field author? string strings
---@field license? string strings
---@field url? string strings
---@field priority? integer an integer, 50 unless told; the higher comes first: between equal scores, and among filters
---@field match? match|match[] which entries it may take, below
---@field probe? fun(head: view, info: probe_info): number? function(head, info) giving a score, below
---@field split? string|table<string, string|function>|fun(stream: stream, ctx: context): fun(): view? how an entry becomes records, below
---@field parse fun(rec: record, ctx: context): any, string? function(rec, ctx), below
---@field host string|string[] a name, or a list: "quay.example", "*.quay.example" (all below it, not itself), "*"
---@field extends? string the name of another clean script: its lists come behind the script's own, its text and clean run before. Eight at most, one behind the other
---@field body? string|string[] selectors in order of preference. selector@attribute is the attribute; otherwise it is the text, and of a <meta> its content. Where none finds anything it is as without the rule
---@field title? string|string[] selectors in order of preference. selector@attribute is the attribute; otherwise it is the text, and of a <meta> its content. Where none finds anything it is as without the rule
---@field date? string|string[] selectors in order of preference. selector@attribute is the attribute; otherwise it is the text, and of a <meta> its content. Where none finds anything it is as without the rule
---@field drop? string|string[] selectors of what to leave out; all of them
---@field url_strip? string|string[] names of parameters to take out of the address, with * and ?
---@field text? string[][] pairs of a pattern and a replacement, as for string.gsub, over each paragraph; one that nothing is left of goes
---@field clean? fun(a: html.page, doc: html.document, ctx: context) function(a, doc, ctx): changes a, the table that doc:article() is about to give; returns nothing
---@field filter fun(article: article, ctx: context): any, string? function(article, ctx), below
---@field after? string|string[] a name, or a list of names, of other filters
---@field before? string|string[] a name, or a list of names, of other filters
---@field run fun(ctx: command_context, opts: table<string|integer, any>): integer? function(ctx, opts), below
---@field archive? boolean false: it needs no archive, runs where there is none, and has no ctx.archive
---@field recency? recency { half_life = "30d", weight = 0.5 }: what is that old has lost half of weight of its score, what is undated all of that
---@field source? table<string, number> a factor for each outlet named
---@field fields? table<string, number> a factor when all words of the query stand in title, deck, section, tags or authors; in part when some do
---@field top? integer so many of the best hits are looked at, 200 unless told, 2000 at most; the rest stays behind them
---@field rank? fun(hit: archive.hit, ctx: context): number function(hit, ctx): the new score, from that in hit.score
---@field options? table<string, option> typed options, below
---@field limits? limits { heap_mb = 32 } lowers the limit on memory
---@field needs? string[] "read" and "write": what a command must be granted, see ctx.fs; others need nothing
---@field examples? string[] accepted, not used yet

---@class match
---@field ext? string|string[] the name ends in . and this, in any case: "txt", { "html", "htm" }, "tar.gz"
---@field magic? any[][] { { 0, "WARC/" }, … }: these bytes stand at this offset
---@field member? string|string[] the name in the bundle matches: * within a folder, ** over folders, ? one byte; a pattern without / looks at the last part
---@field root? string|string[] the first element of the XML or HTML has this name
---@field json_keys? string|string[] the outermost JSON object (or the first in an outermost list) has all of these keys

---@class option
---@field type string "string", "int", "number", "bool", "date", "duration", "enum", "path" or "list"
---@field default? any
---@field help? string
---@field min? number
---@field max? number
---@field values? string[] of an enum
---@field access? string "read" or "write", of a path

---@class recency
---@field half_life string
---@field weight? number 0.5 unless told

---@class limits
---@field heap_mb? integer of memory

---@class probe_info
---@field name string
---@field ext string
---@field source string
---@field size? integer
---@field mtime? integer

---@class article
---@field title? text a string
---@field deck? text a string
---@field source? text a string
---@field section? text a string
---@field body? text paragraphs separated by a blank line
---@field url? text a string
---@field permalink? boolean true when url is the article's own and no other's: then it identifies the article
---@field key? text|integer a string or an integer that the outlet never uses twice: the best identity
---@field published? date|text a date object, or an RFC 3339 string; leave it out when the record does not say
---@field modified? date|text a date object, or an RFC 3339 string; leave it out when the record does not say
---@field authors? text[]|text a list of strings, or one string
---@field tags? text[]|text a list of strings, or one string
---@field lang? text "en", "ko"
---@field from? table<string, text> what of the record each field was taken from: { title = "og:title", published = "json-ld" }, 128 bytes at most. show --provenance shows it; a field that has no value is left out
---@field meta? table<string, text|number|boolean> anything else: names and strings, numbers or booleans, 16 KiB in all. meta.removed keeps what cleaning left out

---@class ctx.part
---@field bytes text the document
---@field name? string its name, by whose ending readers go; the record's own unless told
---@field type? string its media type, text/html: gives the name an ending that fits
---@field charset? string what a protocol says its charset is
---@field url? string its address: rec.url, ctx.base_url and the base of its links
---@field captured? date when it was captured, as date.captured

---@class ctx.known_by
---@field id? string the record's own
---@field digest? string of the captured bytes
---@field url? string the address
---@field date? string the time of capture, RFC 3339

---@class html.link
---@field url string
---@field text? string
---@field rel? string

---@class html.article_opts
---@field title? text what not to repeat in the body
---@field content? text selector of the main text
---@field drop? text selector of what to leave out
---@field url? text the address of the page: it chooses the clean script, what is relative is read against it, and the date may stand in it

---@class html.meta
---@field title? string
---@field deck? string
---@field site? string
---@field url? string
---@field permalink? boolean
---@field lang? string
---@field section? string
---@field type? string
---@field authors? string[]
---@field tags? string[]
---@field published? date
---@field modified? date
---@field published_from? string what said so
---@field from? table<string, string> what said it, by the name that an article has for the field (source for site)

---@class html.page: html.meta
---@field body? string the main text
---@field removed? string what was cut from inside it
---@field cleaned_by? string the clean script that had a say

---@class json.decode_opts
---@field max_depth? integer how deep values may stand in each other, 512 unless told
---@field max_values? integer how many there may be, 2,000,000 unless told

---@class json.encode_opts
---@field pretty? boolean over lines, two blanks a level

---@class csv.rows_opts
---@field sep? text one byte, a comma unless told
---@field quote? text one byte, " unless told
---@field header? boolean|text[] true: the first row names the columns; or the names

---@class csv.split_opts
---@field sep? text one byte, a comma unless told
---@field quote? text one byte, " unless told

---@class csv.encode_opts
---@field sep? text one byte, a comma unless told
---@field quote? text one byte, " unless told
---@field header? text[] the names of the columns: the first row, and where the cells of a row are found

---@class date.parts
---@field year integer
---@field month? integer
---@field day? integer
---@field hour? integer
---@field minute? integer
---@field second? integer
---@field tz? string|integer

---@class date.span
---@field years? integer
---@field months? integer
---@field weeks? integer
---@field days? integer
---@field hours? integer
---@field minutes? integer
---@field seconds? integer

---@class date.opts
---@field tz? string|integer the zone of a date that names none: "+09:00", "Z", or minutes east
---@field dayfirst? boolean
---@field monthfirst? boolean
---@field year? boolean allows "2025"
---@field month? boolean allows "April 2025"
---@field epoch? boolean allows "1743897600", seconds since 1970, also in thousandths and millionths
---@field any? boolean allows placeholders (1970-01-01, 1900-01-01 ...) and dates to come
---@field lang? string "en-GB": settles 04/06/2025, and what CST or IST means
---@field now? date when the text was captured: "yesterday" is read against it

---@class url.parts
---@field scheme? string
---@field user? string
---@field host? string
---@field port? integer
---@field path? string
---@field query? string
---@field fragment? string
---@field params table<string, string> the first value of each parameter, decoded

---@class feed.person
---@field name? string
---@field email? string
---@field url? string

---@class feed.item
---@field id? string
---@field url? string
---@field permalink boolean the feed says that url is the item's own
---@field title? string
---@field title_html? boolean whether the title is markup, as far as the feed says
---@field summary? string
---@field content? string
---@field html boolean summary and content are markup
---@field published? date
---@field modified? date
---@field lang? string
---@field published_text? string a date that is not understood
---@field modified_text? string
---@field source? string the feed that the item was taken over from
---@field authors string[]
---@field people feed.person[]
---@field tags string[]
---@field enclosures string[] addresses

---@class feed.feed
---@field kind string rss, rdf, cdf, atom or json
---@field id? string
---@field title? string
---@field title_html? boolean
---@field url? string
---@field description? string
---@field html boolean description is markup
---@field lang? string
---@field published? date
---@field modified? date
---@field published_text? string
---@field modified_text? string
---@field authors string[]
---@field people feed.person[]
---@field tags string[]
---@field items feed.item[]
---@field damage? string what was wrong with the document
---@field cut boolean it ends too early
---@field lost boolean in the middle of an item, which is left out

---@class feed.cuts
---@field head integer the last byte before the first item
---@field tail integer the last byte of the last
---@field ends integer[] the last byte of each piece

---@class warc.record
---@field version string
---@field type? string response, request, warcinfo …
---@field id? string
---@field url? string
---@field date? date
---@field content_type? string
---@field headers table<string, string> by names in lower case
---@field body text

---@class warc.message
---@field status? integer
---@field reason? string
---@field method? string
---@field target? string
---@field type? string
---@field charset? string
---@field headers table<string, string>
---@field body text
---@field encoding? string what the body is still encoded by
---@field damaged? string

---@class mbox.message
---@field from_line? string what follows "From " on the first line
---@field subject? string
---@field from? string
---@field id? string
---@field date? date
---@field headers table<string, string> by names in lower case
---@field body text

---@class mail.address
---@field name? string
---@field address? string

---@class mail.part
---@field type string "text/html"
---@field encoding? string "base64"
---@field charset? string as declared
---@field disposition? string "attachment"
---@field name? string of a file
---@field id? string Content-ID
---@field parent? integer place of the part it belongs to
---@field depth integer
---@field flowed? boolean
---@field delsp? boolean
---@field headers view
---@field body view as it stands: see mail.text
---@field fault? string what is wrong with it

---@class mail.message
---@field subject? string
---@field id? string Message-ID without its brackets
---@field date? date
---@field from mail.address[]
---@field from_line? string what follows "From " in a mailbox
---@field headers table<string, string> by names in lower case, the first of each
---@field parts mail.part[]

---@class rtf.document
---@field text string paragraphs, and cells with tabs between them
---@field title? string
---@field author? string
---@field subject? string
---@field keywords? string
---@field company? string
---@field created? date
---@field modified? date

---@class pdf.line
---@field text string
---@field x number
---@field y number
---@field w number
---@field h number

---@class pdf.document
---@field pages table[] each a list of lines in reading order, and its width and height
---@field title? string
---@field author? string
---@field subject? string
---@field keywords? string
---@field producer? string
---@field xmp? string the metadata packet, XML
---@field created? date
---@field modified? date
---@field cut? string why its last pages are missing

---@class archive.search_opts
---@field query? text
---@field since? date|text
---@field before? date|text
---@field sort? text "relevance", "newest" or "oldest"
---@field limit? integer
---@field offset? integer
---@field rank? text

---@class archive.count_opts
---@field query? text
---@field since? date|text
---@field before? date|text

---@class archive.facet_opts
---@field by string
---@field query? text
---@field since? date|text
---@field before? date|text
---@field limit? integer

---@class archive.facet
---@field value string
---@field count integer

---@class archive.timeline_opts
---@field by string
---@field query? text
---@field since? date|text
---@field before? date|text

---@class archive.period
---@field period string
---@field from date
---@field count integer

---@class fs.entry
---@field name string
---@field type string
---@field size integer

---@class record
---@field name string its name in the bundle
---@field index integer number of the record in its entry, from 1
---@field size integer bytes
---@field mtime integer? seconds since 1970, or nil
---@field type string the extension, lower case, without the dot
---@field head view the first bytes of the file that the record was cut from, at most 64 KiB: the names of a table's columns, what a list says of itself
---@field url string? where it was fetched from, when another reader has handed it over (ctx:read) and knew; nil else
---@field source string base name of the bundle
---@field charset string? the charset it was found to be in
---@field sha256 string of its bytes; computed when asked for
local _record = {}

--- a view of the bytes as they are
---
---```lua
---#rec:bytes() --> rec.size
---```
---@return view
function _record:bytes() end

--- a view of the text in UTF-8: byte-order mark, declaration and evidence decide, or the charset you name; or nil, message
---
---```lua
---rec:text():is("hello world") --> true
---```
---@param charset? text
---@return view?
---@return string?
function _record:text(charset) end

--- iterator over the lines of the text, as strings
---
---```lua
---rec:lines()() --> "hello world"
---```
---@return fun(): string?
function _record:lines() end

--- as html.parse of the text; or nil, message
---
---```lua
---rec:html():text() --> "hello world"
---```
---@return html.document?
---@return string?
function _record:html() end

--- as xml.parse, honouring the declared encoding; or nil, message
---
---```lua
---(rec:xml()) --> nil
---```
---@param charset? text
---@return xml.document?
---@return string?
function _record:xml(charset) end

--- the value, as json.decode; or nil, message
---
---```lua
---(rec:json()) --> nil
---```
---@return any
---@return string?
function _record:json() end

---@class stream
---@field name string as of a record
---@field size integer as of a record
---@field mtime integer? as of a record
---@field type string as of a record
---@field source string as of a record
local _stream = {}

--- a view of the whole entry
---@return view
function _stream:view() end

---@class context
---@field now date a date: the time of the import, the same for all its records
---@field base_url string what --base-url said, or ""
---@field map table<string, string>? what --map FIELD=PATH said, paths by fields ("": leave the field out); nil when it was not used
---@field options table<string, any> the options' values
local _context = {}

--- says what a record that split has cut out of a file must stand between to be read by itself: when it comes into quarantine, that is kept with it, and a retry reads all three as one file. At most 64 KiB each. For rows of tables and elements of XML the import does so by itself
---
---```lua
---ctx:around("<rss><channel>", "</channel></rss>")
---```
---@param before text
---@param after? text
function _context:around(before, after) end

--- says what later captures may call this record by, when they are the same as it; or, with of, that this record is the same as an earlier one and has no text of its own: then parse returns nil and the reason. Where the earlier one is at hand, in this import or in the archive by its address and time, the record counts as a duplicate, or becomes an article of its own address; else it is skipped
---
---```lua
---ctx:capture{ id = "a:1", url = "https://a.example/", date = "2025-04-06T10:00:00Z" }
---```
---@param self ctx.known_by
---@param of? ctx.known_by
function _context:capture(self, of) end

--- one of many articles of a record, checked at once
---@param article article
function _context:emit(article) end

--- says, in a reader of files that --map is for, that the record's file has what --map names; or the first field and path that it has not, and the names that there are. When no file of the import had them before, it ends with an error that suggests the nearest name; else that is a warning
---
---```lua
---ctx:mapped()
---```
---@param field? text
---@param path? text
---@param names? text[]
function _context:mapped(field, path, names) end

--- hands a part of the record, a document of its own (what a WARC record holds, an attachment), to the reader that takes it, and gives its articles as tables to complete and return. Or nil and why there are none: no reader takes it, or its reader skipped it; or false, message and code, when that reader rejected it. An error in it is an error here. Keys of part: bytes; name, type ("text/html"), charset, url and captured (a date) where they are known. Of a part of many records those come back that were taken; behind them, when others were refused, how many and why, and the code: returned by parse in this order, the articles are kept and the record is in quarantine for the rest. A part of more than 1,000 records is rejected. A reader is not asked about parts of its own records, parts lie three deep at most, and those of one record share the time that one record has
---
---```lua
---(ctx:read{ bytes = "hello", name = "a.nothing" }) --> nil
---select(2, ctx:read{ bytes = "hello", name = "a.nothing" }) --> "no reader takes this kind of document"
---```
---@param part ctx.part
---@return article[]?
---@return string?
---@return string?
function _context:read(part) end

--- bytes of Lua memory in use
---
---```lua
---ctx:mem() > 0 --> true
---```
---@return integer
function _context:mem() end

---@class view
---@operator len: integer
---@operator concat(text): string
local _view = {}

--- bytes
---
---```lua
---local v = rec:bytes()
---#v == v:len() --> true
---```
---@return integer
function _view:len() end

--- a slice, as string.sub
---
---```lua
---tostring(rec:bytes():sub(1, 5)) --> "hello"
---```
---@param i integer
---@param j? integer
---@return view
function _view:sub(i, j) end

--- first and last position of s, plainly, not as a pattern (that is string.find(v, …)); or nil
---
---```lua
---rec:bytes():find("world") --> 7
---```
---@param s text
---@param init? integer
---@return integer?
---@return integer?
function _view:find(s, init) end

--- one byte
---
---```lua
---rec:bytes():byte() --> 104
---```
---@param i? integer
---@return integer?
function _view:byte(i) end

--- comparisons
---
---```lua
---rec:bytes():is("hello world") --> true
---```
---@param s text
---@return boolean
function _view:is(s) end

--- comparisons
---
---```lua
---rec:bytes():starts("hello") --> true
---```
---@param s text
---@return boolean
function _view:starts(s) end

--- comparisons
---
---```lua
---rec:bytes():ends("hello") --> false
---```
---@param s text
---@return boolean
function _view:ends(s) end

--- iterator over lines, as slices
---
---```lua
---local n = 0
---for line in rec:bytes():lines() do n = n + #line end
---n --> 11
---```
---@return fun(): view?
function _view:lines() end

--- as string.match and its like; what they give are strings
---
---```lua
---rec:bytes():match("w%w+") --> "world"
---```
---@param pattern string
---@param init? integer
---@return any
function _view:match(pattern, init) end

--- as string.match and its like; what they give are strings
---
---```lua
---rec:bytes():gmatch("%w+")() --> "hello"
---```
---@param pattern string
---@return fun(): any
function _view:gmatch(pattern) end

--- as string.match and its like; what they give are strings
---
---```lua
---rec:bytes():gsub("l", "L") --> "heLLo worLd"
---```
---@param pattern string
---@param repl any
---@param n? integer
---@return string
---@return integer
function _view:gsub(pattern, repl, n) end

--- as string.match and its like; what they give are strings
---
---```lua
---rec:bytes():lower() --> "hello world"
---```
---@return string
function _view:lower() end

--- as string.match and its like; what they give are strings
---
---```lua
---rec:bytes():upper() --> "HELLO WORLD"
---```
---@return string
function _view:upper() end

--- a string
---
---```lua
---rec:bytes():tostring() --> "hello world"
---```
---@return string
function _view:tostring() end

---@class html.document
local _html_document = {}

--- a table: what doc:meta() gives, and body (the main text), removed (what was cut from inside it), cleaned_by (the clean script that had a say). content and drop are selectors; title is what not to repeat; url the address of the page, which chooses the clean script and may hold the date
---
---```lua
---local doc = html.parse("<html lang=en><nav>Menu</nav><div id=x><p>The ferry was late again on Sunday, for the third time.</p><aside>More</aside></div>")
---local a = doc:article{ content = "#x", drop = "aside" }
---a.body --> "The ferry was late again on Sunday, for the third time."
---a.lang --> "en"
---```
---@param opts html.article_opts|text
---@return html.page
function _html_document:article(opts) end

--- title, deck, site, url, permalink, lang, section, type, authors, tags, published, modified, published_from, as far as the page says; from, a table, says what said so, as an article's from wants it
---
---```lua
---local m = html.parse('<meta property="og:title" content="Fog on the river">'):meta()
---m.title --> "Fog on the river"
---m.from.title --> "og:title"
---```
---@return html.meta
function _html_document:meta() end

--- list of its links, each with url, text and rel; base makes them absolute
---
---```lua
---local l = html.parse("<a href='/a' rel=next>Next <b>page</b></a>"):links("http://a.example/x/")
---l --> { { url = "http://a.example/a", text = "Next page", rel = "next" } }
---```
---@param base? text
---@return html.link[]
function _html_document:links(base) end

--- list of what its JSON-LD scripts say, as json.decode gives it; damaged ones are left out
---
---```lua
---html.parse('<script type="application/ld+json">{"@type":"NewsArticle"}</script>'):jsonld()[1]["@type"] --> "NewsArticle"
---```
---@return any[]
function _html_document:jsonld() end

--- list of nodes. tag, *, .class, #id, [a], [a=v], ^=, $=, *=, ~=, descendant, >, comma
---
---```lua
---local doc = html.parse("<ul><li><a href=/a>A</a><li><a>B</a></ul>")
---#doc:select("li > a[href^='/']") --> 1
---#doc:select1("ul"):select("li") --> 2
---```
---@param css text
---@return html.node[]
function _html_document:select(css) end

--- the first, or nil
---
---```lua
---html.parse("<p>x"):select1("h1") --> nil
---```
---@param css text
---@return html.node?
function _html_document:select1(css) end

--- text with white space folded
---
---```lua
---html.parse("<p>a\n  b</p>"):text() --> "a b"
---```
---@return string
function _html_document:text() end

--- text as it stands
---
---```lua
---html.parse("<script>a\n  b</script>"):select1("script"):data() --> "a\n  b"
---```
---@return string
function _html_document:data() end

--- text as paragraphs
---
---```lua
---html.parse("<div><p>a</p><p>b</p></div>"):select1("div"):plain() --> "a\n\nb"
---```
---@return string
function _html_document:plain() end

---@class html.node
local _html_node = {}

--- list of its links, each with url, text and rel; base makes them absolute
---
---```lua
---local l = html.parse("<a href='/a' rel=next>Next <b>page</b></a>"):links("http://a.example/x/")
---l --> { { url = "http://a.example/a", text = "Next page", rel = "next" } }
---```
---@param base? text
---@return html.link[]
function _html_node:links(base) end

--- list of nodes. tag, *, .class, #id, [a], [a=v], ^=, $=, *=, ~=, descendant, >, comma
---
---```lua
---local doc = html.parse("<ul><li><a href=/a>A</a><li><a>B</a></ul>")
---#doc:select("li > a[href^='/']") --> 1
---#doc:select1("ul"):select("li") --> 2
---```
---@param css text
---@return html.node[]
function _html_node:select(css) end

--- the first, or nil
---
---```lua
---html.parse("<p>x"):select1("h1") --> nil
---```
---@param css text
---@return html.node?
function _html_node:select1(css) end

--- text with white space folded
---
---```lua
---html.parse("<p>a\n  b</p>"):text() --> "a b"
---```
---@return string
function _html_node:text() end

--- text as it stands
---
---```lua
---html.parse("<script>a\n  b</script>"):select1("script"):data() --> "a\n  b"
---```
---@return string
function _html_node:data() end

--- text as paragraphs
---
---```lua
---html.parse("<div><p>a</p><p>b</p></div>"):select1("div"):plain() --> "a\n\nb"
---```
---@return string
function _html_node:plain() end

--- an attribute or nil; the tag
---
---```lua
---html.parse("<a href='/x'>y</a>"):select1("a"):attr("href") --> "/x"
---```
---@param name text
---@return string?
function _html_node:attr(name) end

--- an attribute or nil; the tag
---
---```lua
---html.parse("<H1>y</H1>"):select1("h1"):name() --> "h1"
---```
---@return string
function _html_node:name() end

--- a node or nil; list of elements
---
---```lua
---html.parse("<p><b>x</b></p>"):select1("b"):parent():name() --> "p"
---```
---@return html.node?
function _html_node:parent() end

--- a node or nil; list of elements
---
---```lua
---#html.parse("<ul><li>1<li>2</ul>"):select1("ul"):children() --> 2
---```
---@return html.node[]
function _html_node:children() end

---@class htmllib
html = {}

--- a document, as a browser would read it; or nil, message
---
---```lua
---local doc = html.parse("<title>Quay</title><p class=lead>A &amp; B<p>C")
---doc:select1("p.lead"):text() --> "A & B"
---#doc:select("p") --> 2
---```
---@param s text
---@return html.document?
---@return string?
function html.parse(s) end

--- markup to paragraphs of plain text
---
---```lua
---html.text("<p>One<br>two</p><p>Three &lt; four</p>") --> "One\ntwo\n\nThree < four"
---```
---@param s text
---@return string
function html.text(s) end

---@class xml.document
local _xml_document = {}

--- the root; the first complaint or nil
---
---```lua
---xml.parse("<a/>"):root():name() --> "a"
---```
---@return xml.node
function _xml_document:root() end

--- the root; the first complaint or nil
---
---```lua
---xml.parse("<a>x</a>"):damage() --> nil
---```
---@return string?
function _xml_document:damage() end

--- an attribute or nil; the text below; the markup below
---
---```lua
---xml.parse("<a>x<b>y</b></a>"):root():text() --> "xy"
---```
---@return string
function _xml_document:text() end

--- a node or nil, the same, a list
---
---```lua
---xml.parse("<a><b>1</b></a>"):root():child("b"):text() --> "1"
---```
---@param name string
---@return xml.node?
function _xml_document:child(name) end

--- a node or nil, the same, a list
---
---```lua
---#xml.parse("<a><b/><c/></a>"):root():children() --> 2
---```
---@param name? string
---@return xml.node[]
function _xml_document:children(name) end

--- the first descendant of that name or nil; all of them
---
---```lua
---xml.parse("<a><b><c>z</c></b></a>"):root():find("c"):text() --> "z"
---```
---@param name string
---@return xml.node?
function _xml_document:find(name) end

--- the first descendant of that name or nil; all of them
---
---```lua
---#xml.parse("<a><b/><c><b/></c></a>"):root():all("b") --> 2
---```
---@param name string
---@return xml.node[]
function _xml_document:all(name) end

---@class xml.node
local _xml_node = {}

--- local name, prefix, namespace
---
---```lua
---xml.parse("<d:t xmlns:d='urn:x'/>"):root():name() --> "t"
---```
---@return string
---@return string
---@return string
function _xml_node:name() end

--- an attribute or nil; the text below; the markup below
---
---```lua
---xml.parse("<a b='1'/>"):root():attr("b") --> "1"
---```
---@param name string
---@return string?
function _xml_node:attr(name) end

--- an attribute or nil; the text below; the markup below
---
---```lua
---xml.parse("<a>x<b>y</b></a>"):root():text() --> "xy"
---```
---@return string
function _xml_node:text() end

--- an attribute or nil; the text below; the markup below
---
---```lua
---xml.parse("<a>x<b>y</b></a>"):root():inner() --> "x<b>y</b>"
---```
---@return string
function _xml_node:inner() end

--- a node or nil, the same, a list
---
---```lua
---xml.parse("<a><b/></a>"):find("b"):parent():name() --> "a"
---```
---@return xml.node?
function _xml_node:parent() end

--- a node or nil, the same, a list
---
---```lua
---xml.parse("<a><b>1</b></a>"):root():child("b"):text() --> "1"
---```
---@param name string
---@return xml.node?
function _xml_node:child(name) end

--- a node or nil, the same, a list
---
---```lua
---#xml.parse("<a><b/><c/></a>"):root():children() --> 2
---```
---@param name? string
---@return xml.node[]
function _xml_node:children(name) end

--- the first descendant of that name or nil; all of them
---
---```lua
---xml.parse("<a><b><c>z</c></b></a>"):root():find("c"):text() --> "z"
---```
---@param name string
---@return xml.node?
function _xml_node:find(name) end

--- the first descendant of that name or nil; all of them
---
---```lua
---#xml.parse("<a><b/><c><b/></c></a>"):root():all("b") --> 2
---```
---@param name string
---@return xml.node[]
function _xml_node:all(name) end

---@class xmllib
xml = {}

--- a document, from UTF-8 text; damaged XML mended (stray & and <, elements that nobody closed) and read as far as it goes; or nil, message. No DTD, no entities but characters'
---
---```lua
---local doc = xml.parse("<a><b n='1'>x</b><b>y</b></a>")
---doc:find("b"):attr("n") --> "1"
---#doc:all("b") --> 2
---```
---@param s text
---@return xml.document?
---@return string?
function xml.parse(s) end

--- for for node in …: the elements of that local name, one at a time, so that a large file takes the memory of one; a node lives until the next
---
---```lua
---local t = {}
---for n in xml.each("<r><i a='1'>x</i><b/><i a='2'><i/>y</i></r>", "i") do t[#t + 1] = n:attr("a") .. n:text() end
---t --> { "1x", "2y" }
---```
---@param s text
---@param name string
---@return fun(): xml.node?
function xml.each(s, name) end

---@class jsonlib
---@field null lightuserdata null
json = {}

--- the value; or nil, message with line and column. A null is absent in an object and json.null in a list. opts: max_depth, max_values
---
---```lua
---json.decode('{"a": [1, null, "x"]}').a[3] --> "x"
---json.decode('[1, null]')[2] --> json.null
---(json.decode("{")) --> nil
---(json.decode("[ [1] ]", { max_depth = 1 })) --> nil
---```
---@param s text
---@param opts? json.decode_opts
---@return any
---@return string?
function json.decode(s, opts) end

--- text, keys in order, always; an empty table is {}. pretty = true writes it over lines
---
---```lua
---json.encode{ b = { 1, 2 }, a = true } --> '{"a":true,"b":[1,2]}'
---json.encode({ a = { 1 } }, { pretty = true }) --> '{\n  "a": [\n    1\n  ]\n}'
---```
---@param v any
---@param opts? json.encode_opts
---@return string
function json.encode(v, opts) end

--- for for n, value, message in …: number and value of each line that is not blank; of a damaged one nil and why
---
---```lua
---local sum, bad = 0, 0
---for n, v, why in json.lines('{"a":1}\n\n{"a":\n{"a":2}') do
---  if v then sum = sum + v.a else bad = n end
---end
---sum --> 3
---bad --> 3
---```
---@param s text
---@param opts? json.decode_opts
---@return fun(): integer?
---@return any
---@return string?
function json.lines(s, opts) end

--- for for one in …: the values of the outermost list, or those that stand one behind the other, as slices, not looked into; for a reader's split
---
---```lua
---local seen = {}
---for one in json.items('[{"a":"]"}, 5]') do seen[#seen + 1] = one end
---for one in json.items('{"b":[1]}\n{"c":2}') do seen[#seen + 1] = one end
---seen --> { '{"a":"]"}', "5", '{"b":[1]}', '{"c":2}' }
---```
---@param s text
---@return fun(): text?
function json.items(s) end

--- for for key, one in …: the members of the outermost object the same way, keys as they are spelled
---
---```lua
---local seen = {}
---for key, one in json.members('{"a": [1, 2], "b": "x"}') do seen[#seen + 1] = key .. "=" .. one end
---seen --> { "a=[1, 2]", 'b="x"' }
---```
---@param s text
---@return fun(): string?
---@return text?
function json.members(s) end

---@class csvlib
csv = {}

--- for for row, line in …: each row as a list, with the number of its first line; with header = true (or a list of names) by the names of the columns. Quotes reach over lines; a quote that is never closed raises an error. opts: sep, quote, header
---
---```lua
---local seen = {}
---for row, line in csv.rows('name,note\nA,"one\ntwo"\nB,"say ""hi"""\n', { header = true }) do
---  seen[#seen + 1] = { row.name, row.note, line }
---end
---seen --> { { "A", "one\ntwo", 2 }, { "B", 'say "hi"', 4 } }
---csv.rows("a;'b;c'", { sep = ";", quote = "'" })() --> { "a", "b;c" }
---```
---@param s text
---@param opts? csv.rows_opts
---@return fun(): table?
---@return integer?
function csv.rows(s, opts) end

--- for for one in …: the rows as slices, their line ends with them, for a reader's split. opts: sep, quote
---
---```lua
---local seen = {}
---for row in csv.split('a,"one\ntwo"\nb,c') do seen[#seen + 1] = row end
---seen --> { 'a,"one\ntwo"\n', "b,c" }
---```
---@param s text
---@param opts? csv.split_opts
---@return fun(): text?
function csv.split(s, opts) end

--- lines that end in CR LF; with header a first row of names, by which the cells are found
---
---```lua
---csv.encode{ { 1, "a,b" }, { "c" } } --> '1,"a,b"\r\nc\r\n'
---csv.encode({ { a = 1, b = 2 } }, { header = { "b", "a" } }) --> "b,a\r\n2,1\r\n"
---```
---@param rows table[]
---@param opts? csv.encode_opts
---@return string
function csv.encode(rows, opts) end

---@class date
---@field iso string the date as in RFC 3339, cut at its precision; also tostring(d)
---@field precision string "year", "month", "day", "minute" or "second"
---@field note string? how it was told where that is not plain: "relative" to the capture, "no year" (the capture's, or the one before), "no zone" (its letters mean several: the day alone), "deduced" (weekday or capture told day from month)
---@field unix integer seconds since 1970
---@field year integer its parts
---@field month integer its parts
---@field day integer its parts
---@field hour integer its parts
---@field minute integer its parts
---@field second integer its parts
---@field weekday integer 1 is Monday, 7 Sunday
local _date = {}

---@class datelib
date = {}

--- a date, when the whole string is one; or nil, and why not. Written out it may be in English, French, German, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Korean, Japanese or Chinese. opts: tz = "+09:00", dayfirst, monthfirst, lang; year, month, epoch to allow "2025", "April 2025" and "1743897600"; now, a date, to allow "yesterday", "3 hours ago", "Sunday" and "6 April"; any to allow what programs write for no date, such as 1970-01-01, and days to come
---
---```lua
---date.parse("6 April 2025").iso --> "2025-04-06"
---date.parse("주체114(2025)년 4월 6일 오후 3시", { tz = "+09:00" }).iso --> "2025-04-06T15:00:00+09:00"
---date.parse("04/05/2024", { dayfirst = true }).month --> 5
---date.parse("04/05/2024", { lang = "en-US" }).month --> 4
---select(2, date.parse("04/05/2024")) --> "a date whose day and month cannot be told apart"
---(date.parse("yesterday")) --> nil
---date.parse("vor 3 Stunden", { now = date.new{ year = 2025, month = 4, day = 6, hour = 2, tz = "Z" } }).iso --> "2025-04-05"
---(date.parse("1970-01-01T00:00:00Z")) --> nil
---date.parse("1743897600", { epoch = true }).iso --> "2025-04-06T00:00:00Z"
---```
---@param s text
---@param opts? date.opts
---@return date?
---@return string?
function date.parse(s, opts) end

--- the same, and also behind a label: "Published: 6 April 2025"
---
---```lua
---date.find("Published: 6 April 2025").iso --> "2025-04-06"
---```
---@param s text
---@param opts? date.opts
---@return date?
---@return string?
function date.find(s, opts) end

--- says when the present record was captured: from here to its end every date, those of doc:article() too, is read against d. With --date-from mtime a record's own time is set before
---
---```lua
---date.captured(date.parse("2025-04-06T14:00:00+09:00"))
---date.parse("어제 오후 6:30").iso --> "2025-04-05T18:30:00+09:00"
---```
---@param d date
function date.captured(d) end

--- a date of year, month, day, hour, minute, second, tz, as precise as it is told; or of seconds since 1970; or nil, message when there is no such day
---
---```lua
---date.new{ year = 2025, month = 4 }.precision --> "month"
---date.new{ year = 2025, month = 4, day = 6, hour = 9, tz = "+09:00" }.unix --> 1743897600
---date.new(0).iso --> "1970-01-01T00:00:00Z"
---(date.new{ year = 2025, month = 2, day = 30 }) --> nil
---```
---@param parts date.parts|integer
---@return date?
---@return string?
function date.new(parts) end

--- moved by years, months, weeks, days, hours, minutes, seconds; a month from 31 January is the end of February
---
---```lua
---date.add(date.parse("2025-01-31"), { months = 1 }).iso --> "2025-02-28"
---date.add(date.parse("2025-04-06"), { days = -7 }).iso --> "2025-03-30"
---```
---@param d date
---@param by date.span
---@return date
function date.add(d, by) end

--- with %Y %y %m %d %e %j %H %M %S %F %T %B %b %A %a %z %% as in C's strftime, the names in English
---
---```lua
---date.format(date.parse("2025-04-06"), "%A, %e %B %Y") --> "Sunday, 6 April 2025"
---```
---@param d date
---@param form text
---@return string
function date.format(d, form) end

---@class textlib
text = {}

--- without white space at the ends
---
---```lua
---text.trim("  a b\n") --> "a b"
---```
---@param s text
---@return text
function text.trim(s) end

--- with single blanks inside
---
---```lua
---text.squeeze(" a \n b ") --> "a b"
---```
---@param s text
---@return string
function text.squeeze(s) end

--- NFC, without control characters
---
---```lua
---text.clean("e\u{301}\1") --> "\u{e9}"
---```
---@param s text
---@return string
function text.clean(s) end

--- without case, width and accents: for comparing
---
---```lua
---text.fold("\u{c9}T\u{c9}") --> "ete"
---```
---@param s text
---@return string
function text.fold(s) end

--- equal after folding and squeezing
---
---```lua
---text.same("Caf\u{e9}  Royal", "cafe royal") --> true
---```
---@param a text
---@param b text
---@return boolean
function text.same(a, b) end

--- the first line that is not blank, and what follows it; or nil
---
---```lua
---text.first_line("\n  Title\nBody") --> "Title"
---```
---@param s text
---@return text?
---@return text?
function text.first_line(s) end

--- list of runs of lines
---
---```lua
---text.paragraphs("a\nb\n\nc") --> { "a\nb", "c" }
---```
---@param s text
---@return text[]
function text.paragraphs(s) end

--- joins lines wrapped by hand; a line indented by so many blanks (2) or behind a blank line opens a paragraph
---
---```lua
---text.unwrap("one\ntwo\n  three") --> "one two\n\nthree"
---```
---@param s text
---@param indent? integer
---@return string
function text.unwrap(s, indent) end

--- the text without a trailing comment policy and its like; and what was cut, or nil
---
---```lua
---text.boilerplate("News.") --> "News."
---```
---@param s text
---@return text
---@return text?
function text.boilerplate(s) end

--- what stands between two marks, and the position behind; or nil
---
---```lua
---text.between("a [b] c", "[", "]") --> "b"
---```
---@param s text
---@param open text
---@param close text
---@param init? integer
---@return text?
---@return integer?
function text.between(s, open, close, init) end

--- all of them, a list of strings
---
---```lua
---text.all_between("[a] [b]", "[", "]") --> { "a", "b" }
---```
---@param s text
---@param open text
---@param close text
---@return string[]
function text.all_between(s, open, close) end

--- list of trimmed parts
---
---```lua
---text.split("a; b;c", ";") --> { "a", "b", "c" }
---```
---@param s text
---@param sep text
---@return text[]
function text.split(s, sep) end

--- plainly, everywhere
---
---```lua
---text.replace("a.b.c", ".", "-") --> "a-b-c"
---```
---@param s text
---@param what text
---@param with text
---@return text
function text.replace(s, what, with) end

--- &lt;, &amp;, &#8217; as characters
---
---```lua
---text.unescape("1 &lt; 2 &amp; 3") --> "1 < 2 & 3"
---```
---@param s text
---@return text
function text.unescape(s) end

--- list of its words as the index cuts them, as they stand in the text
---
---```lua
---text.words("Stop, Ana: it's 5.") --> { "Stop", "Ana", "it", "s", "5" }
---```
---@param s text
---@return text[]
function text.words(s) end

--- list of its sentences
---
---```lua
---text.sentences("It rained. Dr. Kim left.\n\nWhy?") --> { "It rained.", "Dr. Kim left.", "Why?" }
---```
---@param s text
---@return text[]
function text.sentences(s) end

--- of the pairs of neighbouring words that either has, the share that both have: 0 to 1
---
---```lua
---text.similarity("The cat sat down.", "the CAT sat down") --> 1.0
---text.similarity("one two three", "one two four") --> 1 / 3
---text.similarity("a b", "c d") --> 0.0
---```
---@param a text
---@param b text
---@return number
function text.similarity(a, b) end

--- lines of at most so many columns (80), paragraphs kept
---
---```lua
---text.wrap("one two three\n\nfour", 8) --> "one two\nthree\n\nfour"
---```
---@param s text
---@param columns? integer
---@return string
function text.wrap(s, columns) end

--- at most so many columns (80), cut behind a word where there is one, and then mark (…)
---
---```lua
---text.truncate("one two three", 9) --> "one two\u{2026}"
---text.truncate("short", 9) --> "short"
---```
---@param s text
---@param columns? integer
---@param mark? text
---@return text
function text.truncate(s, columns, mark) end

--- the columns of a terminal that it takes
---
---```lua
---text.width("\u{d55c}\u{ae00} a") --> 6
---```
---@param s text
---@return integer
function text.width(s) end

--- whether it matches as match.member does: * within a folder, ** over folders, ? one byte; a pattern without / looks at what is behind the last one
---
---```lua
---text.glob("utm_source", "utm_*") --> true
---text.glob("a/b/c.txt", "*.txt") --> true
---text.glob("a/b/c.txt", "a/*.txt") --> false
---```
---@param s text
---@param pattern text
---@return boolean
function text.glob(s, pattern) end

--- the field of an article (title, body, published …) that a column or a key of this name holds, and how good a name it is, 1 being the best; or nil. Names in eleven languages, compared without case, accents and punctuation
---
---```lua
---text.field("Pub_Date") --> "published"
---text.field("\u{c81c}\u{baa9}") --> "title"
---text.field("index_link") --> nil
---```
---@param name text
---@return string?
---@return integer?
function text.field(name) end

--- whether it looks like markup: a tag of HTML, or an end tag of any name
---
---```lua
---text.has_tags("all is <b>well</b>") --> true
---text.has_tags("1 < 2, <sic> and <a@example.org>") --> false
---```
---@param s text
---@return boolean
function text.has_tags(s) end

--- "en" for "en-GB" or "English"; or nil
---
---```lua
---text.lang("en-GB") --> "en"
---```
---@param s? text
---@return string?
function text.lang(s) end

--- the language of a text, from its first thousand bytes, where it is plain to see (CLD2's 80 languages); or nil
---
---```lua
---text.guess_lang("The council met on Monday to discuss the budget for the coming year.") --> "en"
---```
---@param s? text
---@return string?
function text.guess_lang(s) end

---@class urllib
url = {}

--- a table of scheme, user, host, port, path, query, fragment as far as they are there, and params, the first value of each parameter, decoded; or nil, message. What may not stand in an address is percent-encoded
---
---```lua
---local u = url.parse("HTTPS://News.example:8080/a%20b?id=7&q=x+y#top")
---u.scheme .. " " .. u.host .. " " .. u.port --> "https news.example 8080"
---u.path .. " " .. u.fragment --> "/a%20b top"
---u.params --> { id = "7", q = "x y" }
---(url.parse("http://[")) --> nil
---```
---@param s text
---@return url.parts?
---@return string?
function url.parse(s) end

--- the host in lower case, or nil
---
---```lua
---url.host("http://WWW.Example.org/x") --> "www.example.org"
---url.host("/x") --> nil
---```
---@param s text
---@return string?
---@return string?
function url.host(s) end

--- where a link on the page base leads; or nil, message
---
---```lua
---url.join("http://a.example/b/c?x", "../d") --> "http://a.example/d"
---url.join("http://a.example/b/", "//c.example/") --> "http://c.example/"
---```
---@param base text
---@param ref text
---@return string?
---@return string?
function url.join(base, ref) end

--- the form by which an article's own address is compared: no default port, no fragment, dots resolved; or nil, message for what is not http or https
---
---```lua
---url.canonical("HTTP://Example.org:80/a/../b#c") --> "http://example.org/b"
---```
---@param s text
---@return string?
---@return string?
function url.canonical(s) end

--- without the parameters of these names, * and ? allowed; unless told without those that say who sent the reader (utm_*, fbclid …)
---
---```lua
---url.strip("http://a.example/?utm_source=x&id=7&fbclid=y#c") --> "http://a.example/?id=7#c"
---url.strip("http://a.example/?a1=x&b=y", "a*") --> "http://a.example/?b=y"
---```
---@param s text
---@param names? text|text[]
---@return text
function url.strip(s, names) end

---@class feedlib
feed = {}

--- RSS, RDF, CDF, Atom or JSON Feed: kind, id, title, url, description, lang, published, modified, authors, tags and items, each with id, url, permalink, title, summary, content, html (they are markup), published, modified, lang, source, authors, people, tags, enclosures; or nil, message. Addresses are joined to xml:base and base. What is broken is mended and read as far as it goes: damage, cut and lost say so
---
---```lua
---local f = feed.parse('<rss><channel><title>Quay</title><item><title>Fog</title><guid>http://a.example/1</guid><pubDate>Sun, 06 Apr 2025 10:00:00 GMT</pubDate></item></channel></rss>')
---f.kind .. " " .. #f.items .. " " .. f.items[1].url --> "rss 1 http://a.example/1"
---f.items[1].permalink --> true
---f.items[1].published.iso --> "2025-04-06T10:00:00Z"
---(feed.parse("<html/>")) --> nil
---```
---@param s text
---@param base? text
---@return feed.feed?
---@return string?
function feed.parse(s, base) end

--- where a long feed can be cut: ends of pieces of at most so many items and, unless one is longer, bytes. What is up to head and behind tail belongs to each
---
---```lua
---feed.pieces("<rss><item>a</item><item>b</item></rss>", 1, 1000) --> { head = 5, tail = 33, ends = { 19, 33 } }
---```
---@param s text
---@param items integer
---@param bytes integer
---@return feed.cuts
function feed.pieces(s, items, bytes) end

---@class warclib
warc = {}

--- for for one in …: the records of a WARC file as slices, for a reader's split; a damaged file raises an error with its byte
---
---```lua
---local file = ("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n"):rep(2)
---local n = 0
---for one in warc.split(file) do n = n + #warc.parse(one).body end
---n --> 10
---```
---@param s text
---@return fun(): text?
function warc.split(s) end

--- one record, of an ARC file too (version is "arc" then): version, type, id, url, date, content_type, headers (by names in lower case) and body, a slice; or nil, message
---
---```lua
---local r = warc.parse("WARC/1.1\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2025-04-06T10:00:00Z\r\nContent-Length: 0\r\n\r\n")
---r.url .. " " .. r.date.iso --> "http://a.example/ 2025-04-06T10:00:00Z"
---```
---@param s text
---@return warc.record?
---@return string?
function warc.parse(s) end

--- the HTTP message of a response or request: status, reason (or method, target), headers, type, charset, and body, its chunks joined and gzip, deflate, br and zstd undone; encoding says what it is still encoded by, damaged why a part of it is missing; or nil, message
---
---```lua
---local m = warc.http("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x-sjis\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n")
---m.body .. " " .. m.status --> "abcde 200"
---m.type --> "text/html"
---```
---@param s text
---@return warc.message?
---@return string?
function warc.http(s) end

---@class mboxlib
mbox = {}

--- for for one in …: the messages of a mailbox file as slices, for a reader's split
---
---```lua
---local n = 0
---for one in mbox.split("From a\nSubject: x\n\nbody\n\nFrom b\nSubject: y\n\nbody\n") do n = n + 1 end
---n --> 2
---```
---@param s text
---@return fun(): text?
function mbox.split(s) end

--- one message: subject, from, id, date, from_line, headers (by names in lower case, the first of each) and body, as they stand: encoded words and MIME are not undone
---
---```lua
---local m = mbox.parse("From a\nSubject: one\n two\nDate: Sun, 6 Apr 2025 10:00:00 +0200\n\n>From here\n")
---m.subject .. "|" .. m.body --> "one two|From here\n"
---m.date.unix --> 1743926400
---```
---@param s text
---@return mbox.message
function mbox.parse(s) end

---@class maillib
mail = {}

--- a mail, with or without a mailbox's line From : subject, id, date, from, headers (decoded) and parts. The first part is the message itself, the others follow what they belong to, which parent names. Broken mail is read as far as it goes; a part's fault says what is wrong
---
---```lua
---local m = mail.parse("Subject: =?utf-8?q?Caf=C3=A9?=\nFrom: =?latin1?q?Ren=E9?= <r@a.example>\nMessage-ID: <1@a.example>\n\nbody\n")
---m.subject .. " " .. m.id --> "Café 1@a.example"
---m.from[1].name .. " " .. m.from[1].address --> "René r@a.example"
---#m.parts .. m.parts[1].type --> "1text/plain"
---```
---@param s text
---@return mail.message
function mail.parse(s) end

--- its text in UTF-8, transfer encoding and flowed lines undone; the charset it was in, how that was found, and how many bytes could not be read; or nil, message
---
---```lua
---local m = mail.parse("Content-Type: text/plain; charset=latin1\nContent-Transfer-Encoding: quoted-printable\n\ncaf=E9\n")
---tostring(mail.text(m.parts[1])) --> "café\n"
---select(2, mail.text(m.parts[1])) --> "windows-1252"
---```
---@param part mail.part
---@return view?
---@return string
---@return string?
---@return integer?
function mail.text(part) end

--- its bytes, the transfer encoding undone
---
---```lua
---tostring(mail.bytes(mail.parse("Content-Transfer-Encoding: base64\n\neHl6\n").parts[1])) --> "xyz"
---```
---@param part mail.part
---@return view
function mail.bytes(part) end

--- every header of that name, decoded
---
---```lua
---mail.headers("Received: a\nReceived: b\n c\n", "received") --> { "a", "b c" }
---```
---@param block text
---@param name string
---@return string[]
function mail.headers(block, name) end

--- the addresses in every header of that name
---
---```lua
---mail.addresses('To: "Quill, Nora" <n@a.example>, b@a.example\n', "to")[2].address --> "b@a.example"
---```
---@param block text
---@param name string
---@return mail.address[]
function mail.addresses(block, name) end

--- a header's value in one line, its encoded words decoded
---
---```lua
---mail.decode("=?euc-kr?b?xvK+5w==?= =?utf-8?q?!?=") --> "평양!"
---```
---@param value text
---@return string
function mail.decode(value) end

---@class ziplib
zip = {}

--- the bytes of one member of a zip file (an office document is one); or nil, message
---
---```lua
---local z = "PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00!\x00\xac*\x93\xd8\x02\x00\x00\x00\x02\x00\x00\x00\x05\x00\x00\x00a.txthiPK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00!\x00\xac*\x93\xd8\x02\x00\x00\x00\x02\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00a.txtPK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x003\x00\x00\x00%\x00\x00\x00\x00\x00"
---zip.read(z, "a.txt") --> "hi"
---(zip.read(z, "b.txt")) --> nil
---```
---@param s text
---@param name string
---@return string?
---@return string?
function zip.read(s, name) end

--- list of its members' names, at most 10,000; or nil, message
---
---```lua
---(zip.names("no zip file")) --> nil
---```
---@param s text
---@return string[]?
---@return string?
function zip.names(s) end

---@class rtflib
rtf = {}

--- an RTF document: text, footnotes at its end, and title, author, subject, keywords, company, created, modified as far as it says; or nil, message. Of a damaged one what can be read
---
---```lua
---local doc = rtf.parse("{\\rtf1\\ansi{\\info{\\title Quay}}One \\'e9t\\'e9.\\par Two \\u8212? three.}")
---doc.text --> "One \u{e9}t\u{e9}.\n\nTwo \u{2014} three."
---doc.title --> "Quay"
---(rtf.parse("text")) --> nil
---```
---@param s text
---@return rtf.document?
---@return string?
function rtf.parse(s) end

---@class pdflib
pdf = {}

--- a PDF document, in an import where newsarc-pdf is installed: pages, each a list of lines with text and the box x, y, w, h in points, and title, author, subject, keywords, producer, created, modified, xmp as far as it says; cut when its last pages took too long to be read; or nil, message
---
---```lua
---(pdf.parse("%PDF-1.4")) --> nil
---```
---@param s text
---@return pdf.document?
---@return string?
function pdf.parse(s) end

---@class sqlitelib
sqlite = {}

--- for readers: how many rows a table of the SQLite database has that the text is; or nil, message
---
---```lua
---(sqlite.count("no database", "item")) --> nil
---```
---@param s text
---@param table text
---@return integer?
---@return string?
function sqlite.count(s, table) end

--- list of at most limit (1,000) of its rows from offset (0) on, in the order they were added: tables of strings by the names of the columns, those that the table has; or nil, message. Views, virtual tables and what else runs code of the file's cannot be read
---
---```lua
---(sqlite.rows("no database", "item", { "title" })) --> nil
---```
---@param s text
---@param table text
---@param columns string[]
---@param offset? integer
---@param limit? integer
---@return table[]?
---@return string?
function sqlite.rows(s, table, columns, offset, limit) end

---@class charsetlib
charset = {}

--- name, and how it was found
---
---```lua
---charset.detect("\xef\xbb\xbfx") --> "utf-8"
---```
---@param s text
---@return string
---@return string
function charset.detect(s) end

--- UTF-8 and the charset's name; or nil, message
---
---```lua
---charset.decode("caf\xe9", "latin1") --> "caf\u{e9}"
---```
---@param s text
---@param label? text
---@return string?
---@return string
function charset.decode(s, label) end

--- text that was read in the wrong charset (UTF-8 as windows-1252, once or more often; CP949 as windows-1252) as it should be, and what was wrong; text where nothing is certain stays as it is. Title, deck, body, authors and the like of every article are mended so, and meta.mojibake says it
---
---```lua
---charset.mend("CafÃ© fermÃ©") --> "Café fermé"
---select(2, charset.mend("CafÃ© fermÃ©")) --> "utf-8 read as windows-1252"
---charset.mend("“IRÔ") --> "“IRÔ"
---```
---@param s text
---@return text
---@return string?
function charset.mend(s) end

--- newsarc's name for a charset, as the web reads labels; nil when it is not offered
---
---```lua
---charset.name("ISO-8859-1") --> "windows-1252"
---charset.name("ks_c_5601-1987") --> "cp949"
---charset.name("klingon") --> nil
---```
---@param label text
---@return string?
function charset.name(label) end

--- valid UTF-8 in NFC (unless told), NFD, NFKC or NFKD; or nil, message
---
---```lua
---charset.normalize("e\u{301}") --> "\u{e9}"
---charset.normalize("\u{fb01}", "NFKC") --> "fi"
---(charset.normalize("\xff")) --> nil
---```
---@param s text
---@param form? string
---@return string?
---@return string?
function charset.normalize(s, form) end

---@class hashlib
hash = {}

--- hex
---
---```lua
---hash.sha256("") --> "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
---```
---@param s text
---@return string
function hash.sha256(s) end

--- 64 bits of XXH3 as hex: quick, and no proof of anything
---
---```lua
---#hash.xxh3("a") --> 16
---```
---@param s text
---@return string
function hash.xxh3(s) end

---@class loglib
log = {}

--- a line for whoever runs the import; print is log.info in a reader
---@param s any
function log.debug(s) end

--- a line for whoever runs the import; print is log.info in a reader
---@param s any
function log.info(s) end

--- a line for whoever runs the import; print is log.info in a reader
---@param s any
function log.warn(s) end

--- a line for whoever runs the import; print is log.info in a reader
---@param s any
function log.error(s) end

---@class progresslib
progress = {}

--- so many steps are to come; how far a command is, is shown on a terminal, and nowhere in a reader
---
---```lua
---progress.total(10)
---progress.step()
---progress.message("counting")
---```
---@param n integer
function progress.total(n) end

--- a step, or n, is done
---@param n? integer
function progress.step(n) end

--- what is being done
---@param s text
function progress.message(s) end

---@class command_context
---@field now date a date
---@field archive archive
---@field out output
---@field fs fs?
local _command_context = {}

---@class archive
local _archive = {}

--- for for a in … do; or just the query. sort is "relevance", "newest" or "oldest"; rank the name of a rank script
---
---```lua
---local titles = {}
---for a in ctx.archive:search{ query = "marathon", sort = "oldest", limit = 2 } do
---  titles[#titles + 1] = a.title
---end
---titles --> { "Marathon report number 1", "Marathon report number 2" }
---```
---@param opts archive.search_opts|text
---@return fun(): archive.hit?
function _archive:search(opts) end

--- how many; also of { [query=] [, since=] [, before=] }
---
---```lua
---ctx.archive:count("marathon") --> 5
---ctx.archive:count{ since = "2025-04-04" } --> 2
---```
---@param query? text|archive.count_opts
---@return integer
function _archive:count(query) end

--- list of { value=, count= }, the most frequent first; by is "source", "author", "cites" (agencies cited), "lang" or "tag"
---
---```lua
---ctx.archive:facets{ by = "source", limit = 1 } --> { { value = "Koryo Courier", count = 3 } }
---```
---@param opts archive.facet_opts|text
---@return archive.facet[]
function _archive:facets(opts) end

--- the same by source
---
---```lua
---#ctx.archive:sources("marathon") --> 2
---```
---@param query? text|archive.count_opts
---@return archive.facet[]
function _archive:sources(query) end

--- list of { period=, from=, count= } in their order, empty periods left out; and how many are undated. by is "year", "month", "week" or "day", from the period's first day
---
---```lua
---local t = ctx.archive:timeline{ by = "month" }
---t[1].period .. " " .. t[1].count --> "2025-04 5"
---```
---@param opts archive.timeline_opts|text
---@return archive.period[]
---@return integer
function _archive:timeline(opts) end

--- for for a in … do: what resembles an article, near-duplicates first; those have a.distance
---
---```lua
---local a, n = ctx.archive:search("marathon")(), 0
---for b in ctx.archive:similar(a.id) do n = n + 1 end
---n > 0 --> true
---```
---@param id text
---@param limit? integer
---@return fun(): archive.hit?
function _archive:similar(id, limit) end

--- a table of all fields; or nil, message
---
---```lua
---local a = ctx.archive:search("marathon")()
---ctx.archive:get(a.id).title == a.title --> true
---(ctx.archive:get("no-such-id")) --> nil
---```
---@param id text
---@param revision? integer
---@return table?
---@return string?
function _archive:get(id, revision) end

--- a table of numbers: articles, volumes …
---
---```lua
---ctx.archive:stats().articles --> 5
---```
---@return table<string, integer>
function _archive:stats() end

---@class output
local _output = {}

--- which fields of the rows to come, in which order
---
---```lua
---ctx.out:columns{ "date", "title" }
---```
---@param names text|text[]
function _output:columns(names) end

--- one row. A value may be a string, number, boolean, date or a list of them
---
---```lua
---ctx.out:row{ date = date.parse("2025-04-06"), title = "Fog" }
---```
---@param fields table<string, any>
function _output:row(fields) end

--- a heading; text
---
---```lua
---ctx.out:heading("Fog")
---```
---@param s text
function _output:heading(s) end

--- a heading; text
---
---```lua
---ctx.out:write("a ", "text")
---```
---@param s text
---@param ... text
function _output:write(s, ...) end

---@class archive.hit
---@field id string
---@field title string?
---@field deck string?
---@field body string?
---@field url string?
---@field source string?
---@field published string?
---@field precision string?
---@field modified string?
---@field authors string[]?
---@field section string?
---@field tags string[]?
---@field lang string?
---@field key string?
---@field meta table<string, string>?
---@field from table<string, string>?
---@field revision integer
---@field score number
---@field snippet string?
---@field volume string
---@field distance integer?
local _archive_hit = {}

---@class fs
local _fs = {}

--- the whole file, or its first max bytes; or nil, message
---@param path text
---@param max? integer
---@return string?
---@return string?
function _fs:read(path, max) end

--- for for line in … do: its lines, without their ends
---@param path text
---@return fun(): string?
function _fs:lines(path) end

--- a new file, or one written anew; or nil, message
---@param path text
---@param ... text
---@return true?
---@return string?
function _fs:write(path, ...) end

--- what is in a folder, by name: { name=, type=, size= }, type being "file", "folder" or "other"
---@param path text
---@return fs.entry[]?
---@return string?
function _fs:list(path) end

--- a file to read ("r", as unless told), write ("w") or go on with ("a")
---@param path text
---@param mode? text
---@return fs.file?
---@return string?
function _fs:open(path, mode) end

---@class fs.file
local _fs_file = {}

--- so many bytes; "l": a line; without anything, the rest; nil at the end
---@param what? integer|text
---@return string?
function _fs_file:read(what) end

--- the lines from here on
---@return fun(): string?
function _fs_file:lines() end

--- appends
---@param ... text
---@return true?
---@return string?
function _fs_file:write(...) end

--- writes out what is held back; or nil, message
---@return true?
---@return string?
function _fs_file:close() end

---@deprecated a script is one text file, loaded by newsarc
function load(...) end

---@deprecated a script is one text file, loaded by newsarc
function loadstring(...) end

---@deprecated a script is one text file, loaded by newsarc
function loadfile(...) end

---@deprecated a script is one text file, loaded by newsarc
function dofile(...) end

---@deprecated memory is looked after by newsarc
function collectgarbage(...) end

---@deprecated assign the field
function rawset(...) end

---@deprecated use log.warn
function warn(...) end

---@deprecated use pcall; newsarc keeps the trace of an error that is not caught
function xpcall(...) end

---@deprecated it is not part of Lua 5.4
function setfenv(...) end

---@deprecated it is not part of Lua 5.4
function getfenv(...) end

---@deprecated random numbers follow from the record, so that they come again
function math.randomseed(...) end

---@deprecated let the coroutine go; the collector takes it
function coroutine.close(...) end

---@deprecated a script is text, and so are its functions
function string.dump(...) end
