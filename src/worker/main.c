/* SPDX-License-Identifier: MIT */
#include "base/log.h"
#include "sandbox/close.h"
#include "text/charset.h"
#include "text/json.h"
#include "worker/worker.h"
#include <locale.h>
#include <time.h>
#include <unistd.h>

static const struct {
    const char *name;
    int (*run)(na_chan *c, na_err *err);
} kinds[] = {
    { "unpack", na_unpack_run },
    { "parse", na_parse_run },
    { "selftest", na_selftest_run },
};

/* A line for the parent's log. */
static void tell(na_chan *c, const char *level, const char *text)
{
    na_buf *b = na_chan_begin(c, NA_P_LOG);

    na_put_str(b, na_str_c(level));
    na_put_str(b, na_str_c(text));
    (void)na_chan_end(c, NULL);
    (void)na_chan_flush(c, NULL);
}

int main(int argc, char **argv)
{
    na_err err = { 0 };
    na_chan *chan = NULL;
    na_charset *converters = NULL; /* stays open: that is what it is opened for */
    bool filtered = false;
    int rc = NA_EUSAGE;

    if (argc != 2) {
        na_log("newsarc-worker is started by newsarc, not by hand");
        return 2;
    }
    setlocale(LC_ALL, "C.UTF-8");
    tzset(); /* times in zip files are local */
    if ((rc = na_chan_new(&chan, STDIN_FILENO, &err)) < 0) _exit(1);
    na_json_init();
    na_worker_pdf_init();
    if ((rc = na_charset_new(&converters, &err)) < 0 ||
        (rc = na_charset_open_all(converters, &err)) < 0 ||
        (rc = na_sandbox_close(na_worker_pdf_memory(), &filtered, &err)) < 0) {
        tell(chan, "error", err.msg);
        _exit(1);
    }
    if (!filtered)
        tell(chan, "warn", "this kernel has no seccomp: the worker is less confined");
    rc = na_fail(&err, NA_EUSAGE, "no such worker: %s", argv[1]);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (na_str_eqc(na_str_c(argv[1]), kinds[i].name)) {
            na_err_clear(&err);
            rc = kinds[i].run(chan, &err);
        }
    if (rc < 0) tell(chan, "error", err.msg);
    _exit(rc < 0 ? 1 : 0);
}
