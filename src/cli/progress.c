/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"
#include "base/log.h"
#include "base/time.h"
#include "cli/out.h"
#include <sys/ioctl.h>
#include <unistd.h>

#define PERIOD_MS 100
#define BAR 20u
#define ERASE "\r\x1b[K"

struct progress progress_new(void)
{
    return (struct progress){ .on = na_log_is_tty(), .started = na_mono_ms() };
}

/* Is it time for another one? */
static bool due(struct progress *p)
{
    int64_t now;

    if (!p->on || (now = na_mono_ms()) - p->drawn < PERIOD_MS) return false;
    p->drawn = now;
    return true;
}

static void put_bar(na_buf *b, uint64_t done, uint64_t total)
{
    double part = done < total ? (double)done / (double)total : 1;
    unsigned full = (unsigned)(part * BAR);

    na_buf_putc(b, '[');
    for (unsigned i = 0; i < BAR; i++) na_buf_putc(b, i < full ? '#' : '-');
    na_buf_printf(b, "] %3.0f%%  ", part * 100);
}

/* "12 s", "3 min 05 s", "2 h 10 min". */
static void put_time(na_buf *b, double seconds)
{
    unsigned long s = seconds < 360000 ? (unsigned long)seconds : 360000;

    if (s < 60)
        na_buf_printf(b, "%lu s", s);
    else if (s < 3600)
        na_buf_printf(b, "%lu min %02lu s", s / 60, s % 60);
    else
        na_buf_printf(b, "%lu h %02lu min", s / 3600, s % 3600 / 60);
}

static void put_rest(na_buf *b, const struct progress *p, uint64_t done, uint64_t total)
{
    double spent = (double)(p->drawn - p->started) / 1000;

    /* The first second says nothing about the rest. */
    if (total == 0 || done == 0 || done > total || spent < 1) return;
    na_buf_puts(b, "  ");
    put_time(b, spent * (double)(total - done) / (double)done);
    na_buf_puts(b, " left");
}

static void draw(struct progress *p, const na_buf *text)
{
    static const char begin[] = "\r\x1b[K";
    char line[256];
    int n = snprintf(line, sizeof line, "%s%.*s", begin, NA_STR_ARG(na_buf_get(text)));

    if (n > 0)
        na_log_raw(na_str_n(line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1));
    p->shown = true;
}

void progress_import(struct progress *p, uint64_t done, uint64_t total,
                     const na_import_counts *c)
{
    char bytes[24], of[24], entries[32], records[48];
    double spent;
    na_buf b;

    if (!due(p)) return;
    na_buf_init(&b, NA_KIB);
    out_bytes(done, bytes);
    out_count(c->entries, entries);
    out_things(c->records, "record", records);
    if (total > 0) put_bar(&b, done, total);
    na_buf_printf(&b, "%s %s, %s", entries, c->entries == 1 ? "entry" : "entries", records);
    spent = (double)(p->drawn - p->started) / 1000;
    if (spent >= 1) na_buf_printf(&b, " (%.0f/s)", (double)c->records / spent);
    na_buf_printf(&b, "  %s", bytes);
    if (total > 0) {
        out_bytes(total, of);
        na_buf_printf(&b, " of %s", of);
    }
    put_rest(&b, p, done, total);
    draw(p, &b);
    na_buf_release(&b);
}

int progress_step(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    struct progress *p = ctx;
    na_buf b;

    if (cmd_cancelled) return NA_ECANCELLED;
    if (what != p->what) p->what = what, p->started = na_mono_ms();
    if (!due(p)) return 0;
    na_buf_init(&b, NA_KIB);
    if (total > 0) put_bar(&b, done, total);
    na_buf_puts(&b, what);
    put_rest(&b, p, done, total);
    draw(p, &b);
    na_buf_release(&b);
    return 0;
}

void progress_clear(struct progress *p)
{
    if (p->shown) na_log_raw(NA_STR(ERASE));
    p->shown = false;
}
