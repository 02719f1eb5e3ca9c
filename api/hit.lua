return {
  command = true,
  classes = { a = { "hit", "archive.hit" } },
  { "a.id: string" }, { "a.title: string?" }, { "a.deck: string?" }, { "a.body: string?" },
  { "a.url: string?" }, { "a.source: string?" }, { "a.published: string?" },
  { "a.precision: string?" }, { "a.modified: string?" }, { "a.authors: string[]?" },
  { "a.section: string?" }, { "a.tags: string[]?" }, { "a.lang: string?" }, { "a.key: string?" },
  { "a.meta: table<string, string>?" }, { "a.from: table<string, string>?" },
  { "a.revision: integer" }, { "a.score: number" },
  { "a.snippet: string?" }, { "a.volume: string" }, { "a.distance: integer?" },
}
