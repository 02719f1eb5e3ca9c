/* SPDX-License-Identifier: MIT */
/* unit.c - entries and units: who owns which bytes */
#include "ingest/parser_int.h"
#include <stdio.h>
#include <stdlib.h>

bool na_bytes_dup(na_str s, na_str *out)
{
    char *p = malloc(s.len + 1);

    if (!p) return false;
    if (s.len) memcpy(p, s.ptr, s.len);
    p[s.len] = '\0';
    *out = na_str_n(p, s.len);
    return true;
}

void na_bytes_free(na_str *s)
{
    free((void *)(uintptr_t)s->ptr);
    *s = (na_str){ 0 };
}

na_item *na_item_new(const na_msg_uentry *m)
{
    na_item *it = calloc(1, sizeof *it);

    if (!it) return NULL;
    it->refs = 1;
    it->entry = m->entry;
    it->size = m->size;
    it->mtime = m->mtime;
    if (na_bytes_dup(m->name, &it->name) && na_bytes_dup(m->head, &it->head)) return it;
    na_item_drop(it);
    return NULL;
}

void na_item_drop(na_item *it)
{
    if (!it || --it->refs) return;
    na_bytes_free(&it->name);
    na_bytes_free(&it->head);
    free(it);
}

na_unit *na_unit_new(na_unit_kind kind, na_item *item, na_str bytes)
{
    na_unit *u = calloc(1, sizeof *u);

    if (!u) return NULL;
    u->kind = kind;
    u->item = item;
    u->record = u->want = 1;
    u->reader = -1;
    na_buf_init(&u->held, NA_HELD_MAX);
    item->refs++;
    if (kind == NA_UNIT_CHOOSE || kind == NA_UNIT_WHOLE) {
        u->bytes = item->head;
    } else if (!na_bytes_dup(bytes, &u->bytes)) {
        na_unit_free(u);
        return NULL;
    }
    u->length = bytes.len;
    return u;
}

void na_unit_free(na_unit *u)
{
    if (!u) return;
    if (u->kind == NA_UNIT_RECORD || u->kind == NA_UNIT_VERDICT) na_bytes_free(&u->bytes);
    na_bytes_free(&u->code);
    na_bytes_free(&u->message);
    na_bytes_free(&u->sha256);
    na_buf_release(&u->held);
    na_item_drop(u->item);
    free(u);
}

void na_unit_cut(na_unit *u, na_split cut, na_str names)
{
    u->cut = cut;
    snprintf(u->names, sizeof u->names, "%.*s", NA_STR_ARG(names));
}

int na_unit_settle(na_unit *u, na_outcome outcome, na_str code, na_str message, na_err *err)
{
    na_bytes_free(&u->code);
    na_bytes_free(&u->message);
    u->outcome = outcome;
    if (!na_bytes_dup(code, &u->code) || !na_bytes_dup(message, &u->message))
        return na_fail_nomem(err);
    return NA_OK;
}

int na_unit_hash(na_unit *u, na_str sha256, na_err *err)
{
    na_bytes_free(&u->sha256);
    return na_bytes_dup(sha256, &u->sha256) ? NA_OK : na_fail_nomem(err);
}
