/* SPDX-License-Identifier: MIT */
/* feed_json.c - JSON Feed, versions 1 and 1.1
 *
 * JSON has no half-open elements: one byte too few and nothing parses. Such a document is
 * taken apart by feed_cut.c, and its items are parsed one by one.
 */
#include "text/feed_int.h"
#include "text/json.h"

#include "base/limits.h"
#include <stdio.h>

static na_str member(na_feeding *r, const na_json_node *o, const char *name)
{
    const na_json_node *v = na_json_find(o, name);

    if (!na_json_is_num(v)) return na_feed_keep(r, na_json_str(v));
    na_buf_reset(&r->tmp); /* ids that are numbers occur */
    na_json_num_put(&r->tmp, v);
    return na_feed_keep_tmp(r);
}

static na_str address(na_feeding *r, const na_json_node *o, const char *name)
{
    return na_feed_url(r, r->base, na_json_find_str(o, name));
}

static void person(na_feeding *r, const na_json_node *o, na_feed_people *to)
{
    const na_feed_person p = { na_json_find_str(o, "name"),
                               { "", 0 },
                               na_json_find_str(o, "url") };
    if (o) na_feed_person_add(r, to, p);
}

static void people(na_feeding *r, const na_json_node *o, na_feed_people *to)
{
    const na_json_node *list = na_json_find(o, "authors");

    for (size_t i = 0; i < na_json_len(list); i++) person(r, na_json_at(list, i), to);
    if (!to->n) person(r, na_json_find(o, "author"), to); /* version 1 */
}

static void item(na_feeding *r, const na_json_node *o, na_feed_item *it)
{
    const na_json_node *list;
    na_str html;

    it->id = member(r, o, "id");
    it->url = na_feed_either(address(r, o, "url"), address(r, o, "external_url"));
    it->permalink = it->url.len > 0 && na_str_eq(it->url, it->id);
    it->title = member(r, o, "title");
    it->title_kind = NA_FEED_PLAIN;
    it->summary = member(r, o, "summary");
    html = na_feed_defuse(r, member(r, o, "content_html"));
    it->content = na_feed_either(html, member(r, o, "content_text"));
    na_feed_settle(r, it, false, html.len > 0);
    it->published = member(r, o, "date_published");
    it->modified = member(r, o, "date_modified");
    it->lang = member(r, o, "language");
    it->source = (na_str){ "", 0 };
    people(r, o, &it->people);
    list = na_json_find(o, "tags");
    for (size_t i = 0; i < na_json_len(list); i++)
        na_feed_push(r, &it->tags, na_json_str(na_json_at(list, i)));
    list = na_json_find(o, "attachments");
    for (size_t i = 0; i < na_json_len(list); i++)
        na_feed_push(r, &it->enclosures, address(r, na_json_at(list, i), "url"));
}

static int head(na_feeding *r, const na_json_node *o, na_feed *f, na_err *err)
{
    const na_str version = na_json_find_str(o, "version");

    if (na_str_find(version, NA_STR("jsonfeed.org/version/"), 0) == (size_t)-1)
        return na_fail(err, NA_ECORRUPT,
                       "not a feed: JSON without the version of JSON Feed");
    f->kind = "json";
    f->title = member(r, o, "title");
    f->title_kind = NA_FEED_PLAIN;
    f->id = address(r, o, "feed_url");
    f->url = address(r, o, "home_page_url");
    f->description = member(r, o, "description");
    f->lang = member(r, o, "language");
    people(r, o, &f->people);
    if (!na_feed_web(r->base)) r->base = na_feed_either(f->url, f->id);
    return NA_OK;
}

/* What is whole of a document that is not. */
static int salvage(na_feeding *r, na_str text, na_feed *f, na_err *err)
{
    na_feed_pieces p;
    na_json *doc = NULL;
    na_str rest;
    size_t from;
    int rc = na_feed_cut(text, 1, 0, r->arena, &p, err);

    if (rc < 0) return rc;
    rest = na_str_sub(text, p.tail, text.len);
    f->cut = na_str_chr(rest, '}', 0) == (size_t)-1;
    f->lost = na_str_chr(rest, '{', 0) != (size_t)-1;
    na_buf_reset(&r->tmp);
    na_buf_str(&r->tmp, na_str_sub(text, 0, p.head));
    na_buf_puts(&r->tmp, "]}");
    if ((rc = na_json_parse(na_buf_get(&r->tmp), NULL, &doc, err)) < 0) return rc;
    rc = head(r, na_json_root(doc), f, err);
    na_json_free(doc);
    if (rc == NA_OK) rc = na_feed_room(r, f, p.n, err);
    from = p.head;
    for (size_t i = 0; rc == NA_OK && i < p.n; from = p.ends[i++]) {
        na_str one = na_str_sub(text, from, p.ends[i]);
        while (one.len && one.ptr[0] != '{') one = na_str_sub(one, 1, one.len);
        doc = NULL;
        if (na_json_parse(one, NULL, &doc, NULL) == NA_OK)
            item(r, na_json_root(doc), &f->items[f->n++]);
        else
            f->lost = true;
        na_json_free(doc);
    }
    return rc;
}

int na_feed_json(na_feeding *r, na_str text, na_feed *f, na_err *err)
{
    const na_json_node *o, *list;
    na_json *doc = NULL;
    na_err why = { 0 };
    int rc = na_json_parse(text, NULL, &doc, &why);

    if (rc == NA_ECORRUPT && salvage(r, text, f, NULL) == NA_OK) {
        snprintf(f->damage, sizeof f->damage, "%.150s", why.msg);
        return NA_OK;
    }
    if (rc < 0) return na_fail(err, rc, "%s", why.msg);
    o = na_json_root(doc);
    list = na_json_find(o, "items");
    rc = head(r, o, f, err);
    if (rc == NA_OK) rc = na_feed_room(r, f, na_json_len(list), err);
    for (size_t i = 0; rc == NA_OK && i < na_json_len(list) && r->rc == NA_OK; i++)
        item(r, na_json_at(list, i), &f->items[f->n++]);
    na_json_free(doc);
    return rc;
}
