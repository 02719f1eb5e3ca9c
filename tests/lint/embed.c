/* SPDX-License-Identifier: MIT */
/* embed.c ARCHIVE QUERY - the smallest program that embeds newsarc: prints titles of hits */
#include <newsarc.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    na_err err = { 0 };
    na_arc *arc = NULL;
    na_query *query = NULL;
    na_hits *hits = NULL;
    const na_article *a;
    int rc;

    if (argc != 3) return 2;
    if ((rc = na_arc_open(&arc, argv[1], NA_ARC_READ, &err)) < 0) goto done;
    if ((rc = na_query_parse(&query, na_str_c(argv[2]), na_now(), NULL, &err)) < 0)
        goto done;
    rc = na_search(arc, query, &(na_search_opts){ .limit = 10 }, &hits, &err);
    for (size_t i = 0; rc == NA_OK && i < na_hits_n(hits); i++)
        if ((rc = na_hit_article(hits, i, &a, &err)) == NA_OK)
            printf("%.*s\n", (int)a->title.len, a->title.ptr);
    if (rc == NA_OK && na_hits_n(hits) == 0) rc = 1;
done:
    if (rc < 0) fprintf(stderr, "embed: %s\n", err.msg);
    na_hits_free(hits);
    na_query_free(query);
    na_arc_close(arc);
    return rc != 0;
}
