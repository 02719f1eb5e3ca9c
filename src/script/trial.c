/* SPDX-License-Identifier: MIT */
#include "script/trial.h"
#include "base/jsonw.h"
#include "base/time.h"
#include "script/cover.h"
#include "text/article_json.h"
#include "text/cut.h"

typedef struct trial {
    na_host *host;
    int reader;
    na_trial_fn *fn;
    void *ctx;
    na_trial_usage *usage;
    int64_t since;
} trial;

static void most(uint64_t *to, uint64_t v)
{
    if (v > *to) *to = v;
}

static void count(trial *t, const na_verdict *v)
{
    na_trial_usage *u = t->usage;
    int64_t now = na_mono_ms();
    u->records++;
    u->articles += v->kind == NA_V_ARTICLES ? v->narticles : 0;
    u->skipped += v->kind == NA_V_SKIP;
    u->quarantined += v->kind == NA_V_QUARANTINE || v->code.len > 0;
    if (t->reader >= 0) {
        const nal_budget *b = &t->host->readers[t->reader]->vm.budget;
        most(&u->instr, b->instr);
        most(&u->heap, b->peak);
        most(&u->volume, b->volume);
        most(&u->ms, (uint64_t)(now - t->since));
    }
    t->since = now;
}

static int on_begin(void *ctx, uint64_t index, uint64_t offset, uint64_t length)
{
    (void)ctx, (void)index, (void)offset, (void)length;
    return 0;
}

static int on_done(void *ctx, uint64_t index, uint64_t offset, uint64_t length,
                   const na_verdict *v)
{
    trial *t = ctx;
    (void)offset, (void)length;
    count(t, v);
    return t->fn(t->ctx, index, v);
}

static int one(trial *t, const na_entry_info *info, na_str bytes, uint64_t index,
               uint64_t offset, na_err *err)
{
    na_record r = { info, bytes, index, offset };
    na_verdict v;
    int rc = na_host_parse(t->host, t->reader, &r, &v, err);
    return rc < 0 ? rc : on_done(t, index, offset, bytes.len, &v);
}

static int pieces(trial *t, const na_entry_info *info, const na_choice *c, na_str bytes,
                  na_err *err)
{
    na_cutter cut = na_cutter_of(c->split, c->names);
    na_piece p;
    size_t at = 0;
    int rc = NA_OK;
    for (uint64_t i = 1; rc == NA_OK; at += p.skip + p.len) {
        if (na_cutter_next(&cut, na_str_sub(bytes, at, bytes.len), true, &p) != 1) break;
        const size_t from = at + p.skip;
        if (!p.len) continue;
        if (p.code) {
            const na_verdict v = { .kind = NA_V_QUARANTINE,
                                   .code = na_str_c(p.code),
                                   .message = na_str_c(p.message) };
            rc = on_done(t, i++, from, p.len, &v);
        } else {
            rc = one(t, info, na_str_sub(bytes, from, from + p.len), i++, from, err);
        }
    }
    return rc;
}

int na_trial_run(na_host *h, na_str name, na_str bytes, na_str reader, na_trial_fn *fn,
                 void *ctx, int *chosen, na_trial_usage *usage, na_err *err)
{
    na_entry_info info = { .name = name,
                           .size = (int64_t)bytes.len,
                           .head = na_str_sub(bytes, 0, NA_HEAD_BYTES),
                           .source = name,
                           .reader = reader };
    trial t = { h, -1, fn, ctx, usage, na_mono_ms() };
    na_str rest = bytes, line;
    na_choice c;
    int rc = na_host_choose(h, &info, &c, err);
    if (rc < 0) return rc;
    if (chosen) *chosen = c.reader;
    t.reader = c.reader;
    if (c.reader < 0) {
        const na_verdict nobody = { .kind = NA_V_QUARANTINE,
                                    .code = NA_STR("no_reader"),
                                    .message = c.reason };
        return on_done(&t, 1, 0, bytes.len, &nobody);
    }
    if (c.split == NA_SPLIT_FUNCTION) {
        const na_record whole = { &info, bytes, 1, 0 };
        const na_split_sink sink = { on_begin, on_done, &t };
        return na_host_split(h, c.reader, &whole, 1, &sink, err);
    }
    if (c.split == NA_SPLIT_ENTRY) return one(&t, &info, bytes, 1, 0, err);
    if (na_cutter_can(c.split)) return pieces(&t, &info, &c, bytes, err);
    for (uint64_t i = 1; rc == NA_OK && na_str_line(&rest, &line); i++)
        if (na_str_trim(line).len)
            rc = one(&t, &info, line, i, (uint64_t)(line.ptr - bytes.ptr), err);
    return rc;
}

static void put_verdict(na_buf *out, const char *verdict, na_str code, const char *key,
                        na_str words)
{
    na_buf_printf(out, "{\"verdict\":\"%s\"", verdict);
    if (code.len) {
        na_buf_puts(out, ",\"code\":");
        na_json_quote(out, code);
    }
    if (words.len) {
        na_buf_printf(out, ",\"%s\":", key);
        na_json_quote(out, words);
    }
    na_buf_puts(out, "}\n");
}

int na_trial_put(const na_verdict *v, na_buf *out, na_err *err)
{
    int rc = NA_OK;
    for (size_t i = 0; v->kind == NA_V_ARTICLES && i < v->narticles && rc == NA_OK; i++) {
        rc = na_article_to_json(&v->articles[i], out, err);
        na_buf_putc(out, '\n');
    }
    if (v->kind == NA_V_SKIP) put_verdict(out, "skip", (na_str){ 0 }, "reason", v->reason);
    if (v->code.len) put_verdict(out, "quarantine", v->code, "message", v->message);
    return rc == NA_OK ? na_buf_check(out, "verdicts", err) : rc;
}

static uint64_t leak_of(nal_scripts *s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        nal_close(&s->v[i]->vm);
        n += s->v[i]->vm.budget.live;
    }
    return n;
}

uint64_t na_trial_leak(na_host *h)
{
    nal_scripts readers = { h->readers, h->n, h->cap };
    return leak_of(&readers) + leak_of(&h->clean) + leak_of(&h->filters);
}
