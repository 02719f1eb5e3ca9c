return {
  module = "hash",
  { "hash.sha256(s: text): string", "hex",
    example = [[hash.sha256("") --> "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]] },
  { "hash.xxh3(s: text): string", "64 bits of XXH3 as hex: quick, and no proof of anything",
    example = [[#hash.xxh3("a") --> 16]] },
}
