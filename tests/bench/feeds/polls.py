#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What polls of RSS feeds hold, counted without newsarc: by expat, which does not mind prefixes
that nobody declared, and Python's reader of HTML.

    polls.py FILE...      in the order of the polls

Prints: items, distinct items, texts beyond the first of an item, repetitions. A text is title,
description and content without markup and without white space.
"""
import html
import re
import sys
from html.parser import HTMLParser
from xml.parsers import expat

WANTED = {"title", "guid", "link", "description", "content:encoded"}


class Words(HTMLParser):
    """The text between tags, scripts and styles left out."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style") and self.hidden > 0

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


def words(markup):
    reader = Words()
    reader.feed(markup)
    reader.close()
    return re.sub(r"\s+", "", html.unescape("".join(reader.parts)))


def items(path):
    """Dicts of the wanted elements of each item, in order."""
    found, item, name = [], None, None

    def start(tag, _attrs):
        nonlocal item, name
        if tag == "item":
            item = {}
        elif item is not None and tag in WANTED:
            name = tag

    def end(tag):
        nonlocal item, name
        if tag == "item":
            found.append(item)
            item = None
        elif tag == name:
            name = None

    def text(data):
        if item is not None and name:
            item[name] = item.get(name, "") + data

    parser = expat.ParserCreate()  # no namespaces: a prefix is part of the name
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    with open(path, "rb") as f:
        parser.ParseFile(f)
    return found


def main(paths):
    known, total, new, edits, again = {}, 0, 0, 0, 0
    for path in paths:
        for item in items(path):
            total += 1
            texts = known.setdefault(item["guid"].strip(), set())
            now = "\0".join(words(item.get(k, "")) for k in ("title", "description", "content:encoded"))
            if now in texts:
                again += 1
            elif texts:
                edits += 1
            else:
                new += 1
            texts.add(now)
    print(f"{total} items: {new} added, {edits} updated, {again} duplicates")


if __name__ == "__main__":
    main(sys.argv[1:])
