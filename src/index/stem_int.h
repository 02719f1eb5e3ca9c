/* SPDX-License-Identifier: MIT */
/* stem_int.h - what stem.c and stem_build.c share; nobody else includes it */
#ifndef NA_INDEX_STEM_INT_H
#define NA_INDEX_STEM_INT_H
#include "index/stem.h"

#define NA_STEM_LAST_COUNTED NA_FTS_BODY

/* The words of a group, ascending, each as bytes shared with the one before (with the
 * stem), bytes that follow, and these. Appends one; prev is moved on. */
void na_stem_put_word(na_buf *out, na_str *prev, na_str word);

#endif
