/* SPDX-License-Identifier: MIT */
/* opt.h - options, declared in a table
 *
 * Concepts  --name, --name VALUE, --name=VALUE, -x, -x VALUE, -xVALUE; flags may not be
 *           bundled. "--" ends them. A repeated option keeps all its values.
 *           Behind the first word of a query -x excludes and --name is an option only when
 *           it is known; so it is behind the name of a script.
 * Lifetime  Values are borrowed from argv. opts_release() frees the list.
 * Errors    NA_EUSAGE naming the option, with the nearest name for an unknown one.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_OPT_H
#define NA_CLI_OPT_H
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

struct opt {
    const char *name;
    char letter;     /* 0: none */
    const char *arg; /* what its value is called in -h; NULL: a flag; "[=DIR]": one that may
                        be left out, and is "" then */
    const char *help;
};

struct opts {
    const struct opt *table;
    struct {
        const struct opt *opt;
        const char *value; /* "" for a flag */
    } * v;
    size_t n, cap;
    const char *unknown; /* the argument that is no option, when parsing failed for it */
    /* Of a query: the option whose letter stands behind the first word, where it excludes
     * one; a person may have meant the option. */
    const struct opt *excluded;
};

/* What operands mean for the options behind them. */
enum opts_tail {
    OPTS_MIXED,
    OPTS_QUERY,
    OPTS_FIELD, /* the first is none of the query's words */
    /* First some +TAG and -TAG, no option but -h has one dash; then a query. "--" between
     * them is an operand, too. */
    OPTS_TAGS,
    OPTS_SCRIPT /* "--", --help and -h behind the first are the script's */
};

/* Options of table (ended by a NULL name) and of common out of argv[1..); operands move to
 * the front of argv. Returns the number of operands, or a negative code. */
int opts_parse(struct opts *o, const struct opt *table, const struct opt *common,
               enum opts_tail tail, int argc, char **argv, na_err *err);
void opts_release(struct opts *o);

bool opts_has(const struct opts *o, const char *name);
/* The last value given, or fallback. */
const char *opts_get(const struct opts *o, const char *name, const char *fallback);
/* The i-th value of a repeated option, NULL past the last. */
const char *opts_nth(const struct opts *o, const char *name, size_t i);
/* A whole number from lo to hi; *out stays when the option is absent. */
int opts_number(const struct opts *o, const char *name, long long lo, long long hi,
                long long *out, na_err *err);
/* One of the names of a NULL-ended list; *out is its index, fallback when absent. */
int opts_choice(const struct opts *o, const char *name, const char *const *choices,
                int fallback, int *out, na_err *err);

#endif
