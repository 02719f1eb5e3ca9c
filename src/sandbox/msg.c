/* SPDX-License-Identifier: MIT */
#include "sandbox/msg.h"
#include "sandbox/proto.h"

#define PLACE_MAX ((uint64_t)1 << 62) /* of numbers and offsets: sums can not overflow */
#define CODE_MAX 31u
#define TEXT_MAX (16 * NA_KIB)

/* What is kept with a record in quarantine is as short as we make it ourselves. */
static bool short_texts(na_str code, na_str a, na_str b)
{
    for (size_t i = 0; i < code.len; i++)
        if (!((code.ptr[i] >= 'a' && code.ptr[i] <= 'z') || code.ptr[i] == '_'))
            return false;
    return code.len <= CODE_MAX && a.len <= TEXT_MAX && b.len <= TEXT_MAX;
}

static bool get_bool(na_rd *r) { return na_rd_u8(r) != 0; }

/* An enumeration's value, at most last. */
static unsigned get_enum(na_rd *r, unsigned last)
{
    unsigned v = na_rd_u8(r);

    if (v > last) r->bad = true;
    return r->bad ? 0 : v;
}

static int64_t get_i64(na_rd *r) { return (int64_t)na_rd_u64(r); }
static int32_t get_i32(na_rd *r) { return (int32_t)na_rd_u32(r); }

/* What is left of the payload. */
static na_str get_rest(na_rd *r) { return na_rd_bytes(r, na_rd_left(r)); }

/* Every payload is used up exactly. */
static int finish(const na_rd *r, const char *what, na_err *err)
{
    if (r->bad || na_rd_left(r))
        return na_fail(err, NA_ECORRUPT, "channel: malformed %s frame", what);
    return NA_OK;
}

static void put_limits(na_buf *b, const na_limits *l)
{
    na_buf_u64(b, l->record);
    na_buf_u64(b, l->entries);
    na_buf_u64(b, l->expanded);
    na_buf_u64(b, l->ratio);
    na_buf_u64(b, l->nesting);
    na_buf_u64(b, l->articles);
    na_buf_u64(b, l->lua_heap);
    na_buf_u64(b, l->lua_volume);
    na_buf_u64(b, l->lua_instr);
    na_buf_u64(b, l->lua_ms);
}

static na_limits get_limits(na_rd *r)
{
    na_limits l = { 0 };

    l.record = na_rd_u64(r);
    l.entries = na_rd_u64(r);
    l.expanded = na_rd_u64(r);
    l.ratio = na_rd_u64(r);
    l.nesting = na_rd_u64(r);
    l.articles = na_rd_u64(r);
    l.lua_heap = na_rd_u64(r);
    l.lua_volume = na_rd_u64(r);
    l.lua_instr = na_rd_u64(r);
    l.lua_ms = na_rd_u64(r);
    return l;
}

/* -- the unpacker --------------------------------------------------------------------- */

void na_msg_put_ustart(na_buf *b, const na_msg_ustart *m)
{
    put_limits(b, &m->limits);
    na_buf_u8(b, (uint8_t)m->mode);
    na_put_str(b, m->name);
    na_buf_u64(b, m->size);
    na_buf_u64(b, (uint64_t)m->mtime);
}

int na_msg_get_ustart(na_str p, na_msg_ustart *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    out->limits = get_limits(&r);
    out->mode = (na_mode)get_enum(&r, NA_MODE_FOLDER);
    out->name = na_get_str(&r);
    out->size = na_rd_u64(&r);
    out->mtime = get_i64(&r);
    return finish(&r, "start", err);
}

void na_msg_put_uentry(na_buf *b, const na_msg_uentry *m)
{
    na_buf_u64(b, m->entry);
    na_buf_u64(b, (uint64_t)m->size);
    na_buf_u64(b, (uint64_t)m->mtime);
    na_buf_u8(b, m->whole);
    na_put_str(b, m->name);
    na_put_str(b, m->head);
    na_put_str(b, m->code);
    na_put_str(b, m->message);
}

int na_msg_get_uentry(na_str p, na_msg_uentry *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    out->entry = na_rd_u64(&r);
    out->size = get_i64(&r);
    out->mtime = get_i64(&r);
    out->whole = get_bool(&r);
    out->name = na_get_str(&r);
    out->head = na_get_str(&r);
    out->code = na_get_str(&r);
    out->message = na_get_str(&r);
    if (out->name.len > NA_MAX_NAME || out->head.len > NA_HEAD_BYTES ||
        !short_texts(out->code, out->message, out->message))
        r.bad = true;
    return finish(&r, "entry", err);
}

void na_msg_put_udecide(na_buf *b, const na_msg_udecide *m)
{
    na_buf_u64(b, m->entry);
    na_buf_u8(b, (uint8_t)m->action);
    na_buf_u64(b, m->from);
    na_buf_u8(b, (uint8_t)m->split);
    na_put_str(b, m->names);
}

int na_msg_get_udecide(na_str p, na_msg_udecide *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    out->entry = na_rd_u64(&r);
    out->action = (na_action)get_enum(&r, NA_ACT_KEEP);
    out->from = na_rd_u64(&r);
    out->split = (na_split)get_enum(&r, NA_SPLIT_LAST);
    out->names = na_get_str(&r);
    return finish(&r, "decision", err);
}

void na_msg_put_urecord(na_buf *b, const na_msg_urecord *m)
{
    na_buf_u64(b, m->entry);
    na_buf_u64(b, m->record);
    na_buf_u64(b, m->offset);
    na_buf_u64(b, m->length);
    na_buf_u8(b, m->lines);
    na_buf_u64(b, m->count);
    na_put_str(b, m->code);
    na_put_str(b, m->message);
    na_put_str(b, m->sha256);
}

int na_msg_get_urecord(na_str p, na_msg_urecord *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    out->entry = na_rd_u64(&r);
    out->record = na_rd_u64(&r);
    out->offset = na_rd_u64(&r);
    out->length = na_rd_u64(&r);
    out->lines = get_bool(&r);
    out->count = na_rd_u64(&r);
    out->code = na_get_str(&r);
    out->message = na_get_str(&r);
    out->sha256 = na_get_str(&r);
    out->bytes = get_rest(&r);
    if (out->record == 0 || out->record > PLACE_MAX || out->offset > PLACE_MAX ||
        out->length > PLACE_MAX || out->count > PLACE_MAX ||
        !short_texts(out->code, out->message, out->sha256))
        r.bad = true;
    return finish(&r, "record", err);
}

void na_msg_put_uend(na_buf *b, const na_msg_uend *m)
{
    na_buf_u64(b, m->entry);
    na_buf_u64(b, m->records);
    na_buf_u8(b, m->cut_short);
    na_put_str(b, m->message);
}

int na_msg_get_uend(na_str p, na_msg_uend *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    out->entry = na_rd_u64(&r);
    out->records = na_rd_u64(&r);
    out->cut_short = get_bool(&r);
    out->message = na_get_str(&r);
    return finish(&r, "end", err);
}

/* -- the parser ----------------------------------------------------------------------- */

void na_msg_put_pstart(na_buf *b, const na_msg_pstart *m)
{
    put_limits(b, &m->limits);
    na_buf_u64(b, (uint64_t)m->now);
    na_buf_u8(b, m->has_tz);
    na_buf_u8(b, m->date_from_mtime);
    na_buf_u32(b, (uint32_t)m->tz_min);
    na_put_str(b, m->base_url);
    na_buf_u8(b, m->pdf);
    na_put_str(b, m->deferred);
    na_buf_u32(b, m->scripts);
}

int na_msg_get_pstart(na_str p, na_msg_pstart *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    out->limits = get_limits(&r);
    out->now = get_i64(&r);
    out->has_tz = get_bool(&r);
    out->date_from_mtime = get_bool(&r);
    out->tz_min = get_i32(&r);
    out->base_url = na_get_str(&r);
    out->pdf = get_bool(&r);
    out->deferred = na_get_str(&r);
    out->scripts = na_rd_u32(&r);
    return finish(&r, "start", err);
}

void na_msg_put_pscript(na_buf *b, const na_msg_pscript *m)
{
    na_put_str(b, m->path);
    na_put_str(b, m->text);
}

int na_msg_get_pscript(na_str p, na_msg_pscript *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    out->path = na_get_str(&r);
    out->text = na_get_str(&r);
    return finish(&r, "script", err);
}

void na_msg_put_pentry(na_buf *b, const na_msg_pentry *m)
{
    na_buf_u64(b, m->entry);
    na_buf_u64(b, m->from);
    na_buf_u8(b, (uint8_t)m->what);
    na_buf_u8(b, m->careful);
    na_buf_u64(b, (uint64_t)m->size);
    na_buf_u64(b, (uint64_t)m->mtime);
    na_put_str(b, m->name);
    na_put_str(b, m->source);
    na_put_str(b, m->reader);
    na_put_str(b, m->head);
    na_put_str(b, m->map);
}

int na_msg_get_pentry(na_str p, na_msg_pentry *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    out->entry = na_rd_u64(&r);
    out->from = na_rd_u64(&r);
    out->what = (na_pentry_do)get_enum(&r, NA_PE_REMEMBER);
    out->careful = get_bool(&r);
    out->size = get_i64(&r);
    out->mtime = get_i64(&r);
    out->name = na_get_str(&r);
    out->source = na_get_str(&r);
    out->reader = na_get_str(&r);
    out->head = na_get_str(&r);
    out->map = na_get_str(&r);
    return finish(&r, "entry", err);
}

void na_msg_put_precord(na_buf *b, const na_msg_precord *m)
{
    na_buf_u64(b, m->entry);
    na_buf_u64(b, m->record);
    na_buf_u64(b, m->offset);
    na_buf_u64(b, m->from);
    na_buf_u32(b, m->reader);
    na_buf_u8(b, (uint8_t)m->cut);
    na_put_str(b, m->names);
    na_buf_u8(b, m->careful);
}

int na_msg_get_precord(na_str p, na_msg_precord *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    out->entry = na_rd_u64(&r);
    out->record = na_rd_u64(&r);
    out->offset = na_rd_u64(&r);
    out->from = na_rd_u64(&r);
    out->reader = na_rd_u32(&r);
    out->cut = (na_split)get_enum(&r, NA_SPLIT_LAST);
    out->names = na_get_str(&r);
    out->careful = get_bool(&r);
    out->bytes = get_rest(&r);
    return finish(&r, "record", err);
}

void na_msg_put_reader(na_buf *b, const na_msg_reader *m)
{
    na_put_str(b, m->name);
    na_put_str(b, m->version);
    na_put_str(b, m->path);
    na_put_str(b, m->sha256);
}

na_msg_reader na_msg_get_reader(na_rd *r)
{
    na_msg_reader m = { 0 };

    m.name = na_get_str(r);
    m.version = na_get_str(r);
    m.path = na_get_str(r);
    m.sha256 = na_get_str(r);
    return m;
}

void na_msg_put_pchoice(na_buf *b, const na_msg_pchoice *m)
{
    na_buf_u64(b, m->entry);
    na_buf_u32(b, (uint32_t)m->reader);
    na_buf_u8(b, (uint8_t)m->cut);
    na_put_str(b, m->names);
    na_buf_u32(b, (uint32_t)m->score);
    na_put_str(b, m->reason);
}

int na_msg_get_pchoice(na_str p, na_msg_pchoice *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    out->entry = na_rd_u64(&r);
    out->reader = get_i32(&r);
    out->cut = (na_split)get_enum(&r, NA_SPLIT_LAST);
    out->names = na_get_str(&r);
    out->score = get_i32(&r);
    out->reason = na_get_str(&r);
    return finish(&r, "choice", err);
}

void na_msg_put_pbegin(na_buf *b, const na_msg_pverdict *m)
{
    na_buf_u64(b, m->entry);
    na_buf_u64(b, m->record);
    na_buf_u64(b, m->offset);
    na_buf_u64(b, m->length);
}

static void get_place(na_rd *r, na_msg_pverdict *out)
{
    *out = (na_msg_pverdict){ 0 };
    out->entry = na_rd_u64(r);
    out->record = na_rd_u64(r);
    out->offset = na_rd_u64(r);
    out->length = na_rd_u64(r);
}

int na_msg_get_pbegin(na_str p, na_msg_pverdict *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    get_place(&r, out);
    return finish(&r, "begin", err);
}

static void put_known_by(na_buf *b, const na_known_by *k)
{
    na_put_str(b, k->id);
    na_put_str(b, k->digest);
    na_put_str(b, k->url);
    na_put_str(b, k->date);
}

static void get_known_by(na_rd *r, na_known_by *out)
{
    out->id = na_get_str(r);
    out->digest = na_get_str(r);
    out->url = na_get_str(r);
    out->date = na_get_str(r);
    if (out->id.len > TEXT_MAX || out->digest.len > TEXT_MAX || out->url.len > TEXT_MAX ||
        out->date.len > TEXT_MAX)
        r->bad = true;
}

void na_msg_put_pverdict(na_buf *b, const na_msg_pverdict *m)
{
    na_msg_put_pbegin(b, m);
    na_buf_u8(b, (uint8_t)m->kind);
    na_buf_u32(b, (uint32_t)m->reader);
    na_put_str(b, m->reason);
    na_put_str(b, m->code);
    na_put_str(b, m->message);
    na_put_str(b, m->file);
    na_put_str(b, m->trace);
    na_buf_u64(b, m->line);
    na_put_str(b, m->before);
    na_put_str(b, m->after);
    na_buf_u8(b, m->mapped);
    na_put_str(b, m->map);
    put_known_by(b, &m->capture.self);
    put_known_by(b, &m->capture.of);
    na_buf_u32(b, m->narticles);
}

int na_msg_get_pverdict(na_str p, na_msg_pverdict *out, na_err *err)
{
    na_rd r = na_rd_of(p);

    get_place(&r, out);
    out->kind = (na_outcome)get_enum(&r, NA_OUT_QUARANTINE);
    out->reader = get_i32(&r);
    out->reason = na_get_str(&r);
    out->code = na_get_str(&r);
    out->message = na_get_str(&r);
    out->file = na_get_str(&r);
    out->trace = na_get_str(&r);
    out->line = na_rd_u64(&r);
    out->before = na_get_str(&r);
    out->after = na_get_str(&r);
    out->mapped = get_bool(&r);
    out->map = na_get_str(&r);
    get_known_by(&r, &out->capture.self);
    get_known_by(&r, &out->capture.of);
    out->narticles = na_rd_u32(&r);
    out->articles = get_rest(&r);
    if (!short_texts(out->code, out->message, out->trace) ||
        !short_texts(out->code, out->reason, out->file) || out->map.len > TEXT_MAX ||
        out->before.len > NA_MAX_AROUND || out->after.len > NA_MAX_AROUND ||
        out->line > PLACE_MAX || out->narticles > out->articles.len / 4)
        r.bad = true;
    return finish(&r, "verdict", err);
}
