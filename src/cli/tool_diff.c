/* SPDX-License-Identifier: MIT */
#include "cli/tool_diff.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/json.h"
#include <stdio.h>

#define SHOWN 120u /* bytes of a value */
#define BEFORE 30u /* ... before the first difference */
#define TOLD 40u

struct diffing {
    const char *prefix;
    na_buf *out;
    unsigned told;
};

/* Where two values begin to differ. */
static size_t common(na_str a, na_str b)
{
    size_t n = 0;

    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n]) n++;
    return n;
}

static void put_side(struct diffing *d, const char *sign, na_str v, size_t from)
{
    size_t to = na_u8_floor(v, from + SHOWN);

    from = na_u8_floor(v, from);
    if (from + SHOWN >= v.len) to = v.len;
    na_buf_printf(d->out, "%s    %s %s", d->prefix, sign, from > 0 ? "..." : "");
    na_buf_str(d->out, na_str_sub(v, from, to));
    na_buf_puts(d->out, to < v.len ? "...\n" : "\n");
}

static void put_change(struct diffing *d, size_t line, na_str key, na_str a, na_str b)
{
    size_t at = common(a, b), from = at > BEFORE ? at - BEFORE : 0;

    if (d->told++ >= TOLD) return;
    na_buf_printf(d->out, "%s%zu: %.*s\n", d->prefix, line, NA_STR_ARG(key));
    if (a.len < SHOWN && b.len < SHOWN) from = 0;
    if (a.len > 0) put_side(d, "-", a, from);
    if (b.len > 0) put_side(d, "+", b, from);
}

static void members(struct diffing *d, size_t line, const na_json_node *a,
                    const na_json_node *b, bool only_new)
{
    na_json_iter it = { 0 };
    na_buf x, y;

    na_buf_init(&x, NA_MAX_RECORD);
    na_buf_init(&y, NA_MAX_RECORD);
    while (na_json_next(only_new ? b : a, &it)) {
        char key[256];
        (void)snprintf(key, sizeof key, "%.*s", (int)(it.key.len > 255 ? 255 : it.key.len),
                       it.key.ptr);
        const na_json_node *other = na_json_find(only_new ? a : b, key);
        if (only_new && other) continue;
        na_buf_reset(&x);
        na_buf_reset(&y);
        na_json_put(only_new ? &y : &x, it.value);
        if (other) na_json_put(&y, other);
        if (!na_str_eq(na_buf_get(&x), na_buf_get(&y)))
            put_change(d, line, it.key, na_buf_get(&x), na_buf_get(&y));
    }
    na_buf_release(&x);
    na_buf_release(&y);
}

static void one_line(struct diffing *d, size_t line, na_str a, na_str b)
{
    na_json *x = NULL, *y = NULL;

    if (na_str_eq(a, b)) return;
    if (a.len > 0 && b.len > 0 && na_json_parse(a, NULL, &x, NULL) == NA_OK &&
        na_json_parse(b, NULL, &y, NULL) == NA_OK &&
        na_json_type_of(na_json_root(x)) == NA_JSON_OBJECT &&
        na_json_type_of(na_json_root(y)) == NA_JSON_OBJECT &&
        !na_json_find(na_json_root(x), "verdict") ==
            !na_json_find(na_json_root(y), "verdict")) {
        members(d, line, na_json_root(x), na_json_root(y), false);
        members(d, line, na_json_root(x), na_json_root(y), true);
    } else {
        put_change(d, line,
                   b.len == 0   ? NA_STR("missing")
                   : a.len == 0 ? NA_STR("one more")
                                : NA_STR("another"),
                   a, b);
    }
    na_json_free(x);
    na_json_free(y);
}

void tool_diff(na_str wanted, na_str got, const char *prefix, na_buf *out)
{
    struct diffing d = { prefix, out, 0 };
    na_str a, b;

    for (size_t line = 1;; line++) {
        bool more_a = na_str_line(&wanted, &a), more_b = na_str_line(&got, &b);
        if (!more_a && !more_b) break;
        one_line(&d, line, more_a ? a : (na_str){ 0 }, more_b ? b : (na_str){ 0 });
    }
    if (d.told > TOLD)
        na_buf_printf(out, "%sand %u differences more\n", prefix, d.told - TOLD);
}
