/* SPDX-License-Identifier: MIT */
/* stranger.h - a database that came from somebody else, in memory, to be read and no more
 *
 * Concepts  Feed readers keep what they have fetched in SQLite files. Such a file is opened
 *           from memory, read-only, with the settings of db.h; only plain tables can be
 *           read, by name: no view, trigger, virtual table, function or PRAGMA of the
 *           file's runs. This is for the parser process, in its sandbox: SQLite is given
 *           bytes of strangers nowhere else.
 * Lifetime  The bytes must outlive the na_db that na_stranger_open gives (na_db_close).
 * Threads   One at a time.
 * Errors    NA_ECORRUPT (damaged, no database, no such table or column), NA_ELIMIT (the
 *           statement took too many steps), NA_ENOMEM.
 * Used by   script/ (module sqlite).
 */
#ifndef NA_INDEX_STRANGER_H
#define NA_INDEX_STRANGER_H
#include "base/buf.h"
#include "index/db.h"

#define NA_STRANGER_COLUMNS 40u

int na_stranger_open(na_db **out, na_str bytes, na_err *err);
/* How many rows the table has; NA_ENOENT when there is no plain table of that name. */
int na_stranger_count(na_db *db, na_str table, int64_t *out, na_err *err);
/* A statement over rows [offset, offset + limit) in the order they were added; columns that
 * the table has not are NULL. Step it, close it. */
int na_stranger_rows(na_stmt **out, na_db *db, na_str table, const na_str *columns,
                     size_t n, int64_t offset, int64_t limit, na_err *err);

#endif
