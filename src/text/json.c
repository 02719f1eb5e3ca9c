/* SPDX-License-Identifier: MIT */
/* json.c - jansson, with a look ahead
 *
 * jansson recurses to its own compiled depth and builds whatever fits memory; so one linear
 * scan counts depth and values first. The same scan finds escapes of lone surrogates, which
 * jansson refuses a whole document for and real exports hold (an emoji cut in half): they
 * are respelled as \ufffd, of equal length, in a copy.
 */
#include "text/json.h"

#include "base/jsonw.h"
#include "base/limits.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

struct na_json {
    json_t *root;
};

static const json_t *in(const na_json_node *v) { return (const json_t *)(const void *)v; }
static const na_json_node *out_of(const json_t *v)
{
    return (const na_json_node *)(const void *)v;
}

void na_json_init(void) { json_object_seed(0); }

struct shape {
    size_t depth, values;
    bool lone; /* a lone surrogate escape was seen */
};

static int hex4(na_str s, size_t at)
{
    int v = 0;
    for (size_t i = at; i < at + 4; i++) {
        int d = i < s.len ? na_char_hex(s.ptr[i]) : -1;
        if (d < 0) return -1;
        v = v * 16 + d;
    }
    return v;
}

/* at stands behind the opening quote; returns the offset behind the closing one. fix, if
 * not NULL, is a writable copy of s whose lone surrogates are respelled. */
static size_t scan_string(na_str s, size_t at, struct shape *sh, char *fix)
{
    while (at < s.len && s.ptr[at] != '"') {
        int cp;
        if (s.ptr[at] != '\\') {
            at++;
            continue;
        }
        cp = at + 1 < s.len && s.ptr[at + 1] == 'u' ? hex4(s, at + 2) : 0;
        if (cp < 0xD800 || cp > 0xDFFF) {
            at += 2;
            continue;
        }
        if (cp < 0xDC00 && at + 7 < s.len && s.ptr[at + 6] == '\\' &&
            s.ptr[at + 7] == 'u') {
            int low = hex4(s, at + 8);
            if (low >= 0xDC00 && low <= 0xDFFF) {
                at += 12;
                continue;
            }
        }
        sh->lone = true;
        if (fix) memcpy(fix + at + 2, "fffd", 4);
        at += 6;
    }
    return at + 1;
}

static void scan(na_str s, struct shape *sh, char *fix)
{
    size_t depth = 0;

    for (size_t at = 0; at < s.len;) {
        switch (s.ptr[at++]) {
        case '"':
            at = scan_string(s, at, sh, fix);
            break;
        case '[':
        case '{':
            sh->values++;
            if (++depth > sh->depth) sh->depth = depth;
            break;
        case ']':
        case '}':
            depth -= depth > 0;
            break;
        case ',':
        case ':':
            sh->values++;
            break;
        default:
            break;
        }
    }
}

static int parse_fail(na_str text, const json_error_t *e, na_err *err)
{
    if (json_error_code(e) == json_error_out_of_memory) return na_fail_nomem(err);
    if (text.len == 0) return na_fail(err, NA_ECORRUPT, "json: nothing there");
    return na_fail(err, NA_ECORRUPT, "json: line %d, column %d (byte %d): %s", e->line,
                   e->column, e->position, e->text);
}

int na_json_parse(na_str text, const na_json_opts *opts, na_json **out, na_err *err)
{
    const size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;
    na_json_opts o = opts ? *opts : (na_json_opts){ 0 };
    struct shape sh = { 0 };
    json_error_t je;
    na_json *doc = NULL;
    char *copy = NULL;
    int rc = NA_OK;

    if (!o.max_bytes) o.max_bytes = NA_MAX_RECORD;
    if (!o.max_depth || o.max_depth > NA_MAX_DEPTH) o.max_depth = NA_MAX_DEPTH;
    if (!o.max_values) o.max_values = 2000000;
    if (na_str_starts(text, NA_STR("\xEF\xBB\xBF"))) text = na_str_sub(text, 3, text.len);
    if (text.len > o.max_bytes) {
        return na_fail(err, NA_ELIMIT, "json: %zu bytes, at most %zu are read", text.len,
                       o.max_bytes);
    }
    scan(text, &sh, NULL);
    if (sh.depth > o.max_depth) {
        return na_fail(err, NA_ELIMIT, "json: nested %zu deep, at most %zu is read",
                       sh.depth, o.max_depth);
    }
    if (sh.values > o.max_values) {
        return na_fail(err, NA_ELIMIT, "json: more than %zu values", o.max_values);
    }
    if (!(doc = calloc(1, sizeof *doc))) return na_fail_nomem(err);
    if (sh.lone) {
        if (!(copy = malloc(text.len))) {
            rc = na_fail_nomem(err);
            goto done;
        }
        memcpy(copy, text.ptr, text.len);
        scan(text, &sh, copy);
        text.ptr = copy;
    }
    doc->root = json_loadb(text.len ? text.ptr : "", text.len, flags, &je);
    if (!doc->root && json_error_code(&je) == json_error_numeric_overflow) {
        doc->root = json_loadb(text.ptr, text.len, flags | JSON_DECODE_INT_AS_REAL, &je);
    }
    if (!doc->root) {
        rc = parse_fail(text, &je, err);
        goto done;
    }
    if (memchr(text.ptr, 0, text.len)) { /* jansson stops there as at the end */
        rc = na_fail(err, NA_ECORRUPT, "json: NUL byte in the text");
        goto done;
    }
    *out = doc;
    doc = NULL;
done:
    free(copy);
    na_json_free(doc);
    return rc;
}

void na_json_free(na_json *doc)
{
    if (!doc) return;
    json_decref(doc->root);
    free(doc);
}

const na_json_node *na_json_root(const na_json *doc)
{
    return doc ? out_of(doc->root) : NULL;
}

na_json_type na_json_type_of(const na_json_node *v)
{
    if (!v) return NA_JSON_NULL;
    switch (json_typeof(in(v))) {
    case JSON_OBJECT:
        return NA_JSON_OBJECT;
    case JSON_ARRAY:
        return NA_JSON_ARRAY;
    case JSON_STRING:
        return NA_JSON_STR;
    case JSON_INTEGER:
        return NA_JSON_INT;
    case JSON_REAL:
        return NA_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return NA_JSON_BOOL;
    default:
        return NA_JSON_NULL;
    }
}

bool na_json_is_num(const na_json_node *v) { return v && json_is_number(in(v)); }

na_str na_json_str(const na_json_node *v)
{
    if (!v || !json_is_string(in(v))) return (na_str){ "", 0 };
    return na_str_n(json_string_value(in(v)), json_string_length(in(v)));
}

bool na_json_bool(const na_json_node *v) { return v && json_is_true(in(v)); }

int64_t na_json_int(const na_json_node *v)
{
    double d;

    if (!v || !json_is_number(in(v))) return 0;
    if (json_is_integer(in(v))) return json_integer_value(in(v));
    d = json_real_value(in(v));
    if (d >= 9223372036854775808.0) return INT64_MAX;
    if (d < -9223372036854775808.0) return INT64_MIN;
    return (int64_t)d;
}

double na_json_real(const na_json_node *v) { return v ? json_number_value(in(v)) : 0; }

/* A real keeps its point or exponent, so that it reads back as a real. */
static void put_real(na_buf *out, double d)
{
    size_t from = out->len;
    bool plain;

    na_json_dbl(out, d);
    if (out->rc < 0) return;
    plain = isfinite(d);
    for (size_t i = from; plain && i < out->len; i++) {
        plain = out->ptr[i] != '.' && out->ptr[i] != 'e';
    }
    if (plain) na_buf_puts(out, ".0");
}

void na_json_num_put(na_buf *out, const na_json_node *v)
{
    if (!na_json_is_num(v)) {
        na_buf_puts(out, "null");
    } else if (json_is_integer(in(v))) {
        na_buf_printf(out, "%lld", (long long)json_integer_value(in(v)));
    } else {
        put_real(out, json_real_value(in(v)));
    }
}

bool na_json_num_canon(na_str spelled, na_buf *out)
{
    na_json *doc = NULL;
    bool ok = spelled.len > 0 && spelled.len < 400 &&
              na_json_parse(spelled, NULL, &doc, NULL) == 0 &&
              na_json_is_num(na_json_root(doc));

    if (ok) na_json_num_put(out, na_json_root(doc));
    na_json_free(doc);
    return ok;
}

size_t na_json_len(const na_json_node *v)
{
    if (!v) return 0;
    if (json_is_array(in(v))) return json_array_size(in(v));
    return json_is_object(in(v)) ? json_object_size(in(v)) : 0;
}

const na_json_node *na_json_at(const na_json_node *array, size_t i)
{
    return array ? out_of(json_array_get(in(array), i)) : NULL;
}

const na_json_node *na_json_find(const na_json_node *object, const char *key)
{
    return object ? out_of(json_object_get(in(object), key)) : NULL;
}

na_str na_json_find_str(const na_json_node *object, const char *key)
{
    return na_json_str(na_json_find(object, key));
}

bool na_json_next(const na_json_node *object, na_json_iter *it)
{
    /* jansson's iterators want a mutable object, and do not change it. */
    json_t *o = (json_t *)(uintptr_t)object;

    if (!object || !json_is_object(o) || (it->started && !it->pos)) return false;
    it->pos = it->started ? json_object_iter_next(o, it->pos) : json_object_iter(o);
    it->started = true;
    if (!it->pos) return false;
    it->key = na_str_n(json_object_iter_key(it->pos), json_object_iter_key_len(it->pos));
    it->value = out_of(json_object_iter_value(it->pos));
    return true;
}

/* Recurses no deeper than the document, whose depth was bounded when it was read. */
void na_json_put(na_buf *out, const na_json_node *v)
{
    na_json_iter it = { 0 };
    bool first = true;

    switch (na_json_type_of(v)) {
    case NA_JSON_NULL:
        na_buf_puts(out, "null");
        break;
    case NA_JSON_BOOL:
        na_buf_puts(out, na_json_bool(v) ? "true" : "false");
        break;
    case NA_JSON_INT:
    case NA_JSON_REAL:
        na_json_num_put(out, v);
        break;
    case NA_JSON_STR:
        na_json_quote(out, na_json_str(v));
        break;
    case NA_JSON_ARRAY:
        na_buf_putc(out, '[');
        for (size_t i = 0; i < na_json_len(v); i++) {
            if (i > 0) na_buf_putc(out, ',');
            na_json_put(out, na_json_at(v, i));
        }
        na_buf_putc(out, ']');
        break;
    case NA_JSON_OBJECT:
        na_buf_putc(out, '{');
        while (na_json_next(v, &it)) {
            if (!first) na_buf_putc(out, ',');
            first = false;
            na_json_quote(out, it.key);
            na_buf_putc(out, ':');
            na_json_put(out, it.value);
        }
        na_buf_putc(out, '}');
        break;
    }
}
