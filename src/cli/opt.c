/* SPDX-License-Identifier: MIT */
#include "cli/opt.h"
#include "base/nearest.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct opt *by_name(const struct opt *t, const char *name, size_t len)
{
    for (; t && t->name; t++)
        if (strlen(t->name) == len && strncmp(t->name, name, len) == 0) return t;
    return NULL;
}

static const struct opt *by_letter(const struct opt *t, char letter)
{
    for (; t && t->name; t++)
        if (t->letter == letter) return t;
    return NULL;
}

static int add(struct opts *o, const struct opt *opt, const char *value, na_err *err)
{
    if (o->n == o->cap) {
        size_t cap = o->cap ? 2 * o->cap : 8;
        void *v = realloc(o->v, cap * sizeof *o->v);
        if (!v) return na_fail_nomem(err);
        o->v = v, o->cap = cap;
    }
    o->v[o->n].opt = opt;
    o->v[o->n++].value = value;
    return NA_OK;
}

static int unknown(struct opts *o, const struct opt *table, const char *arg,
                   enum opts_tail tail, na_err *err)
{
    na_nearest near;
    na_str best;

    o->unknown = arg;
    if (arg[1] != '-' && tail == OPTS_QUERY)
        return na_fail(err, NA_EUSAGE,
                       "unknown option -%c; a query that begins with - stands behind --",
                       arg[1]);
    if (arg[1] != '-') return na_fail(err, NA_EUSAGE, "unknown option -%c", arg[1]);
    near = na_nearest_of(na_str_n(arg + 2, strcspn(arg + 2, "=")));
    for (; table && table->name; table++) na_nearest_offer(&near, na_str_c(table->name));
    best = na_nearest_get(&near);
    if (best.len > 0)
        return na_fail(err, NA_EUSAGE, "unknown option --%.*s; --%.*s?",
                       NA_STR_ARG(near.word), NA_STR_ARG(best));
    return na_fail(err, NA_EUSAGE, "unknown option --%.*s", NA_STR_ARG(near.word));
}

/* One option at argv[i]; *i moves over its value. */
static int take(struct opts *o, const struct opt *table, const struct opt *common,
                enum opts_tail tail, int argc, char **argv, int *i, na_err *err)
{
    const char *arg = argv[*i], *value = NULL;
    const struct opt *opt;

    if (arg[1] == '-') {
        size_t len = strcspn(arg + 2, "=");
        opt = by_name(table, arg + 2, len);
        if (!opt) opt = by_name(common, arg + 2, len);
        if (arg[2 + len] == '=') value = arg + 3 + len;
    } else {
        opt = by_letter(table, arg[1]);
        if (!opt) opt = by_letter(common, arg[1]);
        if (arg[2]) value = arg + 2;
    }
    if (!opt) return unknown(o, table, arg, tail, err);
    if (!opt->arg) {
        if (value) return na_fail(err, NA_EUSAGE, "option --%s takes no value", opt->name);
        return add(o, opt, "", err);
    }
    if (!value && opt->arg[0] == '[') return add(o, opt, "", err); /* only with "=" */
    if (!value) {
        if (*i + 1 >= argc)
            return na_fail(err, NA_EUSAGE, "option --%s needs %s", opt->name, opt->arg);
        value = argv[++*i];
    }
    return add(o, opt, value, err);
}

/* +TAG or -TAG: what has one dash is none only when it is -h. */
static bool is_tag(const char *arg)
{
    return arg[0] == '+' || (arg[0] == '-' && arg[1] && arg[1] != '-' && strcmp(arg, "-h"));
}

/* --name behind an operand: an option only when there is one of that name; and -A behind a
 * script, whose own options are in full and whose -h is its own. */
static bool known(const struct opt *table, const struct opt *common, enum opts_tail tail,
                  const char *arg)
{
    size_t len;

    if (arg[1] != '-')
        return tail == OPTS_SCRIPT && !arg[2] && arg[1] != 'h' && by_letter(common, arg[1]);
    len = strcspn(arg + 2, "=");
    if (by_name(table, arg + 2, len)) return true;
    if (tail == OPTS_SCRIPT && len == 4 && strncmp(arg + 2, "help", 4) == 0) return false;
    return by_name(common, arg + 2, len) != NULL;
}

int opts_parse(struct opts *o, const struct opt *table, const struct opt *common,
               enum opts_tail tail, int argc, char **argv, na_err *err)
{
    int operands = 0, i, rc;
    bool query = false; /* OPTS_TAGS: it has begun */

    *o = (struct opts){ .table = table };
    for (i = 1; i < argc; i++) {
        bool option = argv[i][0] == '-' && argv[i][1];

        if (strcmp(argv[i], "--") == 0) {
            if (tail == OPTS_TAGS) break;
            if (tail != OPTS_SCRIPT || operands == 0) i++;
            break;
        }
        if (tail == OPTS_TAGS && !query) {
            if (option && is_tag(argv[i])) option = false;
            query = !option && !is_tag(argv[i]);
        } else if (option && operands > (tail == OPTS_FIELD) && tail != OPTS_MIXED) {
            option = known(table, common, tail, argv[i]);
            if (!option && tail != OPTS_SCRIPT && argv[i][1] != '-' && !argv[i][2])
                o->excluded = by_letter(table, argv[i][1]);
        }
        if (!option) {
            argv[operands++] = argv[i];
            continue;
        }
        if ((rc = take(o, table, common, tail, argc, argv, &i, err)) < 0) return rc;
    }
    for (; i < argc; i++) argv[operands++] = argv[i];
    return operands;
}

void opts_release(struct opts *o)
{
    free(o->v);
    *o = (struct opts){ 0 };
}

bool opts_has(const struct opts *o, const char *name)
{
    return opts_nth(o, name, 0) != NULL;
}

const char *opts_get(const struct opts *o, const char *name, const char *fallback)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->v[i].opt->name, name) == 0) fallback = o->v[i].value;
    return fallback;
}

const char *opts_nth(const struct opts *o, const char *name, size_t k)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->v[i].opt->name, name) == 0 && k-- == 0) return o->v[i].value;
    return NULL;
}

int opts_number(const struct opts *o, const char *name, long long lo, long long hi,
                long long *out, na_err *err)
{
    const char *s = opts_get(o, name, NULL);
    char *end;
    long long v;

    if (!s) return NA_OK;
    errno = 0;
    v = strtoll(s, &end, 10);
    if (*s == 0 || *end || errno || v < lo || v > hi)
        return na_fail(err, NA_EUSAGE,
                       "--%s: \"%s\" is not a whole number from %lld to %lld", name, s, lo,
                       hi);
    *out = v;
    return NA_OK;
}

int opts_choice(const struct opts *o, const char *name, const char *const *choices,
                int fallback, int *out, na_err *err)
{
    const char *s = opts_get(o, name, NULL);
    char list[200] = "";
    size_t used = 0;

    *out = fallback;
    if (!s) return NA_OK;
    for (int i = 0; choices[i]; i++) {
        if (strcmp(choices[i], s) == 0) return *out = i, NA_OK;
        int k =
            snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", choices[i]);
        if (k > 0 && used + (size_t)k < sizeof list) used += (size_t)k;
    }
    return na_fail(err, NA_EUSAGE, "--%s: \"%s\" is none of %s", name, s, list);
}
