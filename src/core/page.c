/* SPDX-License-Identifier: MIT */
#include "core/page.h"
#include "base/hash.h"
#include "core/arc_int.h"
#include "core/identity.h"
#include <stdio.h>
#include <stdlib.h>

extern const char na_pages_conf[]; /* share/pages.conf, built in */
extern const size_t na_pages_conf_len;

/* -- the key --------------------------------------------------------------------------- */

/* The next rule of that kind behind *at. */
static bool next_rule(size_t *at, const char *kind, na_str *out)
{
    na_str rest = na_str_sub(na_str_n(na_pages_conf, na_pages_conf_len), *at,
                             na_pages_conf_len),
           line;

    while (na_str_line(&rest, &line)) {
        size_t blank = na_str_chr(line, ' ', 0);
        *at = na_pages_conf_len - rest.len;
        if (blank == (size_t)-1 || !na_str_eqc(na_str_sub(line, 0, blank), kind)) continue;
        *out = na_str_trim(na_str_sub(line, blank, line.len));
        return out->len > 0;
    }
    return false;
}

/* "*.example.org/c/": what is behind it is an address without its scheme. */
static na_str unwrapped(na_str s)
{
    na_str rule;

    for (size_t at = 0; next_rule(&at, "unwrap", &rule);) {
        size_t slash = na_str_chr(rule, '/', 0), host = na_str_chr(s, '/', 0);
        na_str tail = na_str_sub(rule, slash, rule.len), path, name;
        if (slash == (size_t)-1 || host == (size_t)-1) continue;
        path = na_str_sub(s, host, s.len);
        name = na_str_sub(s, 0, host);
        bool same = rule.ptr[0] == '*' ? na_str_ends(name, na_str_sub(rule, 1, slash))
                                       : na_str_eq(name, na_str_sub(rule, 0, slash));
        if (same && na_str_starts(path, tail) && path.len > tail.len)
            return na_str_sub(path, tail.len, path.len);
    }
    return s;
}

/* A host keeps two labels, at least. */
static na_str bare_host(na_str host)
{
    na_str rule;

    for (size_t at = 0; next_rule(&at, "host", &rule);) {
        na_str rest = na_str_sub(host, rule.len, host.len);
        if (!na_str_starts(host, rule) || na_str_chr(rest, '.', 0) == (size_t)-1) continue;
        host = rest;
        at = 0; /* www.m.example.org */
    }
    return host;
}

static na_str bare_path(na_str path)
{
    na_str rule;

    while (path.len > 1 && path.ptr[path.len - 1] == '/') path.len--;
    for (size_t at = 0; next_rule(&at, "begin", &rule);)
        if (na_str_starts(path, rule) && path.len > rule.len)
            path = na_str_sub(path, rule.len - 1, path.len);
    for (size_t at = 0; next_rule(&at, "end", &rule);)
        if (na_str_ends(path, rule)) path.len -= rule.len;
    while (path.len > 0 && path.ptr[path.len - 1] == '/') path.len--;
    return path;
}

static bool dropped(na_str name)
{
    na_str rule;

    for (size_t at = 0; next_rule(&at, "query", &rule);) {
        bool star = rule.ptr[rule.len - 1] == '*';
        if (star) rule.len--;
        if (star ? na_str_ieq(na_str_sub(name, 0, rule.len), rule) : na_str_ieq(name, rule))
            return true;
    }
    return false;
}

#define MOST_PARAMETERS 64u

static int by_text(const void *pa, const void *pb)
{
    return na_str_cmp(*(const na_str *)pa, *(const na_str *)pb);
}

/* What is left of the query, in order; of too long a one all. */
static void put_query(na_str query, na_buf *out)
{
    na_str v[MOST_PARAMETERS];
    size_t n = 0;

    for (size_t at = 0; at < query.len;) {
        size_t end = na_str_chr(query, '&', at);
        na_str p = na_str_sub(query, at, end == (size_t)-1 ? query.len : end);
        size_t eq = na_str_chr(p, '=', 0);
        at += p.len + 1;
        if (p.len == 0 || dropped(na_str_sub(p, 0, eq == (size_t)-1 ? p.len : eq)))
            continue;
        if (n == MOST_PARAMETERS) {
            na_buf_putc(out, '?');
            na_buf_str(out, query);
            return;
        }
        v[n++] = p;
    }
    if (n > 1) qsort(v, n, sizeof *v, by_text);
    for (size_t i = 0; i < n; i++) {
        na_buf_putc(out, i > 0 ? '&' : '?');
        na_buf_str(out, v[i]);
    }
}

int na_page_key(na_str url, na_buf *out, na_err *err)
{
    na_buf canonical;
    na_str s, query = { 0 };
    size_t at;
    int rc;

    na_buf_reset(out);
    na_buf_init(&canonical, 4 * NA_MAX_FIELD);
    if ((rc = na_url_canonical(url, &canonical, err)) < 0 || canonical.len == 0) goto done;
    s = na_buf_get(&canonical);
    s = na_str_sub(s, na_str_find(s, NA_STR("://"), 0) + 3, s.len);
    s = unwrapped(s);
    if ((at = na_str_chr(s, '?', 0)) != (size_t)-1) {
        query = na_str_sub(s, at + 1, s.len);
        s.len = at;
    }
    at = na_str_chr(s, '/', 0);
    if (at == (size_t)-1) at = s.len;
    na_buf_str(out, bare_host(na_str_sub(s, 0, at)));
    na_buf_str(out, bare_path(na_str_sub(s, at, s.len)));
    put_query(query, out);
    rc = na_buf_check(out, "url", err);
done:
    na_buf_release(&canonical);
    return rc;
}

/* -- groups ---------------------------------------------------------------------------- */

static int64_t number_of(na_str key)
{
    uint8_t full[32];
    uint64_t v = 0;

    na_sha256_of(key, full);
    for (int i = 0; i < 8; i++) v = v << 8 | full[i];
    return (int64_t)v;
}

/* The first article of the page: 1, or 0 when there is none. */
static int first_of(na_arc *a, int64_t key, int64_t first[2], na_err *err)
{
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, a->db, "SELECT id, signature FROM page WHERE key = ?", err);

    if (rc == NA_OK) {
        na_stmt_bind_i64(q, 1, key);
        if ((rc = na_stmt_step(q, err)) > 0)
            first[0] = na_stmt_i64(q, 0), first[1] = na_stmt_i64(q, 1);
    }
    na_stmt_close(q);
    return rc;
}

int na_page_add(na_arc *a, uint64_t id, uint64_t signature, na_str url, na_err *err)
{
    int64_t v[3], first[2] = { 0 };
    na_buf key;
    int rc;

    na_buf_init(&key, 4 * NA_MAX_FIELD);
    rc = na_page_key(url, &key, err);
    if (rc < 0 || key.len == 0) goto done;
    v[0] = number_of(na_buf_get(&key));
    v[1] = (int64_t)id;
    v[2] = signature ? (int64_t)signature : v[0]; /* a short text has none */
    if ((rc = first_of(a, v[0], first, err)) < 0) goto done;
    if (rc == 0) {
        rc = na_db_run(a->db, "INSERT INTO page(key, id, signature) VALUES(?, ?, ?)", v, 3,
                       err);
        goto done;
    }
    rc = NA_OK;
    if (first[0] == v[1]) goto done;
    rc = na_db_run(a->db, "INSERT OR IGNORE INTO paged(id, key) VALUES(?2, ?1)", v, 2, err);
    v[1] = first[0];
    if (rc == NA_OK)
        rc = na_db_run(a->db, "INSERT OR IGNORE INTO paged(id, key) VALUES(?2, ?1)", v, 2,
                       err);
done:
    na_buf_release(&key);
    return rc;
}

int na_arc_same_page(na_arc *a, na_str id, na_strv *out, na_arena *arena, na_err *err)
{
    char hex[17];
    na_stmt *q = NULL;
    uint64_t number = 0;
    uint8_t bytes[8];
    int rc;

    *out = (na_strv){ .v = na_arena_array(arena, NA_PAGE_MOST, sizeof(na_str)) };
    if (!out->v) return na_fail_nomem(err);
    if (!na_unhex(id, bytes, 8)) return na_fail(err, NA_EUSAGE, "an id has 16 hex digits");
    for (int i = 0; i < 8; i++) number = number << 8 | bytes[i];
    rc = na_stmt_open(
        &q, a->db,
        "SELECT id FROM paged WHERE key = (SELECT key FROM paged WHERE id = ?1)"
        " AND id <> ?1 AND id NOT IN (SELECT id FROM blocked) ORDER BY id",
        err);
    if (rc == NA_OK) na_stmt_bind_i64(q, 1, (int64_t)number);
    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        if (out->n == NA_PAGE_MOST) {
            out->n = 0; /* a list of articles */
            rc = NA_OK;
            break;
        }
        (void)snprintf(hex, sizeof hex, "%016llx", (unsigned long long)na_stmt_i64(q, 0));
        out->v[out->n] = na_arena_str(arena, na_str_n(hex, 16));
        if (!out->v[out->n++].ptr) rc = na_fail_nomem(err);
    }
    na_stmt_close(q);
    return rc < 0 ? rc : NA_OK;
}

static int by_id(const void *pa, const void *pb)
{
    const na_page_sig *a = pa, *b = pb;
    return a->id < b->id ? -1 : a->id > b->id;
}

int na_page_sigs(na_arc *a, na_page_sig **out, size_t *n_out, na_err *err)
{
    na_stmt *q = NULL;
    na_page_sig *v = NULL;
    size_t cap = 0, n = 0;
    int rc =
        na_stmt_open(&q, a->db,
                     "SELECT g.id, p.signature FROM paged g JOIN page p ON p.key = g.key"
                     " WHERE (SELECT count(*) FROM paged o WHERE o.key = g.key) <= ?",
                     err);

    if (rc == NA_OK) na_stmt_bind_i64(q, 1, NA_PAGE_MOST);
    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        if (n == cap) {
            cap = cap ? 2 * cap : 64;
            na_page_sig *more = realloc(v, cap * sizeof *more);
            if (!more) {
                rc = na_fail_nomem(err);
                break;
            }
            v = more;
        }
        v[n++] = (na_page_sig){ (uint64_t)na_stmt_i64(q, 0), (uint64_t)na_stmt_i64(q, 1) };
    }
    na_stmt_close(q);
    if (n > 1) qsort(v, n, sizeof *v, by_id);
    *out = v;
    *n_out = n;
    return rc < 0 ? rc : NA_OK;
}
