/* SPDX-License-Identifier: MIT */
/* Any bytes as XML: the tree holds together, and every accessor answers for every node. */
#include "base/limits.h"
#include "base/utf8.h"
#include "text/xml.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

static void check_node(const na_xml *doc, na_xml_node i)
{
    na_xml_node last = i;
    na_str name, value;

    for (na_xml_node c = na_xml_first(doc, i); c != NA_XML_NONE; c = na_xml_next(doc, c)) {
        check(c > last && na_xml_parent(doc, c) == i);
        last = c;
    }
    for (size_t k = 0; k < na_xml_attrs(doc, i); k++) {
        check(na_xml_attr_at(doc, i, k, &name, &value));
        check(na_u8_valid(value) == value.len);
    }
    name = na_xml_name(doc, i);
    check(na_u8_valid(name) == name.len && (na_xml_is_text(doc, i) || name.len > 0));
    (void)na_xml_ns(doc, i);
    (void)na_xml_prefix(doc, i);
}

/* Element by element: every one has its name and holds together. */
static void pull(na_charset *cs, na_str in)
{
    na_xml_pull *p = NULL;
    na_xml *doc = NULL;

    if (na_xml_pull_new(cs, in, (na_str){ 0 }, "item", &p, NULL) < 0) return;
    for (size_t n = 0; na_xml_pull_next(p, &doc, NULL) > 0; n++) {
        check(n <= in.len / 5 && na_str_eqc(na_xml_name(doc, 0), "item"));
        for (na_xml_node i = 0; i < na_xml_count(doc); i++) check_node(doc, i);
        na_xml_free(doc);
    }
    na_xml_pull_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const na_xml_opts o = { .max_depth = 64, .max_nodes = 20000 };
    na_charset *cs = NULL;
    na_xml *doc = NULL;
    na_buf out;

    na_buf_init(&out, 16 * NA_MIB);
    check(na_charset_new(&cs, NULL) == NA_OK);
    if (na_xml_parse(n % 2 ? cs : NULL, na_str_n(p, n), (na_str){ 0 }, &o, &doc, NULL) ==
        NA_OK) {
        for (na_xml_node i = 0; i < na_xml_count(doc); i++) check_node(doc, i);
        check(na_xml_parent(doc, na_xml_root(doc)) == NA_XML_NONE);
        na_xml_text(doc, 0, &out);
        na_xml_inner(doc, 0, &out);
        check(na_u8_valid(na_buf_get(&out)) == out.len);
    }
    na_xml_free(doc);
    pull(n % 2 ? cs : NULL, na_str_n(p, n));
    na_charset_free(cs);
    na_buf_release(&out);
    return 0;
}
