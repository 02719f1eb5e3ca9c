/* SPDX-License-Identifier: MIT */
/* bench_xapian build ARTICLES DATABASE [--stem] - a Xapian database with positions
 * bench_xapian search DATABASE QUERIES - times queries over it (bench.h)
 *
 * As its documentation has it: TermGenerator (with --stem the English stemmer and STEM_SOME),
 * BM25, QueryParser for free text. The headline counts three times, the text is stored with the
 * document. In its favour: the database is compacted, documents stand newest first, so that
 * newest first is the order of document ids, and matches are not counted. */
#include "bench.h"
#include <iostream>
#include <string>
#include <vector>
#include <xapian.h>

using namespace Xapian;

static int build(const char *articles, const std::string &path, bool stem)
{
    FILE *f = fopen(articles, "r");
    struct bench_article a = {};
    std::string fresh = path + ".new";

    if (!f) {
        perror(articles);
        return 1;
    }
    {
        WritableDatabase db(fresh, DB_CREATE_OR_OVERWRITE);
        TermGenerator gen;
        if (stem) gen.set_stemmer(Stem("english"));
        while (bench_article(f, &a)) {
            Document doc;
            gen.set_document(doc);
            gen.set_termpos(0);
            gen.index_text(a.title, 3);
            gen.increase_termpos(100);
            gen.index_text(a.body);
            doc.set_data(std::string(a.id) + "\n" + a.title + "\n" + a.body);
            doc.add_value(0, sortable_serialise((double)a.published));
            db.add_document(doc);
        }
        db.commit();
        db.compact(path);
    }
    fclose(f);
    return 0;
}

struct driver {
    Database db;
    QueryParser parser;
    explicit driver(const char *path) : db(path)
    {
        parser.set_database(db);
        parser.set_stemmer(Stem("english"));
        parser.set_stemming_strategy(QueryParser::STEM_SOME);
        parser.set_default_op(Query::OP_AND);
    }
};

static Query query_of(driver &d, const struct bench_query *q)
{
    const std::string op = q->op;
    std::vector<Query> terms;

    if (op == "text") return d.parser.parse_query(q->words);
    if (op == "prefix") /* scored as one word, as QueryParser does */
        return Query(Query::OP_WILDCARD, q->words, 0, Query::WILDCARD_LIMIT_ERROR,
                     Query::OP_SYNONYM);
    for (size_t i = 0; i < q->n; i++) terms.push_back(Query(q->word[i]));
    if (terms.size() == 1 && op != "range") return terms[0];
    if (op == "or") return Query(Query::OP_OR, terms.begin(), terms.end());
    if (op == "phrase")
        return Query(Query::OP_PHRASE, terms.begin(), terms.end(), (termcount)q->n);
    if (op == "near") /* its window holds the words themselves */
        return Query(Query::OP_NEAR, terms.begin(), terms.end(), BENCH_NEAR + 1);
    if (op == "not") return Query(Query::OP_AND_NOT, terms[0], terms[1]);
    Query all(Query::OP_AND, terms.begin(), terms.end());
    if (op == "range")
        return Query(Query::OP_FILTER, all,
                     Query(Query::OP_VALUE_RANGE, 0, sortable_serialise((double)q->from),
                           sortable_serialise((double)(q->to - 1))));
    return all;
}

static int run(void *ctx, const struct bench_query *q, uint64_t *total)
{
    driver &d = *static_cast<driver *>(ctx);
    try {
        Enquire enquire(d.db);
        enquire.set_query(query_of(d, q));
        if (q->newest) {
            enquire.set_weighting_scheme(BoolWeight());
            if (getenv("XBYVALUE")) enquire.set_sort_by_value(0, true);
            else enquire.set_docid_order(Enquire::DESCENDING);
        }
        if (total)
            *total = enquire.get_mset(0, BENCH_TOP, d.db.get_doccount()).get_matches_estimated();
        else
            (void)enquire.get_mset(0, BENCH_TOP).size();
    } catch (const Error &e) {
        std::cerr << "bench_xapian: " << e.get_description() << "\n";
        return BENCH_FAILED;
    }
    return BENCH_OK;
}

int main(int argc, char **argv)
{
    try {
        if (argc >= 4 && strcmp(argv[1], "build") == 0)
            return build(argv[2], argv[3], argc > 4);
        if (argc == 4 && strcmp(argv[1], "search") == 0) {
            driver d(argv[2]);
            return bench_all(argv[3], run, &d);
        }
    } catch (const Error &e) {
        std::cerr << "bench_xapian: " << e.get_description() << "\n";
        return 1;
    }
    std::cerr << "usage: bench_xapian build ARTICLES DATABASE [--stem]\n"
                 "       bench_xapian search DATABASE QUERIES\n";
    return 2;
}
