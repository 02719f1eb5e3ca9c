/* SPDX-License-Identifier: MIT */
/* nodoc.h - entries that are no documents: skipped by their name, no reader asked
 *
 * Images, styles, scripts, fonts; what file systems and browsers leave beside documents.
 * Pure; cannot fail. Used by ingest/.
 */
#ifndef NA_INGEST_NODOC_H
#define NA_INGEST_NODOC_H
#include "base/str.h"

/* Why the entry is none ("image", "style" ...), or NULL. */
const char *na_nodoc(na_str name);

#endif
