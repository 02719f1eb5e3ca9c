/* SPDX-License-Identifier: MIT */
/* host_int.h - what host.c, chain.c, choose.c, clean.c and split.c share; nobody else
 * includes it */
#ifndef NA_SCRIPT_HOST_INT_H
#define NA_SCRIPT_HOST_INT_H
#include "script/manifest.h"

typedef struct nal_reader {
    nal_vm vm;
    nal_manifest man;
    na_str path, text; /* owned */
    char sha256[65];
    bool given_up;           /* not called any more */
    struct nal_reader *base; /* of a clean script: what it extends, or NULL */
} nal_reader;

typedef struct nal_scripts {
    nal_reader **v;
    size_t n, cap;
} nal_scripts;

/* What the record at hand has handed to other readers. */
typedef struct nal_handed {
    unsigned depth;
    uint64_t parts, ms;
} nal_handed;

struct na_host {
    na_host_opts opts;
    na_charset *cs;
    bool tested; /* the environment, once: all states are built alike */
    nal_reader **readers;
    size_t n, cap;
    nal_scripts clean;
    nal_scripts filters; /* na_host_ready puts them into the order they run in */
    na_arena chain;      /* articles between filters, until the next record */
    nal_handed handed;
    bool needs_pdf;   /* the record at hand is for newsarc-pdf */
    char reason[240]; /* of the last choice */
};

void nal_reader_free(nal_reader *r);
/* Makes the state afresh when the last call lost it. NA_ESCRIPT with vm.fail filled. */
int nal_reader_ready(na_host *h, nal_reader *r);
/* What a reader gives an entry, 0 to 100; the reason of 0 may be in h->reason. */
int nal_score(na_host *h, nal_reader *r, const na_entry_info *e);
/* After a call: a state with a fatal breach is closed. */
void nal_reader_settle(nal_reader *r);
/* The limits of one call of kind: parse and split. */
nal_limits nal_parse_limits(const na_host *h, const nal_reader *r);
/* ... of one call of a filter or a clean script. */
nal_limits nal_step_limits(const nal_reader *r);
/* Calls the reader's parse on one record, and no filter. The verdict is good until its
 * next. */
void nal_parse_run(na_host *h, nal_reader *r, const nal_rec *rec, const nal_limits *max,
                   na_verdict *out);
/* A quarantine verdict from vm.fail. */
void nal_verdict_fail(nal_vm *vm, na_verdict *out);
/* NA_ESCRIPT with vm.fail as "file:line: message". */
int nal_fail_of(const nal_vm *vm, na_err *err);
/* A failure the host itself has found: code, message. */
void nal_fail_set(nal_vm *vm, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Raises in L what failed in vm, with its code, file and line. */
int nal_raise_of(lua_State *L, const nal_vm *vm);
/* string.gsub, as it was before the script could change it. In the registry. */
extern const char nal_key_gsub[];

/* chain.c: puts the filters into order; tells of those that cannot run, and drops them. */
int nal_chain_order(na_host *h, na_host_bad_fn *bad, void *ctx, na_err *err);
/* What the reader made of the record through all filters; out is a verdict of articles,
 * and may become another. */
int nal_chain_run(na_host *h, const nal_rec *rec, na_verdict *out, na_err *err);

/* Loads text under the load budget, reads its manifest: the state is ready after it. */
int nal_script_load(nal_vm *vm, nal_manifest *m, na_str text);

#endif
