/* SPDX-License-Identifier: MIT */
/* library.h - the libraries of store/: see base/library.h */
#ifndef NA_STORE_LIBRARY_H
#define NA_STORE_LIBRARY_H
#include "base/library.h"

/* The i-th; false past the last. */
bool na_store_library(size_t i, na_library *out);

#endif
