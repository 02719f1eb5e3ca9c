/* SPDX-License-Identifier: MIT */
/* pattern.h - Lua's string patterns, matched in steps that are counted
 *
 * Concepts  A pattern means what the manual of Lua 5.4 (6.4.1) says, byte for byte: the
 *           same matches, the same errors, and these only where matching reaches what is
 *           malformed. Lua's own matcher cannot be stopped: "(a*)*b" and its like run for
 *           hours, and no hook sees it. This one counts what it does and reports it every
 *           NAL_PAT_BATCH steps. Classes are those of ASCII, whatever the locale.
 * Lifetime  Everything is borrowed; a nal_pat owns nothing.
 * Threads   No shared state.
 * Errors    NA_ESCRIPT for a malformed pattern, worded as Lua does. spend() may also leave
 *           by longjmp: nothing is held then.
 * Used by   strmatch.c (string.find and its like), tests.
 */
#ifndef NA_SCRIPT_PATTERN_H
#define NA_SCRIPT_PATTERN_H
#include "base/err.h"
#include "base/str.h"
#include <stdint.h>

enum {
    NAL_PAT_CAPTURES = 32,
    NAL_PAT_DEPTH = 200, /* of the recursion, as in Lua: "pattern too complex" */
    NAL_PAT_BATCH = 10000
};

/* Lengths of captures that are none. */
enum { NAL_PAT_OPEN = -1, NAL_PAT_POSITION = -2 };

typedef struct nal_capture {
    const char *at;
    ptrdiff_t len;
} nal_capture;

typedef struct nal_pat {
    const char *subject, *end; /* of the subject */
    const char *pattern, *pattern_end;
    bool anchored;
    const char *from, *to; /* the match, after nal_pat_find() has given 1 */
    int captures, depth;
    int64_t left; /* steps until the next report */
    void (*spend)(void *ctx, uint64_t steps);
    void *ctx;
    na_err *err;
    nal_capture capture[NAL_PAT_CAPTURES];
} nal_pat;

/* anchors: a leading '^' ties the match to where the search begins (gmatch has no such). */
void nal_pat_init(nal_pat *m, na_str subject, na_str pattern, bool anchors, na_err *err);
/* The first match that begins at or behind from, and does not end at not_end (NULL: it
 * may). 1, 0 or NA_ESCRIPT. */
int nal_pat_find(nal_pat *m, const char *from, const char *not_end);
/* Steps since the last report. */
uint64_t nal_pat_unspent(nal_pat *m);
/* Has it no character with a meaning of its own? */
bool nal_pat_plain(na_str pattern);

#endif
