# SPDX-License-Identifier: MIT
"""score.py PAGES [-v] < articles.jsonl - how well articles were taken out of web pages

PAGES holds a folder a page: source.html, expected.html (the article, as markup) and
expected-metadata.json (title, byline, publishedTime). Standard input is what newsarc exports of
them, the page's folder in provenance.entry. Beside it the same is measured of trafilatura and
readability-lxml, with their defaults, where Python finds them.

Text    F1 over a bag of tokens, a page at a time, and the mean over the pages. A token is a run
        of letters, digits or underscores (\\w+) after NFKC and case folding; of Han, kana, Hangul
        and Thai each character is one. What is expected is all text of expected.html, elements
        that are not inline parting words. "4-grams": the same of all runs of four tokens, the
        measure of most published comparisons; order counts there.
        "<0.9": how many pages are below that.
Title   right when equal after NFKC, case folding and the loss of everything but \\w; or when one
        is the other but for a tail or a head behind a separator (" | Site", "Section: "), or the
        longest part between separators is the same in both, because what belongs to a headline
        is a matter of taste there. "exact" is without the latter two.
Date    where publishedTime is given: right on the same calendar day, in the zone of either.
        None found is wrong.
Authors where a byline is given: right when something is found and the words of all names occur
        in the byline. (A byline is a line of the page, with what else stands in it.)

Pages are parted by a hash of their name: two thirds to tune with, a third kept aside. -v prints a
line a page, for the two thirds only: nobody should look at single pages of the rest.
"""
import collections
import datetime
import hashlib
import html.parser
import json
import os
import re
import statistics
import sys
import unicodedata

INLINE = set("a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q "
             "s samp small span strike strong sub sup time tt u var wbr".split())
SKIP = set("script style template noscript svg iframe object video audio select button".split())
WORD = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af"
                  r"\uf900-\ufaff]|(?:(?![\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3130-\u318f"
                  r"\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])\w)+")

SEPARATORS = r"\s+[|\-–—:»·•/\\>]+\s+|:\s+|\s*[|»_\[]\s*"


class Text(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.skip = [], []

    def handle_starttag(self, tag, attrs):
        if tag in SKIP:
            self.skip.append(tag)
        if tag not in INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in self.skip:
            while self.skip.pop() != tag:
                pass
        if tag not in INLINE:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.skip:
            self.parts.append(data)


def text_of(markup):
    p = Text()
    p.feed(markup)
    p.close()
    return "".join(p.parts)


def tokens(s):
    return WORD.findall(unicodedata.normalize("NFKC", s or "").casefold())


def f1(got, want):
    if not want:
        return 1.0 if not got else 0.0, 1.0, 1.0
    same = sum((collections.Counter(got) & collections.Counter(want)).values())
    p, r = (same / len(got) if got else 0.0), same / len(want)
    return (2 * p * r / (p + r) if p + r else 0.0), p, r


def grams(t):
    return [tuple(t[i:i + 4]) for i in range(len(t) - 3)] or [tuple(t)] if t else []


def same_title(got, want):
    """(right, exact)"""
    flat = lambda s: "".join(tokens(s))
    g, w = flat(got), flat(want)
    if not g or not w:
        return g == w, g == w
    if g == w:
        return True, True
    for a, b in ((got, w), (want, g)):
        parts = re.split(SEPARATORS, a)
        for i in range(len(parts)):
            for k in range(i + 1, len(parts) + 1):
                if k - i < len(parts) and flat(" ".join(parts[i:k])) == b:
                    return True, False
    longest = lambda s: max((flat(p) for p in re.split(SEPARATORS, s)), key=len)
    return longest(got) == longest(want), False


def instant(s):
    m = re.match(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?", s or "")
    if not m:
        return None, None
    if not m[2] or not m[3]:
        return m[1], None
    clock = m[2] if len(m[2]) > 5 else m[2] + ":00"
    zone = "+0000" if m[3] == "Z" else m[3].replace(":", "")
    at = datetime.datetime.strptime(m[1] + clock + zone, "%Y-%m-%d%H:%M:%S%z")
    return m[1], at.astimezone(datetime.timezone.utc)


def same_day(got, want):
    (gd, gi), (wd, wi) = instant(got), instant(want)
    if not gd:
        return False
    return gd == wd or bool(gi and wi and gi == wi) or \
        bool(gi and gi.date().isoformat() == wd) or bool(wi and wi.date().isoformat() == gd)


def same_authors(got, want):
    have = set(tokens(want))
    return bool(got) and all(t in have for name in got for t in tokens(name))


def newsarc(pages):
    found = {}
    for line in sys.stdin:
        a = json.loads(line)
        name = a["provenance"]["entry"].split("/")[-2]
        found[name] = (a.get("body", ""), a.get("title"), a.get("published"), a.get("authors"))
    return lambda name, source: found.get(name, ("", None, None, None))


def trafilatura(pages):
    import trafilatura as t
    def run(name, source):
        d = t.bare_extraction(source, with_metadata=True)
        if not d:
            return "", None, None, None
        d = d if isinstance(d, dict) else d.as_dict()
        names = [n for n in (d.get("author") or "").split("; ") if n]
        return d.get("text") or "", d.get("title"), d.get("date"), names
    return run


def readability(pages):
    import logging
    import readability as r
    logging.disable(logging.CRITICAL)
    def run(name, source):
        try:
            d = r.Document(source)
            return text_of(d.summary()), d.short_title(), None, None
        except r.readability.Unparseable:
            return "", None, None, None
    return run


def mean(v):
    return statistics.mean(v) if v else float("nan")


def share(v):
    return "%5.1f %% of %3d" % (100 * mean(v), len(v)) if v else "-"


def measure(run, pages, want, says):
    rows = {}
    for name in pages:
        expected, meta, source = want[name]
        body, title, date, authors = run(name, source)
        got = tokens(body)
        f, p, r = f1(got, expected)
        right, exact = same_title(title, meta.get("title"))
        rows[name] = {
            "f": f, "p": p, "r": r, "g": f1(grams(got), grams(expected))[0],
            "title": right if meta.get("title") else None, "exact": exact,
            "date": same_day(date, meta["publishedTime"]) if meta.get("publishedTime") else None,
            "authors": same_authors(authors, meta["byline"]) if meta.get("byline") else None,
        }
        if says:
            m = rows[name]
            marks = [k for k in ("title", "date", "authors") if m[k] is False]
            print("%.3f  p %.3f  r %.3f  %-34s %s" % (f, p, r, name, " ".join(
                "%s: %r for %r" % (k, {"title": title, "date": date, "authors": authors}[k],
                                   meta[{"title": "title", "date": "publishedTime",
                                         "authors": "byline"}[k]]) for k in marks)))
    return rows


def main():
    root, verbose = sys.argv[1], "-v" in sys.argv[2:]
    want = {}
    for name in sorted(os.listdir(root)):
        folder = os.path.join(root, name)
        with open(os.path.join(folder, "source.html"), encoding="utf-8", errors="replace") as f:
            source = f.read()
        with open(os.path.join(folder, "expected.html"), encoding="utf-8") as f:
            expected = tokens(text_of(f.read()))
        with open(os.path.join(folder, "expected-metadata.json"), encoding="utf-8") as f:
            want[name] = expected, json.load(f), source
    aside = [n for n in want if int(hashlib.sha256(n.encode()).hexdigest(), 16) % 3 == 0]
    tune = [n for n in want if n not in aside]
    print("%-12s %-10s %6s %6s %6s %7s %5s  %-15s %-8s %-15s %s" % (
        "", "pages", "F1", "prec.", "recall", "4-grams", "<0.9", "titles", "exact", "dates", "authors"))
    for who in (newsarc, trafilatura, readability):
        try:
            run = who(root)
        except ImportError:
            print("%-12s not installed" % who.__name__)
            continue
        rows = measure(run, tune, want, verbose and who is newsarc)
        rows.update(measure(run, aside, want, False))
        for label, names in (("tuned on", tune), ("aside", aside), ("all", list(want))):
            v = [rows[n] for n in names]
            col = lambda k: [x[k] for x in v if x[k] is not None]
            print("%-12s %-3d %-6s %6.3f %6.3f %6.3f %7.3f %5d  %-15s %-8s %-15s %s" % (
                who.__name__, len(names), label[:6], mean(col("f")), mean(col("p")), mean(col("r")),
                mean(col("g")), sum(f < 0.9 for f in col("f")), share(col("title")),
                "%5.1f %%" % (100 * mean([x["exact"] for x in v])), share(col("date")),
                share(col("authors"))))


if __name__ == "__main__":
    main()
