/* SPDX-License-Identifier: MIT */
/* Lucene.java FOLDER - a run of Lucene over a collection: EnglishAnalyzer and BM25 as they come,
 * the words of a topic by the classic query parser. Files as for peers.py. */
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;

public class Lucene {
    public static void main(String[] arg) throws Exception {
        var analyzer = new EnglishAnalyzer();
        var folder = new ByteBuffersDirectory();
        try (var writer = new IndexWriter(folder, new IndexWriterConfig(analyzer))) {
            for (String line : Files.readAllLines(Path.of(arg[0], "docs.tsv"))) {
                String[] f = line.split("\t", -1);
                var doc = new Document();
                doc.add(new StoredField("number", f[0]));
                doc.add(new TextField("text", f[1] + "\n" + f[2], Field.Store.NO));
                writer.addDocument(doc);
            }
        }
        try (var reader = DirectoryReader.open(folder)) {
            var searcher = new IndexSearcher(reader);
            var parser = new QueryParser("text", analyzer);
            for (String line : Files.readAllLines(Path.of(arg[0], "topics.tsv"))) {
                String[] f = line.split("\t", -1);
                var hits = searcher.search(parser.parse(QueryParser.escape(f[1])), 1000);
                int rank = 0;
                for (ScoreDoc hit : hits.scoreDocs)
                    System.out.println(f[0] + " Q0 " +
                        searcher.storedFields().document(hit.doc).get("number") + " " + ++rank +
                        " " + (1001 - rank) + " lucene");
            }
        }
    }
}
