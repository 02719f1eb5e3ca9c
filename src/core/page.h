/* SPDX-License-Identifier: MIT */
/* page.h - articles that are one page under several addresses
 *
 * Concepts  A page's key is its canonical URL with scheme, tracking parameters, AMP and
 *           mobile hosts, print versions and the like taken off, as share/pages.conf lists
 *           them (doc/formats/identity.md, section 4). Articles whose address is their own
 *           and gives the same key are one page: they are grouped, never renamed. What more
 *           than NA_PAGE_MOST articles share is no article's page but a list of them.
 *           head.db knows for each key the first article, and those that share one.
 * Lifetime  na_page_sigs until free(). Threads: the archive's.
 * Errors    NA_ENOMEM, those of the database.
 * Used by   core/ alone; what others ask is na_arc_same_page() in core/arc.h.
 */
#ifndef NA_CORE_PAGE_H
#define NA_CORE_PAGE_H
#include "core/arc.h"

#define NA_PAGE_MOST 16u

/* The key into out, empty for what is no http or https URL. */
int na_page_key(na_str url, na_buf *out, na_err *err);
/* Within the writer's transaction: an article that is new, and its signature. */
int na_page_add(na_arc *a, uint64_t id, uint64_t signature, na_str url, na_err *err);

/* By id: the signature of the first article of each page that has several. */
typedef struct na_page_sig {
    uint64_t id, signature;
} na_page_sig;
int na_page_sigs(na_arc *a, na_page_sig **out, size_t *n_out, na_err *err);

#endif
