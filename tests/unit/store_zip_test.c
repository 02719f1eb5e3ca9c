/* SPDX-License-Identifier: MIT */
#include "base/limits.h"
#include "store/bundle.h"
#include "store/zip.h"
#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* A zip file of these members, "" ends them. */
static na_str make(char *room, size_t max, const char *const *name, const char *const *data,
                   size_t repeat)
{
    struct archive *a = archive_write_new();
    size_t used = 0;

    archive_write_set_format_zip(a);
    assert_int_equal(archive_write_open_memory(a, room, max, &used), ARCHIVE_OK);
    for (size_t i = 0; *name[i]; i++) {
        struct archive_entry *e = archive_entry_new();

        archive_entry_set_pathname(e, name[i]);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0644);
        archive_entry_set_size(e, (la_int64_t)(strlen(data[i]) * repeat));
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        for (size_t k = 0; k < repeat; k++)
            assert_int_equal(archive_write_data(a, data[i], strlen(data[i])),
                             strlen(data[i]));
        archive_entry_free(e);
    }
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
    return na_str_n(room, used);
}

static const char *const names[] = { "[Content_Types].xml", "word/document.xml", "" };
static const char *const data[] = { "<Types/>", "<document>text</document>" };

static int count(void *ctx, na_str name)
{
    ++*(int *)ctx;
    return name.len ? 0 : NA_ECORRUPT;
}

static void members(void **state)
{
    char room[4096];
    na_str zip = make(room, sizeof room, names, data, 1);
    na_err e = { 0 };
    na_buf b;
    int n = 0;

    (void)state;
    na_buf_init(&b, NA_MIB);
    assert_int_equal(na_zip_read(zip, NA_STR("word/document.xml"), &b, &e), NA_OK);
    assert_string_equal(na_buf_cstr(&b), data[1]);
    assert_int_equal(na_zip_read(zip, NA_STR("word/no.xml"), &b, &e), NA_ENOENT);
    assert_int_equal(na_zip_names(zip, count, &n, &e), NA_OK);
    assert_int_equal(n, 2);
    /* Cut anywhere, or with any byte changed: an answer, or an error. */
    for (size_t i = 0; i < zip.len; i++) {
        char *cut = malloc(i + 1);

        memcpy(cut, zip.ptr, i);
        na_buf_reset(&b);
        (void)na_zip_read(na_str_n(cut, i), NA_STR("word/document.xml"), &b, NULL);
        free(cut);
        room[i] ^= 0x55;
        na_buf_reset(&b);
        (void)na_zip_read(zip, NA_STR("word/document.xml"), &b, NULL);
        room[i] ^= 0x55;
    }
    na_buf_release(&b);
}

static void bounds(void **state)
{
    enum { ROOM = 1 << 20 };
    static const char *const one[] = { "a", "" };
    static char zeros[1001];
    const char *const z[] = { zeros };
    char *room = malloc(ROOM);
    na_err e = { 0 };
    na_str zip;
    na_buf b;

    (void)state;
    memset(zeros, '0', 1000);
    zip = make(room, ROOM, one, z, 20000); /* 20 MB of nothing */
    na_buf_init(&b, 64 * NA_MIB);
    assert_int_equal(na_zip_read(zip, NA_STR("a"), &b, &e), NA_ELIMIT);
    na_buf_release(&b);
    na_buf_init(&b, 100);
    zip = make(room, ROOM, one, z, 1);
    assert_int_equal(na_zip_read(zip, NA_STR("a"), &b, NULL), NA_ELIMIT);
    na_buf_release(&b);
    free(room);
}

/* A document is one file; another zip file is a bundle. */
static void documents(void **state)
{
    static const char *const odt[] = { "mimetype", "content.xml", "" };
    static const char *const odt_data[] = { "application/vnd.oasis.opendocument.text",
                                            "<x/>" };
    static const char *const plain[] = { "a.txt", "word/b.txt", "" };
    char room[4096];

    (void)state;
    assert_true(na_zip_is_document(make(room, sizeof room, names, data, 1)));
    assert_false(na_bundle_is_bundle(na_str_n(room, 512)));
    assert_true(na_bundle_is_bundle(make(room, sizeof room, plain, data, 1)));
    assert_false(na_zip_is_document(na_str_n(room, 512)));
    assert_false(na_zip_is_document(na_str_n(room, 20)));
    make(room, sizeof room, odt, odt_data, 1);
    /* libarchive compresses the first member, which the format forbids */
    assert_false(na_zip_is_document(na_str_n(room, 512)));
    static const char epub[] = "PK\3\4\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\10\0\0\0"
                               "mimetypeapplication/epub+zip";
    assert_true(na_zip_is_document(na_str_n(epub, sizeof epub - 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members),
        cmocka_unit_test(bounds),
        cmocka_unit_test(documents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
