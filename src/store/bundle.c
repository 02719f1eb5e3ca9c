/* SPDX-License-Identifier: MIT */
/* libarchive does the formats; what is added here: one input buffer (so that the first
 * bytes can be looked at), bounds after every block, names made harmless, and telling apart
 * what ends an entry from what ends the bundle. Data is taken block by block, not by
 * archive_read_data: that one forgets what it has already copied when an error follows. */
#include "store/bundle.h"
#include "store/bundle_name.h"
#include "store/members.h"
#include "store/zip.h"
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK (64 * NA_KIB)
#define ENOUGH 512u /* bytes that tell what the input is */

struct na_bundle {
    na_bundle_io io;
    na_limits lim;
    char *hint;
    struct archive *ar;
    struct archive_entry *entry; /* libarchive's */
    uint8_t *block;
    size_t first;    /* bytes of block read ahead by open, not yet given on */
    uint64_t pos;    /* of the input */
    uint64_t stored; /* bytes taken from the input */
    uint64_t given;  /* bytes of entries, delivered or skipped */
    uint64_t inside; /* ... of the bundles inside it that were closed */
    uint64_t entries;
    int rc; /* sticky: what ended the bundle */
    na_err err;
    bool at_end, plain, empty, raw_done;
    na_members *members; /* a WARC file by its records, without libarchive */
    const char *filter; /* suffix of the one filter undone, or "" */
    char kind[32];
    char open_warn[128];
    na_buf raw_name, name, warn;
    /* The entry's data. */
    bool in_entry;
    uint64_t entry_pos;  /* bytes of it given */
    const uint8_t *data; /* rest of libarchive's block */
    size_t left;
    uint64_t hole; /* zeros before it (sparse files) */
};

/* ---- input ---- */

/* For na_members: what was read ahead, then the input. */
static int member_read(void *ctx, void *buf, size_t n, size_t *got, na_err *err)
{
    na_bundle *b = ctx;
    int rc = NA_OK;

    if (b->first) {
        *got = b->first < n ? b->first : n;
        memcpy(buf, b->block, *got);
        memmove(b->block, b->block + *got, b->first - *got);
        b->first -= *got;
    } else {
        rc = b->io.read(b->io.ctx, buf, n, got, err);
    }
    if (rc == NA_OK) b->stored += *got;
    return rc;
}

static la_ssize_t on_read(struct archive *ar, void *ctx, const void **out)
{
    na_bundle *b = ctx;
    size_t got = b->first;

    *out = b->block;
    if (b->first) {
        b->first = 0;
    } else if (b->rc < 0 ||
               (b->rc = b->io.read(b->io.ctx, b->block, BLOCK, &got, &b->err)) < 0) {
        archive_set_error(ar, EIO, "input: %s", b->err.msg);
        return ARCHIVE_FATAL;
    }
    b->pos += got;
    b->stored += got;
    return (la_ssize_t)got;
}

static la_int64_t on_seek(struct archive *ar, void *ctx, la_int64_t off, int whence)
{
    na_bundle *b = ctx;
    int64_t base = whence == SEEK_SET   ? 0
                   : whence == SEEK_CUR ? (int64_t)b->pos
                                        : (int64_t)b->io.size;
    int64_t to;

    if (!na_add_ok(base, (int64_t)off, &to) || to < 0 || (uint64_t)to > b->io.size)
        return ARCHIVE_FATAL;
    if (b->rc < 0 || (b->rc = b->io.seek(b->io.ctx, (uint64_t)to, &b->err)) < 0) {
        archive_set_error(ar, EIO, "input: %s", b->err.msg);
        return ARCHIVE_FATAL;
    }
    b->first = 0;
    b->pos = (uint64_t)to;
    return to;
}

/* ---- failing ---- */

static const char *reason(const na_bundle *b)
{
    const char *s = archive_error_string(b->ar);
    return s ? s : "cannot be read";
}

/* Ends the bundle; the cause may already be known (the input failed). */
static int end_with(na_bundle *b, int rc, na_err *err)
{
    if (b->rc == NA_OK) b->rc = rc;
    return na_fail(err, b->rc, "%s", b->err.msg);
}

static int broken(na_bundle *b, na_err *err)
{
    if (b->in_entry)
        na_fail(&b->err, NA_ECORRUPT, "%s: entry %llu, %s, at byte %llu: %s", b->hint,
                (unsigned long long)b->entries, na_buf_cstr(&b->name),
                (unsigned long long)b->entry_pos, reason(b));
    else
        na_fail(&b->err, NA_ECORRUPT, "%s: behind entry %llu, at byte %llu: %s", b->hint,
                (unsigned long long)b->entries, (unsigned long long)b->stored, reason(b));
    return end_with(b, NA_ECORRUPT, err);
}

static int over(na_bundle *b, const char *what, uint64_t limit, const char *option,
                na_err *err)
{
    na_fail(&b->err, NA_ELIMIT, "%s: entry %llu: %s %llu (raise it with --limit %s=N)",
            b->hint, (unsigned long long)b->entries, what, (unsigned long long)limit,
            option);
    return end_with(b, NA_ELIMIT, err);
}

/* The bundle that none lies around. */
static na_bundle *outermost(na_bundle *b)
{
    while (b->io.outer) b = b->io.outer;
    return b;
}

/* What the bundle has cost so far. Filters expand before formats do, so both are looked
 * at; so is what all bundles inside the outermost one make of its bytes together. */
static int check_bounds(na_bundle *b, na_err *err)
{
    const na_bundle *all = outermost(b);
    la_int64_t filtered = b->members ? 0 : archive_filter_bytes(b->ar, 0);
    uint64_t out =
        filtered > 0 && (uint64_t)filtered > b->given ? (uint64_t)filtered : b->given;
    uint64_t in = b->stored;

    if (b->io.seek && b->io.size < in) in = b->io.size; /* read twice is not twice as big */
    if (out > b->lim.expanded)
        return over(b, "the bundle expands to more bytes than", b->lim.expanded, "expanded",
                    err);
    if (out > NA_RATIO_GRACE && out / (in ? in : 1) >= b->lim.ratio)
        return over(b, "the bundle expands more than", b->lim.ratio, "ratio", err);
    if (all == b) return NA_OK;
    out += all->inside;
    if (out > all->lim.expanded)
        return over(b, "bundles inside the bundle expand to more bytes than",
                    all->lim.expanded, "expanded", err);
    if (out > NA_RATIO_GRACE && out / (all->stored ? all->stored : 1) >= all->lim.ratio)
        return over(b, "bundles inside the bundle expand more than", all->lim.ratio,
                    "ratio", err);
    return NA_OK;
}

/* ---- opening ---- */

static void set_kind(na_bundle *b)
{
    const char *kind = "";
    int format =
        b->members ? ARCHIVE_FORMAT_RAW : archive_format(b->ar) & ARCHIVE_FORMAT_BASE_MASK;

    if (format == ARCHIVE_FORMAT_TAR) kind = "tar";
    if (format == ARCHIVE_FORMAT_ZIP) kind = "zip";
    if (format == ARCHIVE_FORMAT_7ZIP) kind = "7z";
    b->empty = format == ARCHIVE_FORMAT_EMPTY;
    b->plain = b->empty || format == ARCHIVE_FORMAT_RAW;
    snprintf(b->kind, sizeof b->kind, "%s%s%s", kind, *kind && *b->filter ? "." : "",
             b->filter);
}

/* Formats one by one: what is added to the library must not become ours by itself. The
 * filter is chosen here and is one: left to itself the library undoes filter after filter,
 * without end for a file that expands to itself. What is compressed twice comes out as a
 * compressed entry, a bundle inside a bundle. */
static int enable(na_bundle *b)
{
    static const struct {
        na_magic magic;
        int code;
        const char *suffix;
    } filters[] = { { NA_MAGIC_GZIP, ARCHIVE_FILTER_GZIP, "gz" },
                    { NA_MAGIC_BZIP2, ARCHIVE_FILTER_BZIP2, "bz2" },
                    { NA_MAGIC_XZ, ARCHIVE_FILTER_XZ, "xz" },
                    { NA_MAGIC_ZSTD, ARCHIVE_FILTER_ZSTD, "zst" } };
    na_str first = na_str_n(b->block, b->first);
    na_magic magic = na_bundle_magic(first);
    bool document =
        na_zip_is_document(first); /* one file to its reader, whatever is in it */
    int bad = 0;

    b->filter = "";
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        if (filters[i].magic != magic) continue;
        bad |= archive_read_append_filter(b->ar, filters[i].code) < ARCHIVE_WARN;
        b->filter = filters[i].suffix;
    }
    if (!document) {
        bad |= archive_read_support_format_tar(b->ar) < ARCHIVE_WARN;
        bad |= archive_read_support_format_zip_streamable(b->ar) < ARCHIVE_WARN;
    }
    if (b->io.seek && !document) {
        bad |= archive_read_support_format_zip_seekable(b->ar) < ARCHIVE_WARN;
        bad |= archive_read_support_format_7zip(b->ar) < ARCHIVE_WARN;
        bad |= archive_read_set_seek_callback(b->ar, on_seek) != ARCHIVE_OK;
    }
    bad |= archive_read_support_format_empty(b->ar) < ARCHIVE_WARN;
    bad |= archive_read_support_format_raw(b->ar) < ARCHIVE_WARN;
    bad |= archive_read_set_read_callback(b->ar, on_read) != ARCHIVE_OK;
    bad |= archive_read_set_callback_data(b->ar, b) != ARCHIVE_OK;
    return bad;
}

/* Short reads of a pipe must not hide a header; nor must a slow one be waited for
 * longer. */
static int read_first(na_bundle *b, na_err *err)
{
    while (b->first < ENOUGH) {
        size_t got = 0;
        int rc = b->io.read(b->io.ctx, b->block + b->first, BLOCK - b->first, &got, err);
        if (rc < 0) return rc;
        if (!got) break;
        b->first += got;
    }
    return NA_OK;
}

int na_bundle_open(na_bundle **out, const na_bundle_io *io, na_str hint,
                   const na_limits *limits, na_err *err)
{
    na_bundle *b = calloc(1, sizeof *b);
    int rc;

    if (!b) return na_fail_nomem(err);
    b->io = *io;
    b->lim = limits ? *limits : na_limits_default();
    na_buf_init(&b->raw_name, NA_MAX_NAME + 1);
    na_buf_init(&b->name, NA_MAX_NAME * 3 + 1);
    na_buf_init(&b->warn, 1024);
    b->block = malloc(BLOCK);
    b->hint = strndup(hint.len ? hint.ptr : "-", hint.len ? hint.len : 1);
    b->ar = archive_read_new();
    if (!b->block || !b->hint || !b->ar) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = read_first(b, err)) < 0) goto done;
    if (!io->seek && na_bundle_magic(na_str_n(b->block, b->first)) == NA_MAGIC_7Z) {
        rc = na_fail(err, NA_EUSAGE, "%s: 7z cannot be read from a pipe", b->hint);
        goto done;
    }
    if (na_members_is(na_str_n(b->block, b->first), hint)) {
        b->filter =
            na_bundle_magic(na_str_n(b->block, b->first)) == NA_MAGIC_GZIP ? "gz" : "zst";
        if ((rc = na_members_open(&b->members, member_read, b, err)) < 0) goto done;
        *out = b;
        b = NULL;
        goto done;
    }
    if (enable(b)) {
        rc = na_fail(err, NA_EIO, "%s: %s", b->hint, reason(b));
        goto done;
    }
    if (archive_read_open1(b->ar) < ARCHIVE_WARN) {
        rc = broken(b, err);
        goto done;
    }
    /* A filter that fails at once makes the stream look empty; only now is it said. */
    if (archive_error_string(b->ar))
        snprintf(b->open_warn, sizeof b->open_warn, "%s", reason(b));
    *out = b;
    b = NULL;
done:
    na_bundle_close(b);
    return rc;
}

void na_bundle_close(na_bundle *b)
{
    if (!b) return;
    if (b->io.outer) outermost(b)->inside += b->given;
    na_members_close(b->members);
    if (b->ar) archive_read_free(b->ar);
    na_buf_release(&b->raw_name);
    na_buf_release(&b->name);
    na_buf_release(&b->warn);
    free(b->block);
    free(b->hint);
    free(b);
}

/* ---- entries ---- */

static na_entry_type type_of(struct archive_entry *e)
{
    if (archive_entry_hardlink(e) || archive_entry_filetype(e) == AE_IFLNK)
        return NA_ENTRY_LINK;
    if (archive_entry_filetype(e) == AE_IFREG) return NA_ENTRY_FILE;
    return archive_entry_filetype(e) == AE_IFDIR ? NA_ENTRY_DIR : NA_ENTRY_OTHER;
}

static void add_warning(na_bundle *b, const char *what)
{
    na_buf_printf(&b->warn, "%s%s", b->warn.len ? "; " : "", what);
}

static void take_name(na_bundle *b)
{
    na_str raw = { 0 };

    if (b->entry) raw = na_str_c(archive_entry_pathname(b->entry));
    /* NULL: it could not be converted to this process's charset. */
    if (b->entry && !raw.ptr) raw = na_str_c(archive_entry_pathname_utf8(b->entry));
    if (b->plain) raw = na_bundle_strip(na_str_c(b->hint), b->filter);
    if (raw.len > NA_MAX_NAME) {
        add_warning(b, "name cut");
        raw.len = NA_MAX_NAME;
    }
    na_buf_reset(&b->raw_name);
    na_buf_str(&b->raw_name, raw);
    na_buf_reset(&b->name);
    na_bundle_clean_name(raw, NA_MAX_NAME, &b->name);
}

static void fill(na_bundle *b, na_entry *out)
{
    *out = (na_entry){ .index = b->entries,
                       .raw_name = na_buf_get(&b->raw_name),
                       .name = na_buf_get(&b->name),
                       .size = -1,
                       .mtime = NA_TIME_NONE,
                       .type = NA_ENTRY_FILE };
    if (b->entry && !b->empty) {
        if (archive_entry_size_is_set(b->entry) && archive_entry_size(b->entry) >= 0)
            out->size = archive_entry_size(b->entry);
        if (archive_entry_mtime_is_set(b->entry))
            out->mtime = archive_entry_mtime(b->entry);
        out->type = type_of(b->entry);
        out->encrypted = archive_entry_is_encrypted(b->entry) > 0;
    }
    if (b->plain && !*b->kind && b->io.seek) out->size = (int64_t)b->io.size;
    out->warn = na_buf_get(&b->warn);
}

/* The rest of an entry nobody read. Where that means decompressing, the bounds count. */
static int skip_rest(na_bundle *b, na_err *err)
{
    int rc = NA_OK;

    if (!b->in_entry) return NA_OK;
    if (!b->io.seek || *b->filter) {
        const void *p;
        size_t n;
        la_int64_t off;
        int r;
        while ((r = archive_read_data_block(b->ar, &p, &n, &off)) == ARCHIVE_OK) {
            b->given += n;
            if ((rc = check_bounds(b, err)) < 0) return rc;
        }
        if (r == ARCHIVE_FATAL) return broken(b, err);
    } else if (archive_read_data_skip(b->ar) == ARCHIVE_FATAL) {
        return broken(b, err);
    }
    b->in_entry = false;
    return NA_OK;
}

/* The end of all entries; nothing at all is one empty file. */
static int no_more(na_bundle *b, na_entry *out, na_err *err)
{
    b->at_end = true;
    if (!b->entries) set_kind(b);
    if (!b->empty || b->entries) return 0;
    if (b->open_warn[0]) {
        na_fail(&b->err, NA_ECORRUPT, "%s: %s", b->hint, b->open_warn);
        return end_with(b, NA_ECORRUPT, err);
    }
    b->entries = 1;
    b->entry = NULL;
    take_name(b);
    fill(b, out);
    return 1;
}

/* The one entry of a file that is read by members. */
static int next_whole(na_bundle *b, na_entry *out, na_err *err)
{
    if (b->entries) {
        b->in_entry = false;
        b->at_end = true;
        return 0;
    }
    if (++b->entries > b->lim.entries)
        return over(b, "more entries than", b->lim.entries, "entries", err);
    set_kind(b);
    take_name(b);
    fill(b, out);
    b->in_entry = true;
    return 1;
}

int na_bundle_next(na_bundle *b, na_entry *out, na_err *err)
{
    int r, rc;

    if (b->rc < 0) return end_with(b, b->rc, err);
    if (b->at_end) {
        b->in_entry = false;
        return 0;
    }
    if (b->members) return next_whole(b, out, err);
    if ((rc = skip_rest(b, err)) < 0) return rc;
    b->left = 0;
    b->hole = 0;
    b->entry_pos = 0;
    na_buf_reset(&b->warn);

    r = archive_read_next_header(b->ar, &b->entry);
    if (r == ARCHIVE_EOF) return no_more(b, out, err);
    if (r != ARCHIVE_OK && r != ARCHIVE_WARN) return broken(b, err);
    if (++b->entries > b->lim.entries)
        return over(b, "more entries than", b->lim.entries, "entries", err);
    if (b->entries == 1) set_kind(b);
    if (r == ARCHIVE_WARN) add_warning(b, reason(b));
    take_name(b);
    fill(b, out);
    b->in_entry = true;
    if ((rc = check_bounds(b, err)) < 0) return rc;
    return 1;
}

/* The next block of the entry's data: 1, 0 at its end. */
static int next_block(na_bundle *b, na_err *err)
{
    const void *p = NULL;
    size_t n = 0;
    la_int64_t off = 0;
    int r, rc;

    r = archive_read_data_block(b->ar, &p, &n, &off);
    if (r == ARCHIVE_EOF) {
        b->in_entry = false;
        return 0;
    }
    if (r == ARCHIVE_FATAL) return broken(b, err);
    if (r != ARCHIVE_OK) { /* only this entry is bad: the bundle goes on with the next */
        na_fail(err, NA_ECORRUPT, "%s: entry %llu, %s, at byte %llu: %s", b->hint,
                (unsigned long long)b->entries, na_buf_cstr(&b->name),
                (unsigned long long)b->entry_pos, reason(b));
        return NA_ECORRUPT;
    }
    if (off < 0 || (uint64_t)off < b->entry_pos) off = (la_int64_t)b->entry_pos;
    b->hole = (uint64_t)off - b->entry_pos;
    b->data = p;
    b->left = n;
    b->given += n;
    if ((rc = check_bounds(b, err)) < 0) return rc;
    return 1;
}

/* What a damaged member says goes on; other failures end the bundle. */
static int read_member(na_bundle *b, void *buf, size_t n, size_t *got_out, na_err *err)
{
    const na_members_damage *d;
    na_err why = { 0 };
    int rc;

    *got_out = 0;
    if (b->rc < 0) return end_with(b, b->rc, err);
    rc = na_members_read(b->members, buf, n, got_out, &why);
    if (rc == NA_OK) {
        b->given += *got_out;
        b->entry_pos += *got_out;
        return check_bounds(b, err);
    }
    d = na_members_damage_of(b->members);
    if (d && d->more) return na_fail(err, rc, "%s", why.msg);
    na_fail(&b->err, rc, "%s: %s", b->hint, why.msg);
    return end_with(b, rc, err);
}

const struct na_members_damage *na_bundle_damage(const na_bundle *b)
{
    return b->members ? na_members_damage_of(b->members) : NULL;
}

const char *na_bundle_member(const na_bundle *b, uint64_t at, uint64_t *from_out)
{
    return b->members && na_members_place(b->members, at, from_out)
               ? na_members_what(b->members)
               : NULL;
}

int na_bundle_read(na_bundle *b, void *buf, size_t n, size_t *got_out, na_err *err)
{
    uint8_t *dst = buf;
    size_t got = 0, k;
    int rc = NA_OK;

    if (b->members) return read_member(b, buf, n, got_out, err);
    *got_out = 0;
    while (got < n) {
        if (b->hole) {
            k = b->hole < n - got ? (size_t)b->hole : n - got;
            memset(dst + got, 0, k);
            b->hole -= k;
            b->given += k; /* a hole costs nothing stored: let the ratio see it */
        } else if (b->left) {
            k = b->left < n - got ? b->left : n - got;
            memcpy(dst + got, b->data, k);
            b->data += k;
            b->left -= k;
        } else {
            if (got || !b->in_entry)
                break; /* what there is, before an error that follows */
            if (b->rc < 0) return end_with(b, b->rc, err);
            if ((rc = next_block(b, err)) <= 0) return rc;
            continue;
        }
        got += k;
        b->entry_pos += k;
    }
    *got_out = got;
    return check_bounds(b, err);
}

int na_bundle_read_cb(void *ctx, void *buf, size_t n, size_t *got_out, na_err *err)
{
    return na_bundle_read(ctx, buf, n, got_out, err);
}

uint64_t na_bundle_stored(const na_bundle *b) { return b->stored; }

uint64_t na_bundle_expanded(const na_bundle *b) { return b->given; }

const char *na_bundle_kind(const na_bundle *b) { return b->kind; }
