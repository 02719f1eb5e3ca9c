/* SPDX-License-Identifier: MIT */
/* xml_int.h - the tree of xml.h, as xml.c builds it and xml_node.c reads it */
#ifndef NA_TEXT_XML_INT_H
#define NA_TEXT_XML_INT_H
#include "text/xml.h"

struct attr {
    na_str name, value;
};

struct node {
    na_str name; /* local name, or text */
    na_str prefix, ns;
    struct attr *attrs;
    uint32_t nattrs, parent, end;
    bool text;
};

struct na_xml {
    na_arena arena;
    struct node *v;
    size_t n, cap;
    char damage[160];
    bool broken;        /* not well-formed, not merely odd */
    uint32_t left_open; /* the innermost element that the document did not close */
    na_xml *next; /* in the queue of a pull */
};

#endif
