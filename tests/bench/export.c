/* SPDX-License-Identifier: MIT */
/* bench_export words|text <EXPORTED.jsonl - articles for the peers, one a line: id, seconds
 * since 1970, title and body, tabs between
 * bench_export html|txt DIR <EXPORTED.jsonl - a file for each, for those that take files
 *
 * words: the text as newsarc's own analyzer cuts and folds it, so that every engine counts
 * the same matches and a difference in time is not one of tokenizers. text: as it is
 * written. */
#include "base/buf.h"
#include "base/time.h"
#include "text/analyzer.h"
#include "text/article_json.h"
#include <stdio.h>
#include <stdlib.h>

static int put_text(na_analyzer *a, na_buf *out, na_str text, na_err *err)
{
    uint32_t n = 0;

    na_buf_putc(out, '\t');
    if (a) return na_analyze_blank(a, text, out, &n, err);
    for (size_t i = 0; i < text.len; i++)
        na_buf_putc(out, (unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i]);
    return NA_OK;
}

static int put_line(na_analyzer *a, na_buf *out, na_str line, na_err *err)
{
    na_arena arena = { 0 };
    na_article art = { 0 };
    int64_t at = 0;
    int rc;

    na_buf_reset(out);
    if ((rc = na_article_from_json(line, &art, &arena, err)) < 0) goto done;
    if (!na_rfc3339_parse(art.published, &at, NULL)) at = 0;
    na_buf_printf(out, "%.*s\t%lld", NA_STR_ARG(art.id), (long long)at);
    if ((rc = put_text(a, out, art.title, err)) < 0) goto done;
    if ((rc = put_text(a, out, art.body, err)) < 0) goto done;
    na_buf_putc(out, '\n');
    rc = na_buf_check(out, "article", err);
done:
    na_arena_release(&arena);
    return rc;
}

static void put_escaped(FILE *f, na_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '<' || c == '>' || c == '&')
            fprintf(f, "&#%d;", c);
        else
            putc(c, f);
    }
}

static int put_file(const char *kind, const char *dir, na_str line, na_err *err)
{
    na_arena arena = { 0 };
    na_article art = { 0 };
    char path[4096];
    FILE *f = NULL;
    int rc;

    if ((rc = na_article_from_json(line, &art, &arena, err)) < 0) goto done;
    snprintf(path, sizeof path, "%s/%.*s.%s", dir, NA_STR_ARG(art.id), kind);
    if (!(f = fopen(path, "w"))) {
        rc = na_fail(err, NA_EIO, "%s: cannot write", path);
        goto done;
    }
    if (kind[0] == 'h') {
        fputs("<html><head><title>", f);
        put_escaped(f, art.title.len ? art.title : art.id);
        fputs("</title></head><body><p>", f);
        put_escaped(f, art.body);
        fputs("</p></body></html>\n", f);
    } else {
        fwrite(art.title.ptr, 1, art.title.len, f);
        fputs("\n\n", f);
        fwrite(art.body.ptr, 1, art.body.len, f);
        putc('\n', f);
    }
done:
    if (f && fclose(f) != 0 && rc >= 0) rc = na_fail(err, NA_EIO, "%s: cannot write", path);
    na_arena_release(&arena);
    return rc;
}

int main(int argc, char **argv)
{
    na_analyzer *a = NULL;
    na_err err = { 0 };
    na_buf out;
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    int rc = NA_OK;

    if (argc != 2 && argc != 3) {
        fprintf(stderr, "usage: bench_export words|text <EXPORTED.jsonl\n"
                        "       bench_export html|txt DIR <EXPORTED.jsonl\n");
        return 2;
    }
    na_buf_init(&out, (size_t)64 << 20);
    if (strcmp(argv[1], "words") == 0) rc = na_analyzer_new(&a, &err);
    while (rc >= 0 && (n = getline(&line, &cap, stdin)) > 0) {
        if (argc == 3) {
            rc = put_file(argv[1], argv[2], na_str_n(line, (size_t)n), &err);
            continue;
        }
        rc = put_line(a, &out, na_str_n(line, (size_t)n), &err);
        if (rc >= 0 && fwrite(out.ptr, 1, out.len, stdout) != out.len)
            rc = na_fail(&err, NA_EIO, "cannot write");
    }
    if (rc < 0) fprintf(stderr, "bench_export: %s\n", err.msg);
    na_analyzer_free(a);
    na_buf_release(&out);
    free(line);
    return rc < 0 || fflush(stdout) != 0;
}
