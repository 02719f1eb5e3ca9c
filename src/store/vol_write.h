/* SPDX-License-Identifier: MIT */
/* vol_write.h - writing a volume: articles, then the index, then what describes them
 *
 * Concepts  Calls in this order: begin, article..., articles_end, index, (extra or
 *           stream)..., finish.
 *           Articles may be added while the caller builds their index: frames are
 *           compressed by a thread of the writer's, decoded again and compared before they
 *           are stored. Frames of articles are cut at line ends.
 * Lifetime  begin .. finish (which frees the writer, whatever its result) or abort. The
 *           file is created new; abort and a failed finish unlink it.
 * Threads   One caller at a time. Its own threads touch only frames handed to them; all
 *           writing to the file happens in the caller's calls.
 * Errors    Sticky: after the first failure every call is a no-op returning its code; the
 *           message comes from finish (or na_volw_error).
 * Used by   core/ (seal, compact), tests/.
 */
#ifndef NA_STORE_VOL_WRITE_H
#define NA_STORE_VOL_WRITE_H
#include "base/buf.h"
#include "store/src.h"
#include "store/vol_format.h"

typedef struct na_volw na_volw;

typedef struct na_volw_opts {
    uint32_t article_frame, index_frame; /* bytes; 0: the default */
    int article_level, index_level;      /* 0: the default */
    int64_t mtime; /* of all members, UTC seconds: manifest "created" */
} na_volw_opts;

/* Fills out with the manifest, which describes members[0..n): those before it. At most
 * NA_VOL_MAX_MANIFEST bytes. */
typedef int na_volw_manifest(void *ctx, const na_vol_member *members, size_t n, na_buf *out,
                             na_err *err);

/* Creates path, which must not exist, with mode 0666 less umask. opts may be NULL. */
int na_volw_begin(na_volw **out, const char *path, const na_volw_opts *opts, na_err *err);
/* One article: its JSON with the newline behind, copied. *off_out (may be NULL): where the
 * line begins in the decoded member. */
int na_volw_article(na_volw *w, na_str line, uint64_t *off_out);
/* Ends the articles' member. At least one article is required. */
int na_volw_articles_end(na_volw *w);
/* The index member: all bytes of plain, which stays the caller's. */
int na_volw_index(na_volw *w, const na_src *plain);
/* A further member (NA_VOL_NAME_DEAD, ...), stored as it is. */
int na_volw_extra(na_volw *w, const char *name, na_str bytes);
/* A further member of frames, for store/vol_stream.h. Bytes in any portions; frames are cut
 * at a mark once NA_VOL_ARTICLE_FRAME bytes have come together, and within what is longer
 * than NA_VOL_STREAM_FRAME. end: the hashes that na_vol_stream_open wants, appended. At
 * least one byte is required. */
int na_volw_stream_begin(na_volw *w, const char *name);
int na_volw_stream_put(na_volw *w, na_str bytes);
int na_volw_stream_mark(na_volw *w);
int na_volw_stream_end(na_volw *w, na_buf *hashes_out);
/* Stored bytes of the member so far. */
uint64_t na_volw_stream_stored(const na_volw *w);
/* Writes frames.sha, the manifest, SHA256SUMS and the trailer, completes the headers and
 * syncs the file. The folder's sync and the rename are the caller's. Frees w. */
int na_volw_finish(na_volw *w, na_volw_manifest *manifest, void *ctx, uint8_t sha_out[32],
                   uint64_t *size_out, na_err *err);
/* Decoded bytes of articles so far. */
uint64_t na_volw_raw_size(const na_volw *w);
/* The first failure, or NULL. Borrowed from w. */
const na_err *na_volw_error(const na_volw *w);
/* Ends the threads, unlinks the file, frees w. NULL is fine. */
void na_volw_abort(na_volw *w);

#endif
