/* SPDX-License-Identifier: MIT */
#include "cli/origin.h"

int origin_join(struct origin *o, na_arc *a, na_article *art, na_err *err)
{
    uint64_t id = art->prov.import;
    na_import imp;
    na_err e = { 0 };
    int rc;

    if (id == 0 || art->prov.bundle_sha256.len > 0) return NA_OK;
    if (id != o->import) {
        na_arena_reset(&o->arena);
        rc = na_arc_import_get(a, id, &imp, &o->arena, &e);
        if (rc < 0 && rc != NA_ENOENT) return na_fail(err, rc, "%s", e.msg);
        o->import = id;
        o->sha256 = rc == NA_OK ? imp.sha256 : (na_str){ 0 };
    }
    art->prov.bundle_sha256 = o->sha256;
    return NA_OK;
}

void origin_release(struct origin *o)
{
    na_arena_release(&o->arena);
    *o = (struct origin){ 0 };
}
