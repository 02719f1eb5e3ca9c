/* SPDX-License-Identifier: MIT */
/* library.h - the libraries of script/: see base/library.h */
#ifndef NA_SCRIPT_LIBRARY_H
#define NA_SCRIPT_LIBRARY_H
#include "base/library.h"

/* The i-th; false past the last. */
bool na_script_library(size_t i, na_library *out);

#endif
