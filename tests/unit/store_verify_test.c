/* SPDX-License-Identifier: MIT */
#include "store_fixture.h"

#include "store/vol_int.h"

struct seen {
    const struct fixture *x;
    size_t n;
    char member[64];
    int64_t frame;
    bool last_is_named;
};

static int told(void *ctx, na_str bytes, na_vol_hashes *out, na_err *err)
{
    struct seen *s = ctx;

    (void)bytes;
    (void)err;
    *out = s->x->hashes;
    return NA_OK;
}

static void on_damage(void *ctx, const na_vol_damage *d)
{
    struct seen *s = ctx;

    assert_non_null(d->volume);
    assert_non_null(d->what);
    if (s->n++ == 0) {
        snprintf(s->member, sizeof s->member, "%s", d->member);
        s->frame = d->frame;
    }
}

static int verify(const struct fixture *x, na_str bytes, bool catalogued, struct seen *s,
                  na_err *err)
{
    na_vol_verify_opts o = { .damage = on_damage, .ctx = s };
    na_src src = na_src_mem(bytes, "v.narc");

    *s = (struct seen){ .x = x, .frame = -2 };
    if (catalogued) {
        o.manifest_sha = x->sha;
        o.manifest = told;
    }
    return na_vol_verify(&src, &o, err);
}

/* The member that holds a byte, header and padding included, and its frame, or -1. */
static const char *place(const na_vol *v, const na_seek seek[], uint64_t at, int64_t *frame)
{
    *frame = -1;
    for (size_t i = 0; i < na_vol_members(v); i++) {
        const na_vol_member *m = na_vol_member_at(v, i);
        if (at >= m->offset + na_tar_padded(m->size)) continue;
        if (i < NA_VOL_FRAMED && at >= m->offset && at < m->offset + m->size) {
            *frame = 0;
            while (*frame < seek[i].n && at - m->offset >= seek[i].off[*frame + 1])
                ++*frame;
        }
        return m->name;
    }
    return "trailer";
}

static void every_byte(void **state)
{
    static const na_volw_opts o = { .article_frame = 600, .index_frame = 512, .mtime = 1 };
    static const uint8_t masks[] = { 0x01, 0x80 };
    struct fixture x;
    struct seen s;
    na_err err = { 0 };
    na_buf bytes;
    na_vol *v = NULL;
    na_seek seek[2];
    na_src src;

    (void)state;
    fixture_write(&x, 12, 2000, &o, true);
    fixture_read(&x, &bytes);
    if (verify(&x, na_buf_get(&bytes), true, &s, &err) != NA_OK) fail_msg("%s", err.msg);
    assert_int_equal(verify(&x, na_buf_get(&bytes), false, &s, &err), NA_OK);
    assert_int_equal(na_vol_open(&v, na_src_mem(na_buf_get(&bytes), "v.narc"), &err),
                     NA_OK);

    src = na_src_mem(na_buf_get(&bytes), "v.narc");
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(na_seek_read(&seek[i], &src, na_vol_member_at(v, i), &err), NA_OK);

    for (int catalogued = 0; catalogued < 2; catalogued++)
        for (size_t i = 0; i < bytes.len; i++)
            for (size_t k = 0; k < 2; k++) {
                int64_t frame;
                const char *want = place(v, seek, i, &frame);

                na_err_clear(&err);
                bytes.ptr[i] = (char)(bytes.ptr[i] ^ masks[k]);
                assert_int_equal(verify(&x, na_buf_get(&bytes), catalogued, &s, &err),
                                 NA_ECORRUPT);
                bytes.ptr[i] = (char)(bytes.ptr[i] ^ masks[k]);
                assert_true(s.n > 0 && err.code == NA_ECORRUPT);
                if (!catalogued) continue;
                /* With the catalogue's word for the manifest the place is exact. */
                if (strcmp(s.member, want) != 0)
                    fail_msg("byte %zu ^ %02x in %s: %s", i, masks[k], want, err.msg);
                if (s.frame != frame)
                    fail_msg("byte %zu ^ %02x in frame %d: %s", i, masks[k], (int)frame,
                             err.msg);
            }
    na_seek_release(&seek[0]);
    na_seek_release(&seek[1]);
    na_vol_close(v);
    na_buf_release(&bytes);
    fixture_release(&x);
}

static void cut_and_insert(void **state)
{
    static const na_volw_opts o = { .article_frame = 2000, .index_frame = 512 };
    struct fixture x;
    struct seen s;
    na_buf bytes, more;

    (void)state;
    fixture_write(&x, 40, 4000, &o, false);
    fixture_read(&x, &bytes);
    na_buf_init(&more, 4 * NA_MIB);
    for (int catalogued = 0; catalogued < 2; catalogued++) {
        for (size_t n = 0; n < bytes.len; n += 64) {
            assert_int_equal(verify(&x, na_str_n(bytes.ptr, n), catalogued, &s, NULL),
                             NA_ECORRUPT);
            assert_true(s.n > 0 && s.member[0]);
        }
        assert_int_equal(
            verify(&x, na_str_n(bytes.ptr, bytes.len - 1), catalogued, &s, NULL),
            NA_ECORRUPT);
        for (size_t k = 0; k <= 200; k++) {
            size_t at = bytes.len * k / 200;
            na_buf_reset(&more);
            na_buf_put(&more, bytes.ptr, at);
            na_buf_putc(&more, k % 2 ? 'x' : 0);
            na_buf_put(&more, bytes.ptr + at, bytes.len - at);
            assert_int_equal(verify(&x, na_buf_get(&more), catalogued, &s, NULL),
                             NA_ECORRUPT);
            assert_true(s.n > 0 && s.member[0]);
        }
        /* Blocks that change places. */
        for (size_t a = 0; a + 1024 <= bytes.len; a += 512) {
            na_buf_reset(&more);
            na_buf_put(&more, bytes.ptr, a);
            na_buf_put(&more, bytes.ptr + a + 512, 512);
            na_buf_put(&more, bytes.ptr + a, 512);
            na_buf_put(&more, bytes.ptr + a + 1024, bytes.len - a - 1024);
            if (memcmp(more.ptr, bytes.ptr, bytes.len) == 0) continue;
            assert_int_equal(verify(&x, na_buf_get(&more), catalogued, &s, NULL),
                             NA_ECORRUPT);
        }
    }
    na_buf_release(&more);
    na_buf_release(&bytes);
    fixture_release(&x);
}

static int stop(void *ctx, uint64_t n)
{
    (void)ctx;
    (void)n;
    return 1;
}

static void cancelled(void **state)
{
    struct fixture x;
    na_vol_verify_opts o = { .progress = stop };
    na_buf bytes;
    na_src src;

    (void)state;
    fixture_write(&x, 40, 4000, NULL, false);
    fixture_read(&x, &bytes);
    src = na_src_mem(na_buf_get(&bytes), "v.narc");
    assert_int_equal(na_vol_verify(&src, &o, NULL), NA_ECANCELLED);
    assert_int_equal(na_vol_verify(&src, NULL, NULL), NA_OK);
    na_buf_release(&bytes);
    fixture_release(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte),
        cmocka_unit_test(cut_and_insert),
        cmocka_unit_test(cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
