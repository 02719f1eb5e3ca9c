/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/path.h"
#include "store/bundle.h"
#include "store/bundle_name.h"
#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

struct input {
    na_str bytes;
    size_t pos, step; /* step: bytes given at once */
};

static int in_read(void *ctx, void *buf, size_t n, size_t *got, na_err *err)
{
    struct input *in = ctx;
    size_t left = in->bytes.len - in->pos;

    (void)err;
    if (in->step && n > in->step) n = in->step;
    if (n > left) n = left;
    if (n) memcpy(buf, in->bytes.ptr + in->pos, n);
    in->pos += n;
    *got = n;
    return NA_OK;
}

static int in_seek(void *ctx, uint64_t off, na_err *err)
{
    (void)err;
    ((struct input *)ctx)->pos = (size_t)off;
    return NA_OK;
}

static int open_bytes(na_bundle **b, struct input *in, bool seek, const char *hint,
                      const na_limits *lim, na_err *err)
{
    na_bundle_io io = { .read = in_read, .size = in->bytes.len, .ctx = in };

    if (seek) io.seek = in_seek;
    return na_bundle_open(b, &io, na_str_c(hint), lim, err);
}

static la_ssize_t to_buf(struct archive *a, void *ctx, const void *p, size_t n)
{
    (void)a;
    na_buf_put(ctx, p, n);
    return (la_ssize_t)n;
}

static void put_entry(struct archive *a, const char *name, na_str data, unsigned type)
{
    struct archive_entry *e = archive_entry_new();

    archive_entry_set_pathname(e, name);
    archive_entry_set_filetype(e, type);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_mtime(e, 1743300000, 0);
    archive_entry_set_size(e, (la_int64_t)data.len);
    if (type == AE_IFLNK) archive_entry_set_symlink(e, "/etc/passwd");
    assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
    if (data.len)
        assert_int_equal(archive_write_data(a, data.ptr, data.len), (la_ssize_t)data.len);
    archive_entry_free(e);
}

/* A bundle of two texts, a folder and a link. */
static void make(na_buf *out, const char *format, int filter, na_str text)
{
    struct archive *a = archive_write_new();

    na_buf_init(out, 256 * NA_MIB);
    assert_int_equal(archive_write_set_format_by_name(a, format), ARCHIVE_OK);
    if (filter) assert_int_equal(archive_write_add_filter(a, filter), ARCHIVE_OK);
    archive_write_set_bytes_in_last_block(a, 1);
    assert_int_equal(archive_write_open2(a, out, NULL, to_buf, NULL, NULL), ARCHIVE_OK);
    if (strcmp(format, "raw") == 0) {
        put_entry(a, "data", text, AE_IFREG);
    } else {
        put_entry(a, "a/one.txt", text, AE_IFREG);
        put_entry(a, "a/sub", (na_str){ 0 }, AE_IFDIR);
        put_entry(a, "a/link", (na_str){ 0 }, AE_IFLNK);
        put_entry(a, "../\xED\x8F\x89\\\xEC\x96\x91.txt", NA_STR("second"), AE_IFREG);
    }
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
}

/* Reads the entry's data to its end; the result of the last read. */
static int slurp(na_bundle *b, na_buf *out, na_err *err)
{
    char buf[7001];
    size_t got;
    int rc;

    na_buf_reset(out);
    while ((rc = na_bundle_read(b, buf, sizeof buf, &got, err)) == NA_OK && got)
        na_buf_put(out, buf, got);
    return rc;
}

static void long_text(na_buf *text, size_t n)
{
    unsigned seed = 1;

    na_buf_init(text, 256 * NA_MIB);
    while (text->len < n) {
        seed = seed * 1103515245u + 12345u;
        na_buf_printf(text, "%08x line of text\n", seed);
    }
}

static void formats_and_filters(void **state)
{
    static const char *const formats[] = { "ustar", "pax", "gnutar", "zip" };
    static const int filters[] = { 0, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2,
                                   ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD };
    static const char *const kinds[] = { "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst" };
    na_buf text, bytes, out;
    na_err err = { 0 };

    (void)state;
    long_text(&text, 300000);
    na_buf_init(&out, NA_MIB);
    for (size_t f = 0; f < 4; f++)
        for (size_t k = 0; k < 5; k++)
            for (int seek = 0; seek < 2; seek++) {
                na_bundle *b = NULL;
                na_entry e;
                struct input in;

                make(&bytes, formats[f], filters[k], na_buf_get(&text));
                in = (struct input){ .bytes = na_buf_get(&bytes), .step = seek ? 0 : 1000 };
                if (open_bytes(&b, &in, seek, "x.bin", NULL, &err) < 0)
                    fail_msg("%s", err.msg);
                assert_int_equal(na_bundle_next(b, &e, &err), 1);
                assert_true(na_str_eqc(e.name, "a/one.txt"));
                assert_int_equal(e.mtime, 1743300000);
                assert_int_equal(e.type, NA_ENTRY_FILE);
                assert_int_equal(e.warn.len, 0);
                assert_string_equal(na_bundle_kind(b) + (f == 3 ? 3 : 0),
                                    kinds[k] + (f == 3 ? 3 : 0));
                assert_int_equal(slurp(b, &out, &err), NA_OK);
                assert_int_equal(out.len, text.len);
                assert_memory_equal(out.ptr, text.ptr, text.len);
                assert_int_equal(na_bundle_next(b, &e, &err), 1);
                assert_int_equal(e.type, NA_ENTRY_DIR);
                assert_int_equal(na_bundle_next(b, &e, &err), 1);
                /* A zip's links are told only by its directory, at the end. */
                assert_int_equal(e.type, f == 3 && (!seek || filters[k]) ? NA_ENTRY_FILE
                                                                         : NA_ENTRY_LINK);
                assert_int_equal(na_bundle_next(b, &e, &err), 1);
                assert_int_equal(e.index, 4);
                assert_true(na_str_eqc(e.name, "\xED\x8F\x89/\xEC\x96\x91.txt"));
                assert_int_equal(slurp(b, &out, &err), NA_OK);
                assert_true(na_str_eqc(na_buf_get(&out), "second"));
                assert_int_equal(na_bundle_next(b, &e, &err), 0);
                assert_int_equal(na_bundle_next(b, &e, &err), 0);
                na_bundle_close(b);

                /* Entries nobody reads are passed over. */
                in.pos = 0;
                assert_int_equal(open_bytes(&b, &in, seek, "x.bin", NULL, &err), NA_OK);
                for (int i = 0; i < 4; i++)
                    assert_int_equal(na_bundle_next(b, &e, &err), 1);
                assert_int_equal(na_bundle_next(b, &e, &err), 0);
                na_bundle_close(b);
                na_buf_release(&bytes);
            }
    na_buf_release(&out);
    na_buf_release(&text);
}

static void expect_plain(na_str bytes, const char *hint, const char *name, na_str want)
{
    struct input in = { .bytes = bytes };
    na_bundle *b = NULL;
    na_entry e;
    na_err err = { 0 };
    na_buf out;

    na_buf_init(&out, NA_MIB);
    if (open_bytes(&b, &in, false, hint, NULL, &err) < 0) fail_msg("%s", err.msg);
    assert_int_equal(na_bundle_next(b, &e, &err), 1);
    if (!na_str_eqc(e.name, name)) fail_msg("%.*s, not %s", NA_STR_ARG(e.name), name);
    assert_int_equal(e.type, NA_ENTRY_FILE);
    assert_int_equal(slurp(b, &out, &err), NA_OK);
    assert_true(na_str_eq(na_buf_get(&out), want));
    assert_int_equal(na_bundle_next(b, &e, &err), 0);
    na_bundle_close(b);
    na_buf_release(&out);
}

static void plain_files(void **state)
{
    na_buf bytes;

    (void)state;
    expect_plain(NA_STR("just text\n"), "page.txt", "page.txt", NA_STR("just text\n"));
    expect_plain(NA_STR(""), "empty.gz", "empty.gz", NA_STR(""));
    expect_plain(NA_STR("WARC/1.0\r\n"), "x.warc", "x.warc", NA_STR("WARC/1.0\r\n"));
    make(&bytes, "raw", ARCHIVE_FILTER_GZIP, NA_STR("inner"));
    expect_plain(na_buf_get(&bytes), "news.jsonl.GZ", "news.jsonl", NA_STR("inner"));
    na_buf_release(&bytes);
    make(&bytes, "raw", ARCHIVE_FILTER_ZSTD, NA_STR("inner"));
    expect_plain(na_buf_get(&bytes), "news.jsonl", "news.jsonl", NA_STR("inner"));
    na_buf_release(&bytes);
    make(&bytes, "raw", ARCHIVE_FILTER_GZIP, NA_STR(""));
    expect_plain(na_buf_get(&bytes), "nothing.txt.gz", "nothing.txt", NA_STR(""));
    na_buf_release(&bytes);
}

/* Every cut of a bundle: entries that came whole stay whole, and the cut is reported. */
static void cut_short(void **state)
{
    static const char *const formats[] = { "ustar", "zip" };
    static const int filters[] = { 0, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ,
                                   ARCHIVE_FILTER_ZSTD };
    na_buf text, bytes, out;
    size_t reported = 0;

    (void)state;
    long_text(&text, 200000);
    na_buf_init(&out, NA_MIB);
    for (size_t f = 0; f < 2; f++)
        for (size_t k = 0; k < 4; k++) {
            make(&bytes, formats[f], filters[k], na_buf_get(&text));
            for (size_t cut = 1; cut < bytes.len - 1100; cut += bytes.len / 37) {
                struct input in = { .bytes = na_str_n(bytes.ptr, cut) };
                na_bundle *b = NULL;
                na_entry e;
                na_err err = { 0 };
                int rc = open_bytes(&b, &in, false, "x", NULL, &err);

                while (rc >= 0 && (rc = na_bundle_next(b, &e, &err)) > 0) {
                    rc = slurp(b, &out, &err);
                    if (rc == NA_OK && e.index == 1 &&
                        !na_bundle_is_bundle(na_buf_get(&out)))
                        assert_true(out.len == text.len || *na_bundle_kind(b) == 0);
                }
                if (rc < 0) {
                    assert_int_equal(rc, NA_ECORRUPT);
                    assert_non_null(strstr(err.msg, "x: "));
                    reported++;
                }
                na_bundle_close(b);
            }
            na_buf_release(&bytes);
        }
    assert_true(reported > 200);
    na_buf_release(&out);
    na_buf_release(&text);
}

static int read_all(na_str bytes, const na_limits *lim, na_err *err)
{
    struct input in = { .bytes = bytes };
    na_bundle *b = NULL;
    na_entry e;
    na_buf out;
    int rc;

    na_buf_init(&out, 512 * NA_MIB);
    rc = open_bytes(&b, &in, true, "x", lim, err);
    while (rc >= 0 && (rc = na_bundle_next(b, &e, err)) > 0) rc = slurp(b, &out, err);
    na_bundle_close(b);
    na_buf_release(&out);
    return rc;
}

static void bounds(void **state)
{
    na_limits lim = na_limits_default();
    na_buf bytes, zeros, text;
    na_err err = { 0 };
    struct input in;
    na_bundle *b = NULL;
    na_entry e;

    (void)state;
    na_buf_init(&zeros, 128 * NA_MIB);
    assert_non_null(na_buf_reserve(&zeros, 100 * NA_MIB));
    memset(zeros.ptr, 0, 100 * NA_MIB);
    zeros.len = 100 * NA_MIB;
    make(&bytes, "ustar", ARCHIVE_FILTER_GZIP, na_buf_get(&zeros));
    assert_int_equal(read_all(na_buf_get(&bytes), NULL, &err), NA_ELIMIT);
    assert_non_null(strstr(err.msg, "--limit ratio"));
    /* The same when its data is passed over. */
    in = (struct input){ .bytes = na_buf_get(&bytes) };
    assert_int_equal(open_bytes(&b, &in, false, "x", NULL, NULL), NA_OK);
    assert_int_equal(na_bundle_next(b, &e, NULL), 1);
    assert_int_equal(na_bundle_next(b, &e, NULL), NA_ELIMIT);
    assert_int_equal(na_bundle_next(b, &e, NULL), NA_ELIMIT);
    na_bundle_close(b);
    na_buf_release(&bytes);
    na_buf_release(&zeros);

    long_text(&text, 100000);
    make(&bytes, "zip", 0, na_buf_get(&text));
    lim.entries = 3;
    na_err_clear(&err);
    assert_int_equal(read_all(na_buf_get(&bytes), &lim, &err), NA_ELIMIT);
    assert_non_null(strstr(err.msg, "--limit entries"));
    lim = na_limits_default();
    lim.expanded = 50000;
    assert_int_equal(read_all(na_buf_get(&bytes), &lim, NULL), NA_ELIMIT);
    assert_int_equal(read_all(na_buf_get(&bytes), NULL, NULL), NA_OK);
    na_buf_release(&bytes);
    na_buf_release(&text);
}

static void nested(void **state)
{
    na_buf inner, outer, out;
    struct input in;
    na_bundle *b = NULL, *c = NULL;
    na_bundle_io io = { .read = na_bundle_read_cb };
    na_entry e;
    na_err err = { 0 };

    (void)state;
    na_buf_init(&out, NA_MIB);
    make(&inner, "ustar", ARCHIVE_FILTER_GZIP, NA_STR("deep"));
    assert_true(na_bundle_is_bundle(na_buf_get(&inner)));
    make(&outer, "zip", 0, na_buf_get(&inner));
    in = (struct input){ .bytes = na_buf_get(&outer) };
    assert_int_equal(open_bytes(&b, &in, true, "outer.zip", NULL, &err), NA_OK);
    assert_int_equal(na_bundle_next(b, &e, &err), 1);
    io.ctx = b;
    assert_int_equal(na_bundle_open(&c, &io, e.name, NULL, &err), NA_OK);
    assert_int_equal(na_bundle_next(c, &e, &err), 1);
    assert_int_equal(slurp(c, &out, &err), NA_OK);
    assert_true(na_str_eqc(na_buf_get(&out), "deep"));
    na_bundle_close(c);
    assert_int_equal(na_bundle_next(b, &e, &err), 1);
    assert_int_equal(e.index, 2);
    na_bundle_close(b);
    na_buf_release(&inner);
    na_buf_release(&outer);
    na_buf_release(&out);
}

/* A bad checksum spoils its own entry, not those behind it. */
static void bad_zip_entry(void **state)
{
    na_buf bytes, out, text;
    struct input in;
    na_bundle *b = NULL;
    na_entry e;
    na_err err = { 0 };
    size_t entries = 0, bad = 0;
    int rc;

    (void)state;
    long_text(&text, 5000);
    na_buf_init(&out, NA_MIB);
    make(&bytes, "zip", 0, na_buf_get(&text));
    bytes.ptr[700] ^= 0x10;
    in = (struct input){ .bytes = na_buf_get(&bytes) };
    assert_int_equal(open_bytes(&b, &in, true, "x.zip", NULL, &err), NA_OK);
    while ((rc = na_bundle_next(b, &e, &err)) > 0) {
        entries++;
        if (slurp(b, &out, &err) < 0) bad++;
    }
    assert_int_equal(rc, 0);
    assert_int_equal(entries, 4);
    assert_int_equal(bad, 1);
    assert_non_null(strstr(err.msg, "x.zip: entry 1, a/one.txt, at byte "));
    na_bundle_close(b);
    na_buf_release(&bytes);
    na_buf_release(&text);
    na_buf_release(&out);
}

static void names(void **state)
{
    static const char *const cases[][2] = {
        { "a/b.txt", "a/b.txt" },
        { "../../etc/passwd", "etc/passwd" },
        { "/abs//x/./y/", "abs/x/y" },
        { "C:\\Users\\x.txt", "Users/x.txt" },
        { "..\\..\\x", "x" },
        { "\\\\srv\\share\\f", "srv/share/f" },
        { "a\x1b[31mb", "a\xEF\xBF\xBD[31mb" },
        { "bad\xff"
          "byte",
          "bad\xEF\xBF\xBD"
          "byte" },
        { "..", "" },
        { "a\nb", "a\xEF\xBF\xBD"
                  "b" },
    };
    na_buf out;

    (void)state;
    na_buf_init(&out, 1024);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        na_buf_reset(&out);
        na_bundle_clean_name(na_str_c(cases[i][0]), 100, &out);
        assert_string_equal(na_buf_cstr(&out), cases[i][1]);
    }
    na_buf_reset(&out);
    na_bundle_clean_name(NA_STR("aaaa/bbbb/cccc"), 7, &out);
    assert_true(out.len <= 7);
    na_buf_release(&out);
}

static void seven_zip_needs_a_file(void **state)
{
    struct input in = { .bytes =
                            NA_STR("7z\xBC\xAF\x27\x1C 0123456789012345678901234567890") };
    na_bundle *b = NULL;
    na_err err = { 0 };

    (void)state;
    assert_int_equal(open_bytes(&b, &in, false, "x.7z", NULL, &err), NA_EUSAGE);
    assert_null(b);
}

/* Reads a bundle to its end, whatever it is; the number of entries. */
static size_t exhaust(const na_bundle_io *io, na_err *err)
{
    na_limits lim = na_limits_default();
    na_bundle *b = NULL;
    na_entry e;
    char buf[4096];
    size_t got, n = 0;

    lim.expanded = 32 * NA_MIB;
    lim.entries = 20000;
    if (na_bundle_open(&b, io, NA_STR("hostile"), &lim, err) < 0) return 0;
    while (na_bundle_next(b, &e, err) > 0) {
        n++;
        assert_true(!e.name.len || e.name.ptr[0] != '/');
        while (na_bundle_read(b, buf, sizeof buf, &got, err) == NA_OK && got) {
        }
    }
    na_bundle_close(b);
    return n;
}

/* Malformed archives of other projects, where they are at hand: none may do harm. */
static void hostile_collection(void **state)
{
    const char *shared = getenv("NEWSARC_SHARED");
    char path[512];
    na_bundle *b = NULL;
    na_err err = { 0 };
    na_buf bytes;
    na_entry e;
    struct input in;
    size_t bundles = 0, entries = 0;
    int rc;

    (void)state;
    snprintf(path, sizeof path, "%s/data/hostile.tar.gz", shared ? shared : "../shared");
    na_buf_init(&bytes, 64 * NA_MIB);
    if (na_path_read(path, 64 * NA_MIB, &bytes, NULL) < 0) {
        print_message("%s is not here\n", path);
        skip();
    }
    in = (struct input){ .bytes = na_buf_get(&bytes) };
    assert_int_equal(open_bytes(&b, &in, false, "hostile.tar.gz", NULL, &err), NA_OK);
    while ((rc = na_bundle_next(b, &e, &err)) > 0) {
        na_bundle_io io = { .read = na_bundle_read_cb, .ctx = b };
        na_err inner = { 0 };
        bundles++;
        entries += exhaust(&io, &inner);
    }
    if (rc < 0) fail_msg("%s", err.msg);
    print_message("%zu bundles, %zu entries\n", bundles, entries);
    assert_true(bundles > 500 && entries > bundles / 2);
    na_bundle_close(b);
    na_buf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_and_filters),
        cmocka_unit_test(plain_files),
        cmocka_unit_test(cut_short),
        cmocka_unit_test(bounds),
        cmocka_unit_test(nested),
        cmocka_unit_test(bad_zip_entry),
        cmocka_unit_test(names),
        cmocka_unit_test(seven_zip_needs_a_file),
        cmocka_unit_test(hostile_collection),
    };

    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
