/* SPDX-License-Identifier: MIT */
/* err.h - how every function of newsarc fails
 *
 * Concepts  A function that can fail returns 0 or a negative NA_E* code and takes an
 *           na_err as its last parameter. The code is for decisions, the message for
 *           people: lower case, no full stop, naming the thing and the place.
 * Lifetime  The caller's storage, zero-initialised; nothing to release.
 * Threads   One na_err belongs to one thread at a time.
 * Errors    The first cause wins: na_fail() leaves an na_err that already holds one alone.
 *           err may be NULL. It is untouched on success.
 * Used by   everything.
 */
#ifndef NA_BASE_ERR_H
#define NA_BASE_ERR_H

enum {
    NA_OK = 0,
    NA_ENOMEM = -1,
    NA_EIO = -2,
    NA_ENOENT = -3,
    NA_EEXISTS = -4,
    NA_ELOCKED = -5,
    NA_EREADONLY = -6,
    NA_ECORRUPT = -7,
    NA_EVERSION = -8,
    NA_ELIMIT = -9,
    NA_EQUERY = -10,
    NA_ESCRIPT = -11,
    NA_EUSAGE = -12,
    NA_ECANCELLED = -13
};

#define NA_ERR_MSG 1024 /* with room for some lines of a failing script */

typedef struct na_err {
    int code;
    char msg[NA_ERR_MSG];
} na_err;

/* Records the failure unless err already holds one (or is NULL); returns code, so that
 * failing is one expression: return na_fail(err, NA_EIO, "%s: %s", path, why); */
int na_fail(na_err *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, for an allocation that failed. */
int na_fail_nomem(na_err *err);

/* Puts "fmt...: " before the message that err holds; no-op on NULL or an empty err. */
void na_err_prefix(na_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Empties err, for a failure that has been dealt with. */
void na_err_clear(na_err *err);

/* A programming mistake ends the process; damage in data is never one. */
#define na_assert(x) ((x) ? (void)0 : na_assert_fail(#x, __FILE__, __LINE__))
_Noreturn void na_assert_fail(const char *what, const char *file, int line);

#endif
