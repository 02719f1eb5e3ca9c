return {
  module = "charset",
  { "charset.detect(s: text): string, string", "name, and how it was found",
    example = [[charset.detect("\xef\xbb\xbfx") --> "utf-8"]] },
  { "charset.decode(s: text, label?: text): string?, string", "UTF-8 and the charset's name; or nil, message",
    example = [[charset.decode("caf\xe9", "latin1") --> "caf\u{e9}"]] },
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
