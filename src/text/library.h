/* SPDX-License-Identifier: MIT */
/* library.h - the libraries of text/: see base/library.h */
#ifndef NA_TEXT_LIBRARY_H
#define NA_TEXT_LIBRARY_H
#include "base/library.h"

/* The i-th; false past the last. */
bool na_text_library(size_t i, na_library *out);

#endif
