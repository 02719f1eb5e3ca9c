/* SPDX-License-Identifier: MIT */
/* frames.c - what the unpacker says becomes units for the crew */
#include "ingest/import_int.h"
#include "ingest/nodoc.h"
#include <stdio.h>

#define NOTES 10000u /* what the unpacker may have said aloud */

/* The first record of an entry that is not done. */
static uint64_t first_wanted(const na_job *j, uint64_t entry)
{
    return entry == j->from_entry ? j->from_record + 1 : 1;
}

static int add_unit(na_job *j, na_unit_kind kind, na_item *item, na_str bytes,
                    na_unit **out, na_err *err)
{
    na_unit *u = na_unit_new(kind, item, bytes);

    *out = u;
    if (!u) return na_fail_nomem(err);
    u->want = first_wanted(j, item->entry);
    na_crew_add(j->crew, u);
    return NA_OK;
}

/* An entry's or record's fate that is known without a parser. */
static int add_verdict(na_job *j, na_item *item, na_outcome kind, na_str code,
                       na_str message, const na_msg_urecord *m, na_err *err)
{
    na_unit *u;
    int rc;

    if (m->record < first_wanted(j, item->entry)) return NA_OK;
    if ((rc = add_unit(j, NA_UNIT_VERDICT, item, m->bytes, &u, err)) < 0) return rc;
    u->record = m->record;
    u->offset = m->offset;
    u->length = m->length;
    u->reader = j->decided && item == j->large ? j->reader : -1; /* for whom it was cut */
    if (u->reader >= 0) na_unit_cut(u, j->cut, na_str_c(j->names));
    if ((rc = na_unit_settle(u, kind, code, message, err)) < 0) return rc;
    return na_unit_hash(u, m->sha256, err);
}

static int skip(na_job *j, const na_msg_uentry *m, na_err *err)
{
    const na_msg_udecide d = { .entry = m->entry, .action = NA_ACT_SKIP };

    return m->whole ? NA_OK : na_source_decide(j->source, &d, err);
}

static int on_entry(na_job *j, na_str payload, na_err *err)
{
    na_msg_uentry m;
    na_msg_urecord all = { .record = 1 };
    na_item *item = NULL;
    na_unit *u;
    const char *no;
    int rc;

    if ((rc = na_msg_get_uentry(payload, &m, err)) < 0) return rc;
    if (m.entry != j->entry + 1 || m.entry > j->o->limits.entries || j->large)
        return na_fail(err, NA_ECORRUPT, "unpacker: entry %llu out of turn",
                       (unsigned long long)m.entry);
    j->entry = m.entry;
    j->record = 0;
    if (m.entry < j->from_entry) return skip(j, &m, err);
    if (!(item = na_item_new(&m))) return na_fail_nomem(err);
    all.bytes = m.head;
    all.length = m.head.len;
    no = na_nodoc(m.name);
    /* A volume is a bundle, too: its articles are in one member, the rest serves them. */
    if (!no && na_str_ends(j->about.name, NA_STR(".narc")) &&
        !na_str_starts(m.name, NA_STR("articles.jsonl")))
        no = "not the articles of a volume";
    if (!no && m.whole && !m.head.len && !m.code.len) no = "empty";
    if (no) {
        all.bytes = (na_str){ 0 };
        rc = add_verdict(j, item, NA_OUT_SKIP, (na_str){ 0 }, na_str_c(no), &all, err);
        if (rc == NA_OK) rc = skip(j, &m, err);
    } else if (m.code.len) {
        rc = add_verdict(j, item, NA_OUT_QUARANTINE, m.code, m.message, &all, err);
        if (rc == NA_OK) rc = skip(j, &m, err);
    } else {
        if (m.message.len) na_job_say(j, "warn", m.message);
        rc = add_unit(j, m.whole ? NA_UNIT_WHOLE : NA_UNIT_CHOOSE, item, m.head, &u, err);
        if (rc == NA_OK && !m.whole) {
            j->large = item;
            item->refs++;
            j->decided = false;
            na_source_awaits(j->source);
        }
    }
    na_item_drop(item);
    return rc;
}

static int on_record(na_job *j, na_str payload, na_err *err)
{
    na_msg_urecord m;
    na_unit *u;
    int rc;

    if ((rc = na_msg_get_urecord(payload, &m, err)) < 0) return rc;
    if (!j->large || m.entry != j->large->entry || !j->decided || m.record <= j->record)
        return na_fail(err, NA_ECORRUPT, "unpacker: a record out of turn");
    j->record = m.record + (m.count ? m.count - 1 : 0);
    if (j->reader < 0 || m.code.len) {
        const na_str code = m.code.len ? m.code : na_str_c(j->code);
        const na_str message = m.code.len ? m.message : na_str_c(j->message);

        return add_verdict(j, j->large, NA_OUT_QUARANTINE, code, message, &m, err);
    }
    if ((rc = add_unit(j, NA_UNIT_RECORD, j->large, m.bytes, &u, err)) < 0) return rc;
    u->record = m.record;
    u->offset = m.offset;
    u->want = u->want > m.record ? u->want : m.record;
    u->reader = j->reader;
    u->count = m.count;
    na_unit_cut(u, j->cut, na_str_c(j->names));
    return NA_OK;
}

static int on_entry_end(na_job *j, na_str payload, na_err *err)
{
    const na_msg_urecord none = { .record = 1 };
    na_msg_uend m;
    int rc;

    if ((rc = na_msg_get_uend(payload, &m, err)) < 0) return rc;
    if (!j->large || m.entry != j->large->entry) return NA_OK; /* one that was skipped */
    if (m.records == 0)
        rc = add_verdict(j, j->large, NA_OUT_SKIP, (na_str){ 0 },
                         NA_STR("no records in it"), &none, err);
    na_item_drop(j->large);
    j->large = NULL;
    return rc;
}

/* The bundle is over, or one file of a folder: as it should, or early. */
static int on_end(na_job *j, uint8_t type, na_str payload, const char *why, na_err *err)
{
    na_msg_uend m = { 0 };
    char line[768];
    int rc;

    if (payload.len) {
        if ((rc = na_msg_get_uend(payload, &m, err)) < 0) return rc;
    } else {
        m.cut_short = j->died = true;
        m.message = na_str_c(why);
        m.entry = j->entry;
    }
    if (m.cut_short) {
        j->cut_short = true;
        if (type == NA_U_NOTE && ++j->notes > NOTES) return NA_OK;
        snprintf(line, sizeof line, "%s%s%.*s; what came before is kept",
                 j->died ? "the unpacker ended: " : "",
                 type == NA_U_NOTE || j->died ? "" : "the bundle ends early: ",
                 NA_STR_ARG(na_str_sub(m.message, 0, 480)));
        na_job_say(j, "error", na_str_c(line));
    }
    if (type == NA_U_END) j->ended = true;
    return NA_OK;
}

/* What keeps it from its work: a sandbox that does not close. */
static void unpacker_log(na_job *j, na_str payload)
{
    na_rd r = na_rd_of(payload);
    const na_str level = na_get_str(&r), line = na_get_str(&r);

    if (!r.bad) na_job_say(j, na_str_eqc(level, "warn") ? "warn" : "error", line);
}

int na_job_hear(na_job *j, na_err *err)
{
    const char *why = "";
    na_err wrong = { 0 };
    uint8_t type = 0;
    na_str p = { 0 };
    int rc = na_source_next(j->source, &type, &p, &why, err);

    if (rc <= 0) return rc;
    switch (type) {
    case NA_U_ENTRY:
        rc = on_entry(j, p, &wrong);
        break;
    case NA_U_RECORD:
        rc = on_record(j, p, &wrong);
        break;
    case NA_U_ENTRY_END:
        rc = on_entry_end(j, p, &wrong);
        break;
    case NA_U_PROGRESS:
        na_source_progress(j->source, p), rc = NA_OK;
        break;
    case NA_U_NOTE:
    case NA_U_END:
        rc = on_end(j, type, p, why, &wrong);
        break;
    case NA_P_LOG:
        if (++j->notes <= NOTES) unpacker_log(j, p);
        rc = NA_OK;
        break;
    default:
        rc = na_fail(&wrong, NA_ECORRUPT, "unpacker: unexpected frame %u", type);
    }
    if (rc == NA_ECORRUPT) rc = on_end(j, NA_U_END, (na_str){ 0 }, wrong.msg, &wrong);
    return rc < 0 ? na_fail(err, rc, "%s", wrong.msg) : 1;
}
