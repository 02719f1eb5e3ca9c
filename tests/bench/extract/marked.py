# SPDX-License-Identifier: MIT
"""marked.py lay FILES PAGES | score PAGES ARTICLES  < marks.jsonl - pages with marks

A mark is a phrase that must be in the text of a page ("with") or must not ("without"), white
space folded. found: of those that must, the share in text or deck. wanted: of all marked
phrases that are in the text, the share of those that must be. Titles and days: score.py.
Two pages may be the same article, and come out as one: then the other counts as lost.

Pages are parted by a hash of their name: two thirds to tune with, a third kept aside.
"""
import hashlib
import json
import os
import re
import shutil
import sys

import score


def folded(s):
    return re.sub(r"\s+", " ", s or "").strip()


def key_of(mark):
    # The prefix is hashed, too: another would part the pages otherwise, and those that were
    # looked at would be among the ones aside.
    return "traf__" + re.sub(r"[^A-Za-z0-9._-]", "_", mark["file"][:-5])


def lay(marks, files, pages):
    for m in marks:
        for kind in "comparison", "mock":
            page = os.path.join(files, kind, m["file"])
            if os.path.exists(page):
                os.makedirs(os.path.join(pages, key_of(m)), exist_ok=True)
                shutil.copyfile(page, os.path.join(pages, key_of(m), "page.html"))
                break


def newsarc(articles):
    found = {}
    with open(articles, encoding="utf-8") as f:
        for line in f:
            a = json.loads(line)
            name = a["provenance"]["entry"].split("/")[-2]
            if len(a.get("body", "")) >= len(found.get(name, ("",))[0]):
                found[name] = (a.get("body", ""), a.get("deck"), a.get("title"), a.get("published"))
    return lambda name, page: found.get(name, ("", None, None, None))


def trafilatura():
    import trafilatura as t

    def run(name, page):
        d = t.bare_extraction(page, with_metadata=True)
        d = {} if not d else d if isinstance(d, dict) else d.as_dict()
        return d.get("text") or "", d.get("description"), d.get("title"), d.get("date")
    return run


def measure(who, run, marks, pages, label):
    must = there = wrong = deck_has = 0
    titles, days = [], []
    for m in marks:
        with open(os.path.join(pages, key_of(m), "page.html"), "rb") as f:
            body, deck, title, date = run(key_of(m), f.read())
        body, deck = folded(body), folded(deck)
        for phrase in map(folded, m["with"]):
            must += 1
            there += phrase in body
            deck_has += phrase in deck and phrase not in body
        wrong += sum(folded(p) in body for p in m["without"])
        if m["title"]:
            titles.append(score.same_title(title, m["title"])[0])
        if m["date"]:
            days.append(score.same_day(date, m["date"]))
    print("%-12s %4d %-6s found %5.1f %%  wanted %5.1f %%  titles %s  days %s" % (
        who, len(marks), label, 100 * (there + deck_has) / must,
        100 * there / (there + wrong), score.share(titles), score.share(days)))


def main():
    marks = [json.loads(line) for line in sys.stdin]
    if sys.argv[1] == "lay":
        return lay(marks, sys.argv[2], sys.argv[3])
    aside = [m for m in marks if int(hashlib.sha256(key_of(m).encode()).hexdigest(), 16) % 3 == 0]
    tune = [m for m in marks if m not in aside]
    runs = [("newsarc", newsarc(sys.argv[3]))]
    try:
        runs.append(("trafilatura", trafilatura()))
    except ImportError:
        print("trafilatura: not installed")
    for who, run in runs:
        measure(who, run, tune, sys.argv[2], "tuned")
        measure(who, run, aside, sys.argv[2], "aside")


main()
