/* SPDX-License-Identifier: MIT */
/* LuceneDriver build ARTICLES INDEX [--stem] - a Lucene index with positions
 * LuceneDriver search INDEX QUERIES - times queries over it (bench.h, in Java)
 *
 * One field holds headline and text. In its favour: one segment, a long warm-up for the
 * compiler, and matches are not counted beyond the ten best. No cache of queries: the same
 * ones come back here as they would not in use. */
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.AnalyzerWrapper;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.FSDirectory;

public class LuceneDriver {
    static final int TOP = 10, NEAR = 10, RUNS = 201;
    static final String TEXT = "text";

    /* Headline and text are two values of the field; no phrase reaches from one to the other. */
    static Analyzer analyzer(boolean stem) {
        Analyzer inner = stem ? new EnglishAnalyzer(CharArraySet.EMPTY_SET)
                              : new WhitespaceAnalyzer();
        return new AnalyzerWrapper(Analyzer.GLOBAL_REUSE_STRATEGY) {
            @Override protected Analyzer getWrappedAnalyzer(String field) { return inner; }
            @Override public int getPositionIncrementGap(String field) { return 100; }
        };
    }

    static void build(String articles, String index, boolean stem) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(analyzer(stem));
        config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        config.setRAMBufferSizeMB(256);
        try (FSDirectory dir = FSDirectory.open(Path.of(index));
             IndexWriter writer = new IndexWriter(dir, config);
             BufferedReader in = Files.newBufferedReader(Path.of(articles), StandardCharsets.UTF_8)) {
            for (String line; (line = in.readLine()) != null;) {
                String[] f = line.split("\t", -1);
                Document doc = new Document();
                doc.add(new StoredField("id", f[0]));
                doc.add(new LongField("published", Long.parseLong(f[1]), Field.Store.NO));
                doc.add(new TextField(TEXT, f[2], Field.Store.YES));
                doc.add(new TextField(TEXT, f[3], Field.Store.YES));
                writer.addDocument(doc);
            }
            writer.forceMerge(1);
        }
    }

    static Term term(String word) { return new Term(TEXT, word); }

    static final QueryParser parser = new QueryParser(TEXT, analyzer(true));

    static Query query(String op, String[] w) throws Exception {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        int first = 0;
        switch (op) {
        case "text":
            return parser.parse(String.join(" ", w));
        case "phrase":
            return new PhraseQuery(TEXT, w);
        case "prefix":
            return new PrefixQuery(term(w[0]));
        case "near":
            return new IntervalQuery(TEXT, Intervals.maxgaps(NEAR - 1,
                Intervals.unordered(Intervals.term(w[0]), Intervals.term(w[1]))));
        case "not":
            return all.add(new TermQuery(term(w[0])), Occur.MUST)
                      .add(new TermQuery(term(w[1])), Occur.MUST_NOT).build();
        case "range":
            all.add(LongField.newRangeQuery("published", Long.parseLong(w[0]),
                                            Long.parseLong(w[1]) - 1), Occur.FILTER);
            first = 2;
            break;
        default:
            if (w.length == 1) return new TermQuery(term(w[0]));
        }
        for (int i = first; i < w.length; i++)
            all.add(new TermQuery(term(w[i])), op.equals("or") ? Occur.SHOULD : Occur.MUST);
        return all.build();
    }

    static class Timed {
        final String line, op;
        final String[] words;
        final boolean newest;
        final long[] took = new long[RUNS];
        int runs;
        long spent;

        Timed(String line) {
            String[] f = line.split("\t");
            this.line = line;
            op = f[1];
            newest = f[2].equals("newest");
            words = f[3].trim().split(" +");
        }

        void run(IndexSearcher searcher) throws Exception {
            Query q = query(op, words);
            if (newest)
                searcher.search(q, new TopFieldCollectorManager(
                    new Sort(LongField.newSortField("published", true, SortedNumericSelector.Type.MIN)), TOP, null, TOP));
            else
                searcher.search(q, new TopScoreDocCollectorManager(TOP, TOP));
        }
    }

    static void turns(List<Timed> timed, IndexSearcher searcher, long share, int most) throws Exception {
        for (Timed t : timed) { t.runs = 0; t.spent = 0; }
        for (boolean more = true; more;) {
            more = false;
            for (Timed t : timed) {
                if (t.runs >= most || (t.runs >= 7 && t.spent > share)) continue;
                long start = System.nanoTime();
                t.run(searcher);
                long took = System.nanoTime() - start;
                t.took[t.runs++] = took;
                t.spent += took;
                more = true;
            }
        }
    }

    static void search(String index, String queries) throws Exception {
        String ms = System.getenv("BENCH_MS");
        long share = (long) ((ms == null ? 100 : Double.parseDouble(ms)) * 1e6);
        List<Timed> timed = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(queries))) timed.add(new Timed(line));
        try (FSDirectory dir = FSDirectory.open(Path.of(index));
             DirectoryReader reader = DirectoryReader.open(dir)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setQueryCache(null);
            parser.setDefaultOperator(QueryParser.Operator.AND);
            for (int i = 0; i < 4; i++) turns(timed, searcher, share, RUNS);
            turns(timed, searcher, share, RUNS);
            for (Timed t : timed) {
                Arrays.sort(t.took, 0, t.runs);
                System.out.printf(Locale.ROOT, "%s\t%.2f\t%d%n", t.line, t.took[t.runs / 2] / 1e3,
                                  searcher.count(query(t.op, t.words)));
            }
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length >= 3 && args[0].equals("build")) {
            build(args[1], args[2], args.length > 3);
        } else if (args.length == 3 && args[0].equals("search")) {
            search(args[1], args[2]);
        } else {
            System.err.println("usage: LuceneDriver build ARTICLES INDEX [--stem]\n"
                               + "       LuceneDriver search INDEX QUERIES");
            System.exit(2);
        }
    }
}
