/* SPDX-License-Identifier: MIT */
/* retry.h - quarantined records once more
 *
 * Concepts  The bytes kept in quarantine go through a parser again, which chooses anew; the
 *           bundle is not needed. What gives articles is stored and its row dropped; what a
 *           reader now skips is dropped too; what fails counts another attempt. A row
 *           without bytes stays as it is and counts as quarantined. --set and --force of
 *           the import that failed are in the row and hold again.
 * Errors, threads, events: as import.h.
 * Used by   cli/.
 */
#ifndef NA_INGEST_RETRY_H
#define NA_INGEST_RETRY_H
#include "ingest/import.h"

/* id: one row, or 0 for all; script: only those that this reader failed on, or "" for any.
 * NA_ENOENT when one was asked for that is not there. */
int na_import_retry(na_arc *a, uint64_t id, na_str script, const na_import_opts *o,
                    const na_import_events *ev, na_import_counts *counts_out, na_err *err);

#endif
