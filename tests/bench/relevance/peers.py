# SPDX-License-Identifier: MIT
"""peers.py ENGINE FOLDER - a run of Xapian, tantivy or SQLite FTS5 over a collection

FOLDER holds docs.tsv and topics.tsv (collection.lua); the run goes to standard output. Each engine
is used as its documentation says English text is, with its defaults: title and text are one field,
the words of a topic are joined by OR. Status 77: the engine is not installed.
"""
import sys

# Snowball's list for English, which comes with Xapian's sources; its query parser has none of itself.
STOP = """
a about above after again against all am an and any are as at be because been before being below
between both but by could did do does doing down during each few for from further had has have having
he her here hers herself him himself his how i if in into is it its itself me more most my myself no
nor not of off on once only or other ought our ours ourselves out over own same she should so some
such than that the their theirs them themselves then there these they this those through to too under
until up very was we were what when where which while who whom why with would you your yours yourself
yourselves
"""


def rows(path):
    with open(path, encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t") for line in f]


def xapian_run(docs, topics):
    import xapian

    stem = xapian.Stem("english")
    db = xapian.WritableDatabase("", xapian.DB_BACKEND_INMEMORY)
    index = xapian.TermGenerator()
    index.set_stemmer(stem)
    index.set_stemming_strategy(index.STEM_SOME)
    for number, title, body in docs:
        doc = xapian.Document()
        doc.set_data(number)
        index.set_document(doc)
        index.index_text(title)
        index.increase_termpos()
        index.index_text(body)
        db.add_document(doc)
    parser = xapian.QueryParser()
    parser.set_stemmer(stem)
    parser.set_stemming_strategy(parser.STEM_SOME)
    stopper = xapian.SimpleStopper()
    for word in STOP.split():
        stopper.add(word)
    parser.set_stopper(stopper)
    parser.set_default_op(xapian.Query.OP_OR)
    parser.set_database(db)
    for number, words in topics:
        enquire = xapian.Enquire(db)
        enquire.set_weighting_scheme(xapian.BM25Weight())
        enquire.set_query(parser.parse_query(words))
        yield number, [m.document.get_data().decode() for m in enquire.get_mset(0, 1000)]


def tantivy_run(docs, topics):
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("number", stored=True, tokenizer_name="raw")
    schema.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(schema.build())
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for number, title, body in docs:
        writer.add_document(tantivy.Document(number=number, text=title + "\n" + body))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    for number, words in topics:
        query = index.parse_query(" ".join('"%s"' % w for w in words.split()), ["text"])
        hits = searcher.search(query, 1000).hits
        yield number, [searcher.doc(at)["number"][0] for _, at in hits]


def fts5_run(docs, topics):
    import sqlite3

    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(title, body, tokenize='porter unicode61')")
    db.executemany("INSERT INTO t(rowid, title, body) VALUES(?, ?, ?)", docs)
    for number, words in topics:
        query = " OR ".join('"%s"' % w for w in words.split())
        hits = db.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 1000", [query])
        yield number, [str(row[0]) for row in hits]


def main():
    engine, folder = sys.argv[1:]
    run = {"xapian": xapian_run, "tantivy": tantivy_run, "fts5": fts5_run}[engine]
    try:
        for number, found in run(rows(folder + "/docs.tsv"), rows(folder + "/topics.tsv")):
            for i, doc in enumerate(found):
                print(f"{number} Q0 {doc} {i + 1} {1000 - i} {engine}")
    except ImportError as e:
        print(e, file=sys.stderr)
        sys.exit(77)


main()
