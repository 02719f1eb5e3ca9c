/* SPDX-License-Identifier: MIT */
/* evidence.h - what of a volume vouches for one article
 *
 * Concepts  The catalogue knows the hash of a manifest, the manifest that of frames.sha,
 *           frames.sha that of each frame, and a frame decodes to lines of which one is the
 *           article. With manifest, frames.sha and frame at hand, anybody can follow that
 *           without the volume and without newsarc.
 * Lifetime  All in the arena. Threads: one.
 * Errors    NA_ENOENT when no volume holds that revision: it is in the head.
 * Used by   cli/ (export --evidence).
 */
#ifndef NA_CORE_EVIDENCE_H
#define NA_CORE_EVIDENCE_H
#include "core/arc.h"

typedef struct na_proof {
    na_str volume;                      /* file name */
    na_str manifest, frames_sha, frame; /* bytes: of the members, and of the stored frame */
    uint32_t frame_no;                  /* from 0: its hash is at 16 times that */
    na_str line;                        /* the article's, without its newline */
} na_proof;

/* id: all 16 digits. */
int na_arc_proof(na_arc *a, na_str id, uint32_t revision, na_proof *out, na_arena *arena,
                 na_err *err);

#endif
