# SPDX-License-Identifier: MIT
"""tantivy_driver.py build ARTICLES INDEX [--stem] - a tantivy index with positions
tantivy_driver.py search INDEX QUERIES - times queries over it (bench.h, in Python)

One field holds headline and text; published is a fast field. In its favour: one segment, one
thread, queries are made before the clock starts, and matches are not counted. It has no NEAR.
"""
import os
import shutil
import statistics
import sys
import time

import tantivy
from tantivy import Occur, Query

TOP = 10


def schema_of(stem):
    b = tantivy.SchemaBuilder()
    b.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    b.add_integer_field("published", indexed=True, fast=True)
    b.add_text_field("text", stored=True, tokenizer_name="en_stem" if stem else "default")
    return b.build()


def build(articles, path, stem):
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    index = tantivy.Index(schema_of(stem), path=path)
    writer = index.writer(heap_size=500_000_000, num_threads=1)
    with open(articles, encoding="utf-8", newline="\n") as f:
        for line in f:
            ident, at, title, body = line.rstrip("\n").split("\t")
            writer.add_document(tantivy.Document(id=ident, published=int(at), text=[title, body]))
    writer.commit()
    writer.wait_merging_threads()


def query_of(index, op, words):
    schema = index.schema
    if op == "text":
        return index.parse_query(" ".join(words), ["text"], conjunction_by_default=True)
    if op == "phrase":
        return Query.phrase_query(schema, "text", words)
    if op == "prefix":
        return Query.regex_query(schema, "text", words[0] + ".*")
    if op == "near":
        return None
    between = ()
    if op == "range":
        between = (Query.range_query(schema, "published", tantivy.FieldType.Integer,
                                     int(words[0]), int(words[1]), True, False),)
        between = ((Occur.Must, Query.const_score_query(between[0], 0.0)),)
        words = words[2:]
    terms = [Query.term_query(schema, "text", w) for w in words]
    if op == "not":
        return Query.boolean_query([(Occur.Must, terms[0]), (Occur.MustNot, terms[1])])
    if len(terms) == 1 and not between:
        return terms[0]
    occur = Occur.Should if op == "or" else Occur.Must
    return Query.boolean_query([(occur, t) for t in terms] + list(between))


class Timed:
    def __init__(self, index, searcher, line):
        self.line = line
        _, op, order, words = line.split("\t")
        self.query = query_of(index, op, words.split())
        self.newest = order == "newest"
        self.took = []
        self.searcher = searcher

    def run(self):
        if self.newest:
            self.searcher.search(self.query, TOP, count=False, order_by_field="published")
        else:
            self.searcher.search(self.query, TOP, count=False)

    def wanted(self, share):
        return self.query and len(self.took) < 201 and \
            (len(self.took) < 7 or sum(self.took) < share)


def turns(timed, share):
    while True:
        now = [t for t in timed if t.wanted(share)]
        if not now:
            return
        for t in now:
            start = time.perf_counter()
            t.run()
            t.took.append(time.perf_counter() - start)


def search(path, queries):
    share = float(os.environ.get("BENCH_MS", "100")) / 1e3
    index = tantivy.Index.open(path)
    searcher = index.searcher()
    with open(queries, encoding="utf-8") as f:
        timed = [Timed(index, searcher, line.rstrip("\n")) for line in f]
    for t in timed:
        if t.query:
            t.run()
    turns(timed, share)
    for t in timed:
        if not t.query:
            print(f"{t.line}\t-\t-")
            continue
        total = searcher.search(t.query, 1, count=True).count
        print(f"{t.line}\t{statistics.median_high(t.took) * 1e6:.2f}\t{total}")


if __name__ == "__main__":
    if len(sys.argv) >= 4 and sys.argv[1] == "build":
        build(sys.argv[2], sys.argv[3], len(sys.argv) > 4)
    elif len(sys.argv) == 4 and sys.argv[1] == "search":
        search(sys.argv[2], sys.argv[3])
    else:
        sys.exit(__doc__)
