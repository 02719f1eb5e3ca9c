/* SPDX-License-Identifier: MIT */
/* mime.c - a message taken apart
 *
 * The outer boundary decides before the inner one is looked for: what an inner part has
 * open ends where its parent does. Each level looks at each byte once, and levels are few.
 */
#include "text/mime.h"

#include "base/limits.h"
#include "text/headers.h"

struct walk {
    na_charset *cs;
    na_arena *arena;
    na_mime *out;
    size_t cap;
    na_buf tmp;
    int rc;
};

static bool blank(char c) { return c == ' ' || c == '\t'; }

/* "Name: value", the name without blanks and controls. */
static bool is_header(na_str line)
{
    size_t i = 0;

    while (i < line.len && line.ptr[i] > ' ' && line.ptr[i] < 127 && line.ptr[i] != ':')
        i++;
    if (i == 0) return false;
    while (i < line.len && blank(line.ptr[i])) i++;
    return i < line.len && line.ptr[i] == ':';
}

size_t na_mime_head(na_str block, const char **fault)
{
    na_str rest = block, line, before;
    bool any = false;

    *fault = NULL;
    for (;;) {
        before = rest;
        if (!na_str_line(&rest, &line)) break;
        if (line.len == 0) return block.len - rest.len;
        if ((any && blank(line.ptr[0])) || is_header(line)) {
            any = true;
            continue;
        }
        /* What mailboxes and relays leave among headers. */
        if (na_str_starts(line, NA_STR("From ")) || na_str_starts(line, NA_STR(">From ")))
            continue;
        if (na_str_trim(line).len == 0) return block.len - rest.len;
        *fault = "no empty line behind its headers";
        return block.len - before.len;
    }
    return block.len;
}

/* -- one part -------------------------------------------------------------------------- */

static na_str lower(struct walk *w, na_str s)
{
    char *p = na_arena_cstr(w->arena, s);

    if (!p) {
        w->rc = NA_ENOMEM;
        return (na_str){ "", 0 };
    }
    for (size_t i = 0; i < s.len; i++) {
        if (p[i] >= 'A' && p[i] <= 'Z') p[i] = (char)(p[i] + 32);
    }
    return na_str_n(p, s.len);
}

static na_str keep(struct walk *w, na_str s)
{
    na_str k = na_arena_str(w->arena, s);

    if (k.ptr) return k;
    w->rc = NA_ENOMEM;
    return (na_str){ "", 0 };
}

/* The header's value in one line, in w->tmp. */
static na_str value_of(struct walk *w, na_str headers, const char *name)
{
    na_str v;

    na_buf_reset(&w->tmp);
    if (na_header_find(headers, name, &v)) na_header_value(v, &w->tmp);
    return na_buf_get(&w->tmp);
}

/* What stands before the first ';' or comment. */
static na_str first_token(na_str v)
{
    size_t i = 0;
    while (i < v.len && v.ptr[i] != ';' && v.ptr[i] != '(' && v.ptr[i] != ',') i++;
    return na_str_trim(na_str_sub(v, 0, i));
}

static na_str param(struct walk *w, na_str value, const char *name)
{
    na_buf b;
    na_str s = { "", 0 };

    na_buf_init(&b, NA_MAX_FIELD);
    if (na_mime_param(w->cs, value, name, &b)) s = keep(w, na_buf_get(&b));
    na_buf_release(&b);
    return s;
}

/* "type/subtype"; what is no such thing is what was expected there. */
static na_str type_of(struct walk *w, na_str value, na_str expected)
{
    na_str t = first_token(value);
    size_t slash = na_str_chr(t, '/', 0);

    if (na_str_ieq(t, NA_STR("text"))) return NA_STR("text/plain");
    if (slash == (size_t)-1 || slash == 0 || slash + 1 == t.len || t.len > 200)
        return expected;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] <= ' ' || t.ptr[i] >= 127) return expected;
    }
    return lower(w, t);
}

/* p's headers are read; *boundary is that of a multipart. */
static void describe(struct walk *w, na_mime_part *p, na_str expected, na_str *boundary)
{
    na_str v, kept, s;

    kept = keep(w, value_of(w, p->headers, "Content-Type"));
    p->type = type_of(w, kept, expected);
    p->charset = param(w, kept, "charset");
    *boundary = param(w, kept, "boundary");
    p->name = param(w, kept, "name");
    s = param(w, kept, "format");
    p->flowed = na_str_ieq(s, NA_STR("flowed"));
    s = param(w, kept, "delsp");
    p->delsp = na_str_ieq(s, NA_STR("yes"));
    v = value_of(w, p->headers, "Content-Transfer-Encoding");
    p->encoding = lower(w, first_token(v));
    kept = keep(w, value_of(w, p->headers, "Content-Disposition"));
    p->disposition = lower(w, first_token(kept));
    s = param(w, kept, "filename");
    if (s.len) p->name = s;
    v = na_str_trim(value_of(w, p->headers, "Content-ID"));
    if (v.len > 1 && v.ptr[0] == '<') v = na_str_sub(v, 1, na_str_chr(v, '>', 1));
    p->id = keep(w, v);
}

static na_mime_part *add(struct walk *w)
{
    na_mime *m = w->out;

    if (m->n >= NA_MIME_PARTS) return NULL;
    if (m->n == w->cap) {
        size_t cap = w->cap ? w->cap * 4 : 16;
        na_mime_part *v = na_arena_array(w->arena, cap, sizeof *v);
        if (!v) {
            w->rc = NA_ENOMEM;
            return NULL;
        }
        if (m->n) memcpy(v, m->v, m->n * sizeof *v);
        m->v = v;
        w->cap = cap;
    }
    m->v[m->n] = (na_mime_part){ 0 };
    return &m->v[m->n++];
}

/* -- boundaries ------------------------------------------------------------------------ */

struct cut {
    size_t at, end; /* of the delimiter line, its line ends on both sides included */
    bool last;
};

/* The next line "--boundary" or "--boundary--" at or behind from. */
static bool delimiter(na_str body, na_str boundary, size_t from, struct cut *out)
{
    while ((from = na_str_find(body, boundary, from)) != (size_t)-1) {
        size_t at = from, end = from + boundary.len;

        from++;
        if (at < 2 || body.ptr[at - 1] != '-' || body.ptr[at - 2] != '-') continue;
        at -= 2;
        if (at > 0 && body.ptr[at - 1] != '\n' && body.ptr[at - 1] != '\r') continue;
        out->last = na_str_starts(na_str_sub(body, end, body.len), NA_STR("--"));
        if (out->last) end += 2;
        while (end < body.len && blank(body.ptr[end])) end++;
        if (end < body.len && body.ptr[end] != '\n' && body.ptr[end] != '\r') continue;
        if (end < body.len && body.ptr[end] == '\r') end++;
        if (end < body.len && body.ptr[end] == '\n') end++;
        if (at > 0 && body.ptr[at - 1] == '\n') at--;
        if (at > 0 && body.ptr[at - 1] == '\r') at--;
        out->at = at;
        out->end = end;
        return true;
    }
    return false;
}

static void walk(struct walk *w, na_str block, size_t parent, unsigned depth,
                 na_str expected);

static void multipart(struct walk *w, size_t place, na_str boundary)
{
    const na_mime_part p = w->out->v[place];
    const na_str expected = na_str_eqc(p.type, "multipart/digest")
                                ? NA_STR("message/rfc822")
                                : NA_STR("text/plain");
    struct cut open, close;

    if (!delimiter(p.body, boundary, 0, &open)) {
        w->out->v[place].fault = "its boundary is nowhere";
        w->out->v[place].type = NA_STR("text/plain");
        return;
    }
    while (w->rc == NA_OK && !open.last) {
        bool more = delimiter(p.body, boundary, open.end, &close);
        size_t to = more ? close.at : p.body.len;
        if (to < open.end) to = open.end; /* two delimiters share a line end */
        walk(w, na_str_sub(p.body, open.end, to), place, p.depth + 1, expected);
        if (!more) {
            w->out->v[place].fault = "it is never closed";
            break;
        }
        open = close;
    }
}

static bool is_message(na_str type)
{
    return na_str_eqc(type, "message/rfc822") || na_str_eqc(type, "message/news") ||
           na_str_eqc(type, "message/global");
}

static void inner(struct walk *w, size_t place)
{
    const na_mime_part p = w->out->v[place];
    na_str body = p.body;

    if (na_str_eqc(p.encoding, "base64") || na_str_eqc(p.encoding, "quoted-printable")) {
        na_buf b;
        na_buf_init(&b, NA_MAX_RECORD);
        if (na_mime_bytes(&p, &b, NULL) < 0)
            w->rc = NA_ENOMEM;
        else
            body = keep(w, na_buf_get(&b));
        na_buf_release(&b);
    }
    while (body.len && (body.ptr[0] == '\n' || body.ptr[0] == '\r'))
        body = na_str_sub(body, 1, body.len);
    if (w->rc == NA_OK && body.len) walk(w, body, place, p.depth + 1, NA_STR("text/plain"));
}

static bool is_pkcs7(na_str type)
{
    return na_str_eqc(type, "application/pkcs7-mime") ||
           na_str_eqc(type, "application/x-pkcs7-mime");
}

/* What was signed is a part of its own; what was encrypted has none. */
static void within_signature(struct walk *w, size_t place)
{
    const na_mime_part p = w->out->v[place];
    na_buf der, text;

    na_buf_init(&der, NA_MAX_RECORD);
    na_buf_init(&text, NA_MAX_RECORD);
    if (na_mime_bytes(&p, &der, NULL) == NA_OK && na_mime_cms(na_buf_get(&der), &text))
        walk(w, keep(w, na_buf_get(&text)), place, p.depth + 1, NA_STR("text/plain"));
    na_buf_release(&der);
    na_buf_release(&text);
}

static void walk(struct walk *w, na_str block, size_t parent, unsigned depth,
                 na_str expected)
{
    na_mime_part *p = add(w);
    na_str boundary;
    size_t head, place;

    if (!p) {
        if (w->rc == NA_OK) w->out->v[parent].fault = "it has too many parts";
        return;
    }
    place = w->out->n - 1;
    p->parent = depth ? parent : place;
    p->depth = depth;
    head = na_mime_head(block, &p->fault);
    p->headers = na_str_sub(block, 0, head);
    p->body = na_str_sub(block, head, block.len);
    describe(w, p, expected, &boundary);
    if (w->rc != NA_OK) return;
    if (na_str_starts(p->type, NA_STR("multipart/"))) {
        if (boundary.len == 0) {
            p->fault = "it has no boundary";
            p->type = NA_STR("text/plain");
        } else if (depth >= NA_MIME_DEPTH) {
            p->fault = "it is nested too deep";
        } else {
            multipart(w, place, boundary);
        }
    } else if (is_message(p->type)) {
        if (depth >= NA_MIME_DEPTH)
            p->fault = "it is nested too deep";
        else
            inner(w, place);
    } else if (is_pkcs7(p->type) && depth < NA_MIME_DEPTH) {
        within_signature(w, place);
    }
}

int na_mime_read(na_charset *cs, na_str message, na_mime *out, na_arena *arena, na_err *err)
{
    struct walk w = { .cs = cs, .arena = arena, .out = out };

    *out = (na_mime){ 0 };
    na_buf_init(&w.tmp, NA_MAX_FIELD);
    walk(&w, message, 0, 0, NA_STR("text/plain"));
    na_buf_release(&w.tmp);
    return w.rc < 0 ? na_fail_nomem(err) : NA_OK;
}
