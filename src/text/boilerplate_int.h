/* SPDX-License-Identifier: MIT */
/* boilerplate_int.h - for boilerplate.c and boilerplate_heads.c only */
#ifndef NA_TEXT_BOILERPLATE_INT_H
#define NA_TEXT_BOILERPLATE_INT_H
#include "text/boilerplate.h"

/* Whether fn holds of the paragraph folded, without the marks at its end; never of one with
 * max characters or more. */
bool na_boilerplate_holds(bool (*fn)(na_str), na_str paragraph, size_t max,
                          const char *marks);

#endif
