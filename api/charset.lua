return {
  module = "charset",
  { "charset.detect(s: text): string, string", "name, and how it was found",
    example = [[charset.detect("\xef\xbb\xbfx") --> "utf-8"]] },
  { "charset.decode(s: text, label?: text): string?, string", "UTF-8 and the charset's name; or nil, message",
    example = [[charset.decode("caf\xe9", "latin1") --> "caf\u{e9}"]] },
  { "charset.mend(s: text): text, string?", "text that was read in the wrong charset (UTF-8 as windows-1252, once or more often; CP949 as windows-1252) as it should be, and what was wrong; text where nothing is certain stays as it is. Title, deck, body, authors and the like of every article are mended so, and `meta.mojibake` says it",
    example = [[
      charset.mend("CafÃ© fermÃ©") --> "Café fermé"
      select(2, charset.mend("CafÃ© fermÃ©")) --> "utf-8 read as windows-1252"
      charset.mend("“IRÔ") --> "“IRÔ"
    ]] },
  { "charset.name(label: text): string?", "newsarc's name for a charset, as the web reads labels; nil when it is not offered",
    example = [[
      charset.name("ISO-8859-1") --> "windows-1252"
      charset.name("ks_c_5601-1987") --> "cp949"
      charset.name("klingon") --> nil
    ]] },
  { "charset.normalize(s: text, form?: string): string?, string?", "valid UTF-8 in `NFC` (unless told), `NFD`, `NFKC` or `NFKD`; or nil, message",
    example = [[
      charset.normalize("e\u{301}") --> "\u{e9}"
      charset.normalize("\u{fb01}", "NFKC") --> "fi"
      (charset.normalize("\xff")) --> nil
    ]] },
}
