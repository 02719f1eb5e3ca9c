/* SPDX-License-Identifier: MIT */
/* A further member of frames: any range reads back, and no changed byte gets through. */
#include "store/vol_stream.h"
#include "store_fixture.h"

static void write_volume(struct fixture *x, na_buf *text, na_buf *hashes)
{
    const na_volw_opts o = { .article_frame = 4096, .index_frame = 1024, .mtime = 1 };
    na_src plain = na_src_mem(NA_STR("no database"), "index.db");
    na_err err = { 0 };
    na_volw *w = NULL;
    unsigned seed = 3;

    memset(x, 0, sizeof *x);
    na_buf_init(text, 64 * NA_MIB);
    na_buf_init(hashes, NA_MIB);
    snprintf(x->path, sizeof x->path, "/tmp/narc-stream.%ld", (long)getpid());
    unlink(x->path);
    assert_int_equal(na_volw_begin(&w, x->path, &o, &err), NA_OK);
    assert_int_equal(na_volw_article(w, NA_STR("{}\n"), NULL), NA_OK);
    assert_int_equal(na_volw_articles_end(w), NA_OK);
    assert_int_equal(na_volw_index(w, &plain), NA_OK);
    assert_int_equal(na_volw_stream_begin(w, NA_VOL_NAME_ORIGINALS), NA_OK);
    for (int i = 0; i < 200; i++) {
        const size_t from = text->len;
        /* One of them longer than a frame may be. */
        fixture_words(text, &seed, i == 100 ? 1500000 : 1 + (size_t)i * 3);
        assert_int_equal(
            na_volw_stream_put(w, na_str_sub(na_buf_get(text), from, text->len)), NA_OK);
        assert_int_equal(na_volw_stream_mark(w), NA_OK);
    }
    assert_int_equal(na_volw_stream_end(w, hashes), NA_OK);
    assert_true(text->len > 4 * NA_MIB);
    assert_int_equal(na_volw_finish(w, fixture_manifest, x, x->sha, &x->size, &err), NA_OK);
}

static na_vol *open_mem(const struct fixture *x, const na_buf *bytes)
{
    na_vol *v = NULL;

    assert_int_equal(na_vol_open(&v, na_src_mem(na_buf_get(bytes), "v.narc"), NULL), NA_OK);
    assert_int_equal(na_vol_check(v, &x->hashes, NULL), NA_OK);
    return v;
}

static void ranges(void **state)
{
    struct fixture x;
    na_vol_stream *s = NULL;
    na_buf text, hashes, bytes, out;
    na_err err = { 0 };
    unsigned seed = 1;
    na_vol *v;

    (void)state;
    write_volume(&x, &text, &hashes);
    fixture_read(&x, &bytes);
    v = open_mem(&x, &bytes);
    assert_int_equal(
        na_vol_stream_open(&s, v, NA_VOL_NAME_ORIGINALS, na_buf_get(&hashes), &err), NA_OK);
    assert_int_equal(na_vol_stream_size(s), text.len);
    na_buf_init(&out, 64 * NA_MIB);
    assert_non_null(na_buf_reserve(&out, text.len));
    for (int i = 0; i < 300; i++) {
        seed = seed * 1103515245u + 12345u;
        const size_t off = (seed >> 3) % text.len, most = text.len - off;
        const size_t n = i % 7 ? (seed >> 9) % (most < 9000 ? most : 9000) : most;
        assert_int_equal(na_vol_stream_read(s, off, out.ptr, n, &err), NA_OK);
        assert_memory_equal(out.ptr, text.ptr + off, n);
    }
    assert_int_equal(na_vol_stream_read(s, text.len, out.ptr, 1, NULL), NA_ECORRUPT);
    assert_int_equal(na_vol_stream_read(s, UINT64_MAX, out.ptr, 2, NULL), NA_ECORRUPT);
    na_vol_stream_close(s);
    /* Hashes of something else, too few, none. */
    hashes.ptr[hashes.len - 1] ^= 1;
    assert_int_equal(
        na_vol_stream_open(&s, v, NA_VOL_NAME_ORIGINALS, na_buf_get(&hashes), NULL),
        NA_ECORRUPT);
    assert_int_equal(na_vol_stream_open(&s, v, NA_VOL_NAME_ORIGINALS, NA_STR(""), NULL),
                     NA_ECORRUPT);
    assert_int_equal(na_vol_stream_open(&s, v, "other", NA_STR(""), NULL), NA_ENOENT);
    na_buf_reset(&out);
    assert_int_equal(na_vol_member_read(v, "other", 100, &out, NULL), NA_ENOENT);
    assert_int_equal(na_vol_member_read(v, NA_VOL_NAME_FRAMES, 1, &out, NULL), NA_ELIMIT);
    na_vol_close(v);
    na_buf_release(&out);
    na_buf_release(&bytes);
    na_buf_release(&text);
    na_buf_release(&hashes);
    fixture_release(&x);
}

static void every_changed_byte(void **state)
{
    struct fixture x;
    na_buf text, hashes, bytes;
    const na_vol_member *m;
    char *out;

    (void)state;
    write_volume(&x, &text, &hashes);
    fixture_read(&x, &bytes);
    m = &x.hashes.member[3];
    assert_string_equal(m->name, NA_VOL_NAME_ORIGINALS);
    assert_non_null(out = malloc(text.len));
    for (uint64_t at = 0; at < m->size; at += at + 200 < m->size ? m->size / 61 : 1) {
        na_vol_stream *s = NULL;
        na_vol *v = open_mem(&x, &bytes);
        int rc;

        bytes.ptr[m->offset + at] ^= 0x20;
        rc = na_vol_stream_open(&s, v, NA_VOL_NAME_ORIGINALS, na_buf_get(&hashes), NULL);
        if (rc == NA_OK) rc = na_vol_stream_read(s, 0, out, text.len, NULL);
        assert_int_equal(rc, NA_ECORRUPT);
        bytes.ptr[m->offset + at] ^= 0x20;
        na_vol_stream_close(s);
        na_vol_close(v);
    }
    free(out);
    na_buf_release(&bytes);
    na_buf_release(&text);
    na_buf_release(&hashes);
    fixture_release(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges),
        cmocka_unit_test(every_changed_byte),
    };
    (void)fixture_write; /* this volume is another */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
