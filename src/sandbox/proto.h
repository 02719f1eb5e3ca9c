/* SPDX-License-Identifier: MIT */
/* proto.h - the frames that parent and worker exchange over descriptor 0
 *
 * Concepts  A frame is type u8, length u32 (little-endian), payload. The parent talks to
 *           two workers: an unpacker (bundle on its descriptor 1) and a parser (descriptor
 *           1 is /dev/null). Neither trusts the other: every payload is read through na_rd
 *           with bounds, and a frame longer than NA_FRAME_MAX ends the conversation. msg.h
 *           has the payloads.
 *
 *  unpacker -> parent   U_ENTRY    the next entry; small ones whole, no decision is awaited
 *                       U_RECORD   bytes of it: one record, or a run of whole lines
 *                       U_ENTRY_END entry, records
 *                       U_PROGRESS bytes of the bundle read so far: it lives
 *                       U_NOTE     one file of a folder ended early; the next follows
 *                       U_END      how the bundle ended
 *  parent -> unpacker   U_START    limits, name hint, mode (file | stream | folder)
 *                       U_DECIDE   what to do with an entry that is not whole
 *  parent -> parser     P_START    limits, now, tz, base url; then a P_SCRIPT each
 *                       P_SCRIPT   path, text
 *                       P_ENTRY    an entry: choose | choose and parse | remember
 *                       P_RECORD   bytes, reader, split, first record wanted
 *                       P_DEFER    readers that are not to be called any more
 *  parser -> parent     P_READY    readers and the scripts that failed
 *                       P_CHOICE   entry, reader, split, score, reason
 *                       P_BEGIN    entry, record, offset, length (careful mode only)
 *                       P_VERDICT  the same, and articles, skip or quarantine
 *                       P_DONE     entry: no more verdicts for that P_ENTRY or P_RECORD
 *                       P_LOG      level, text
 *                       P_NEEDS    the record at hand is for newsarc-pdf: start that, and
 *                                  ask it what was not answered; the last frame
 *
 *           The parser answers in order. Sending: a worker's channel blocks; the parent's
 *           (na_chan_nonblock) never does, so that the three can not wait in a circle.
 * Lifetime  na_chan owns its descriptor and buffers. A received payload is borrowed until
 *           the next receive.
 * Threads   One thread at a time.
 * Errors    NA_EIO when the other side is gone, NA_ECORRUPT for a malformed frame,
 *           NA_ELIMIT for a frame too long to send.
 * Used by   worker/, ingest/.
 */
#ifndef NA_SANDBOX_PROTO_H
#define NA_SANDBOX_PROTO_H
#include "base/buf.h"
#include "base/limits.h"

#define NA_FRAME_MAX (NA_MAX_RECORD + 1 * NA_MIB)

enum na_frame {
    NA_U_START = 1,
    NA_U_DECIDE,
    NA_U_ENTRY,
    NA_U_RECORD,
    NA_U_ENTRY_END,
    NA_U_PROGRESS,
    NA_U_NOTE,
    NA_U_END,
    NA_P_START,
    NA_P_SCRIPT,
    NA_P_ENTRY,
    NA_P_RECORD,
    NA_P_READY,
    NA_P_CHOICE,
    NA_P_BEGIN,
    NA_P_VERDICT,
    NA_P_DONE,
    NA_P_LOG,
    NA_P_DEFER,
    NA_P_NEEDS,
    NA_FRAME_LAST = NA_P_NEEDS
};

typedef struct na_chan na_chan;

/* Takes fd over, also on failure. */
int na_chan_new(na_chan **out, int fd, na_err *err);
void na_chan_free(na_chan *c); /* closes the descriptor */
int na_chan_fd(const na_chan *c);
/* From now on sending never waits: na_chan_push() sends what the socket takes. */
void na_chan_nonblock(na_chan *c);

/* A frame under construction: begin, put into the buffer returned, end. Frames gather in
 * the output buffer until it holds 64 KiB (blocking channels) or na_chan_flush(). A frame
 * that is too long is dropped whole: NA_ELIMIT. */
na_buf *na_chan_begin(na_chan *c, uint8_t type);
int na_chan_end(na_chan *c, na_err *err);
/* Ends the frame with tail as the rest of its payload, without copying it: a blocking
 * channel sends it all now; a non-blocking one borrows tail, and takes no further frame,
 * until na_chan_pending() is 0. */
int na_chan_end_tail(na_chan *c, na_str tail, na_err *err);
int na_chan_flush(na_chan *c, na_err *err);
int na_chan_push(na_chan *c, na_err *err);
size_t na_chan_pending(const na_chan *c);
/* Is a tail on its way, so that no frame may be begun? */
bool na_chan_busy(const na_chan *c);

/* Waits at most timeout_ms (-1: for ever) for a whole frame: 1 got one, 0 time is up,
 * NA_EIO the other side closed. */
int na_chan_recv(na_chan *c, int timeout_ms, uint8_t *type_out, na_str *payload_out,
                 na_err *err);
/* Bytes received in all: grows while the other side is alive and talking. */
uint64_t na_chan_received(const na_chan *c);

/* Length-prefixed (u32) bytes within a payload. */
void na_put_str(na_buf *b, na_str s);
na_str na_get_str(na_rd *r);

#endif
