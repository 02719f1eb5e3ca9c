/* SPDX-License-Identifier: MIT */
/* newsarc.h - the public interface: all that a program which embeds newsarc may use
 *
 * Concepts  na_arc_open() opens an archive (core/arc.h); na_query_parse() reads what a
 *           person typed (query/query.h); na_search() finds (core/search.h); na_tally_new()
 *           counts by date, source, language or tag (core/tally.h); na_arc_begin(),
 *           na_arc_add() and na_arc_commit() store (core/arc.h); na_article_to_json()
 *           prints an article (text/article_json.h). Every function that can fail tells how
 *           in an na_err (base/err.h). src/newsarc.sym lists what the library exports: the
 *           functions that these headers declare, and no others.
 * Lifetime  Each header says it for its objects. An archive outlives its hits.
 * Threads   One thread at a time per handle; different handles are independent.
 * Errors    0, or a negative NA_E* code with a message.
 * Used by   programs that embed newsarc. Until 1.0 the interface may change with any
 *           release.
 */
#ifndef NA_NEWSARC_H
#define NA_NEWSARC_H
#include "base/arena.h"
#include "base/article.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/time.h"
#include "core/arc.h"
#include "core/explain.h"
#include "core/identity.h"
#include "core/marks.h"
#include "core/search.h"
#include "core/tally.h"
#include "query/query.h"
#include "text/article_json.h"
#endif
