/* SPDX-License-Identifier: MIT */
/* host_int.h - what host.c, choose.c and split.c share; nobody else includes it */
#ifndef NA_SCRIPT_HOST_INT_H
#define NA_SCRIPT_HOST_INT_H
#include "script/manifest.h"

/* How a reader fared in this run (breaker.c). */
typedef struct nal_breaker {
    uint64_t records, failed, run; /* run: failures of one kind in a row */
    uint64_t line;
    char code[24]; /* of the run */
    bool open;     /* not called any more */
} nal_breaker;

typedef struct nal_reader {
    nal_vm vm;
    nal_manifest man;
    na_str path, text; /* owned */
    char sha256[65];
    nal_breaker breaker;
} nal_reader;

struct na_host {
    na_host_opts opts;
    na_charset *cs;
    nal_reader **readers;
    size_t n, cap;
    char reason[240]; /* of the last choice */
};

/* Makes the state afresh when the last call lost it. NA_ESCRIPT with vm.fail filled. */
int nal_reader_ready(na_host *h, nal_reader *r);
/* After a call: a state with a fatal breach is closed. */
void nal_reader_settle(nal_reader *r);
/* The limits of one call of kind: parse and split. */
nal_limits nal_parse_limits(const na_host *h, const nal_reader *r);
/* A quarantine verdict from vm.fail. */
void nal_verdict_fail(nal_vm *vm, na_verdict *out);
/* Counts a verdict of parse; and the one for a record that is not tried. */
void nal_breaker_note(nal_breaker *b, const na_verdict *v);
na_verdict nal_breaker_verdict(void);
/* A failure the host itself has found: code, message. */
void nal_fail_set(nal_vm *vm, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Loads text under the load budget, reads its manifest: the state is ready after it. */
int nal_script_load(nal_vm *vm, nal_manifest *m, na_str text);

#endif
