/* SPDX-License-Identifier: MIT */
/* termset.h - which words an index may hold: fingerprints, to be asked before it is opened
 *
 * Concepts  A key is a word, or a group of words with one stem. Its 64-bit hash chooses one
 *           of NA_TERMSET_BUCKETS buckets; the bucket holds 16 bits of each of its keys'
 *           hashes, ascending, as little-endian numbers. What is not in the bucket is not
 *           in the index; what is may be there by chance, in about 1 of 400 for 40,000
 *           words. head.db keeps the buckets of all volumes side by side, for a search asks
 *           them all about the same few words.
 * Lifetime  The set is the caller's: na_termset_release().
 * Threads   None. Errors: those of the index, NA_ENOMEM.
 * Used by   idx_write.h, core/ (sealing, searching, verifying).
 */
#ifndef NA_INDEX_TERMSET_H
#define NA_INDEX_TERMSET_H
#include "base/buf.h"
#include "index/doclist.h"

#define NA_TERMSET_BUCKETS 256u

typedef struct na_termset { /* zeroed is empty */
    struct na_termset_bucket {
        uint16_t *v;
        size_t n, cap;
    } bucket[NA_TERMSET_BUCKETS];
} na_termset;

void na_termset_release(na_termset *t);
/* Of all words of the index, and of the groups in the table of stems beside it. */
int na_termset_build(na_termset *t, na_db *db, na_fti *x, na_err *err);
/* The bytes of a bucket, appended. */
void na_termset_put(const na_termset *t, unsigned bucket, na_buf *out);

typedef struct na_termkey {
    uint16_t bucket, print;
} na_termkey;
na_termkey na_termkey_word(na_str word);
na_termkey na_termkey_group(size_t lang, na_str stem);
/* May the key be in the index that this bucket is of? Bytes that are no bucket: yes. */
bool na_termset_may(na_str bucket, na_termkey key);

#endif
