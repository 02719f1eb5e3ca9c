/* SPDX-License-Identifier: MIT */
#include "store/vol_ahead.h"
#include "store_fixture.h"

#include <signal.h>
#include <sys/resource.h>

static const na_volw_opts small = { .article_frame = 4096,
                                    .index_frame = 1024,
                                    .mtime = 1743300000 };

static na_vol *open_checked(const struct fixture *x)
{
    na_vol *v = NULL;
    na_src s;
    na_err err = { 0 };

    if (na_src_file(&s, x->path, &err) < 0 || na_vol_open(&v, s, &err) < 0 ||
        na_vol_check(v, &x->hashes, &err) < 0)
        fail_msg("%s", err.msg);
    return v;
}

static void what_is_written_is_read(void **state)
{
    struct fixture x;
    na_buf out;
    na_str line;
    na_err err = { 0 };
    uint64_t off = 0;
    na_vol *v;
    uint8_t sha[32];
    char buf[3000];

    (void)state;
    fixture_write(&x, 500, 40000, &small, true);
    v = open_checked(&x);
    na_buf_init(&out, NA_MIB);
    assert_int_equal(na_vol_mtime(v), 1743300000);
    assert_int_equal(na_vol_members(v), 6);
    assert_string_equal(na_vol_member_at(v, 3)->name, NA_VOL_NAME_DEAD);
    na_sha256_of(na_vol_manifest(v), sha);
    assert_memory_equal(sha, x.sha, 32);
    assert_int_equal(na_vol_raw_size(v, NA_VOL_ARTICLES), x.json.len);
    assert_int_equal(na_vol_raw_size(v, NA_VOL_INDEX), x.index.len);
    assert_int_equal(na_vol_frames(v, NA_VOL_INDEX), (40000 + 1023) / 1024);

    /* Articles: in order, ascending, descending, one by one. */
    for (size_t i = 0; i < x.n; i++) {
        assert_int_equal(na_vol_next_line(v, &off, &line, &err), 1);
        assert_int_equal(off, x.off[i + 1]);
        assert_int_equal(line.len + 1, x.off[i + 1] - x.off[i]);
        assert_memory_equal(line.ptr, x.json.ptr + x.off[i], line.len);
    }
    assert_int_equal(na_vol_next_line(v, &off, &line, &err), 0);
    for (size_t k = 0; k < 2 * x.n; k++) {
        size_t i = k < x.n ? k : 2 * x.n - 1 - k;
        size_t len = (size_t)(x.off[i + 1] - x.off[i]);
        assert_int_equal(na_vol_line(v, x.off[i], len, &out, &err), NA_OK);
        assert_int_equal(out.len, len);
        assert_memory_equal(out.ptr, x.json.ptr + x.off[i], len);
    }

    /* The index: ranges over frame bounds, through caches of all sizes. */
    for (size_t cap = 0; cap < 5000; cap += 1500) {
        na_vol_set_cache(v, cap);
        for (size_t at = 0; at + sizeof buf <= x.index.len; at += 777) {
            size_t n = at % sizeof buf;
            assert_int_equal(na_vol_read(v, NA_VOL_INDEX, at, buf, n, &err), NA_OK);
            assert_memory_equal(buf, x.index.ptr + at, n);
        }
    }
    assert_int_equal(na_vol_read(v, NA_VOL_INDEX, x.index.len, buf, 0, &err), NA_OK);
    assert_int_equal(na_vol_read(v, NA_VOL_INDEX, x.index.len - 1, buf, 2, NULL),
                     NA_ECORRUPT);
    assert_int_equal(na_vol_read(v, NA_VOL_INDEX, UINT64_MAX, buf, 2, NULL), NA_ECORRUPT);
    assert_int_equal(na_vol_line(v, x.off[1], SIZE_MAX, &out, NULL), NA_ECORRUPT);
    assert_int_equal(na_vol_line(v, x.off[1], 4096 * 2, &out, NULL), NA_ECORRUPT);
    na_buf_release(&out);
    na_vol_close(v);
    fixture_release(&x);
}

/* Articles of two volumes in any order, some twice, and places that are none. */
static void read_ahead(void **state)
{
    struct fixture x;
    na_ahead want[NA_AHEAD_MAX + 1];
    na_buf out;
    na_vol *v[2];
    unsigned seed = 7;

    (void)state;
    fixture_write(&x, 500, 4000, &small, true);
    na_buf_init(&out, NA_MIB);
    v[0] = open_checked(&x);
    v[1] = open_checked(&x);
    for (size_t n = 0; n <= NA_AHEAD_MAX + 1; n += 5) {
        for (size_t k = 0; k < n; k++) {
            size_t i = (seed = seed * 1103515245u + 12345u) / 65536u % x.n;
            want[k] = (na_ahead){ .vol = v[k % 3 == 0],
                                  .off = x.off[i],
                                  .len = (size_t)(x.off[i + 1] - x.off[i]) };
        }
        if (n > 2) want[1].len = 4096 * 2, want[2].off = x.json.len;
        na_vol_ahead(want, n);
        for (size_t k = 0; k < n; k++) {
            bool there = !(n > 2 && (k == 1 || k == 2)) && k < NA_AHEAD_MAX;
            assert_int_equal(want[k].line != NULL, there);
            if (there)
                assert_memory_equal(want[k].line, x.json.ptr + want[k].off, want[k].len);
            free(want[k].line);
        }
    }
    /* It does not disturb the handle. */
    assert_int_equal(na_vol_line(v[0], 0, (size_t)x.off[1], &out, NULL), NA_OK);
    assert_memory_equal(out.ptr, x.json.ptr, out.len);
    na_buf_release(&out);
    na_vol_close(v[0]);
    na_vol_close(v[1]);
    fixture_release(&x);
}

/* An article bigger than a frame is a frame of its own, and memory stays bounded. */
static void giant_articles(void **state)
{
    struct fixture x = { 0 };
    na_volw *w = NULL;
    na_err err = { 0 };
    na_buf big, out;
    na_src plain = na_src_mem(NA_STR("x"), "index.db");
    uint64_t off[6], len[6];
    unsigned seed = 3;
    na_vol *v;

    (void)state;
    snprintf(x.path, sizeof x.path, "/tmp/narc-giant.%d", (int)getpid());
    unlink(x.path);
    na_buf_init(&big, 32 * NA_MIB);
    na_buf_init(&out, 32 * NA_MIB);
    assert_int_equal(na_volw_begin(&w, x.path, NULL, &err), NA_OK);
    for (size_t i = 0; i < 6; i++) {
        na_buf_reset(&big);
        fixture_words(&big, &seed, i % 2 ? 2500000 : 10);
        na_buf_putc(&big, '\n');
        len[i] = big.len;
        assert_int_equal(na_volw_article(w, na_buf_get(&big), &off[i]), NA_OK);
    }
    assert_int_equal(na_volw_articles_end(w), NA_OK);
    assert_int_equal(na_volw_index(w, &plain), NA_OK);
    assert_int_equal(na_volw_finish(w, fixture_manifest, &x, x.sha, &x.size, &err), NA_OK);
    v = open_checked(&x);
    assert_int_equal(na_vol_frames(v, NA_VOL_ARTICLES), 6);
    for (size_t i = 6; i-- > 0;) {
        assert_int_equal(na_vol_line(v, off[i], (size_t)len[i], &out, &err), NA_OK);
        assert_int_equal(out.ptr[out.len - 1], '\n');
    }
    assert_memory_equal(na_vol_manifest(v).ptr, "{\"newsarc\"", 10);
    na_vol_close(v);
    na_buf_release(&big);
    na_buf_release(&out);
    unlink(x.path);
}

/* Damage in one frame: found when it is read, and the next frame can still be read. */
static void damage_is_found_on_reading(void **state)
{
    struct fixture x;
    na_buf bytes;
    na_vol *v = NULL;
    na_err err = { 0 };
    na_str line;
    uint64_t off = 0;
    size_t lines = 0, errors = 0;
    int rc;

    (void)state;
    fixture_write(&x, 500, 5000, &small, false);
    fixture_read(&x, &bytes);
    bytes.ptr[NA_TAR_BLOCK + 40] ^= 1;
    assert_int_equal(na_vol_open(&v, na_src_mem(na_buf_get(&bytes), "v.narc"), &err),
                     NA_OK);
    assert_int_equal(na_vol_check(v, &x.hashes, &err), NA_OK);
    while ((rc = na_vol_next_line(v, &off, &line, &err)) != 0) {
        if (rc < 0) {
            assert_int_equal(rc, NA_ECORRUPT);
            assert_non_null(strstr(err.msg, "v.narc: articles.jsonl.zst: frame 0"));
            errors++;
        } else {
            lines++;
        }
    }
    assert_int_equal(errors, 1);
    assert_in_range(lines, 400, 499);
    na_vol_close(v);

    /* A manifest of another volume does not bind. */
    x.hashes.member[1].sha256[0] ^= 1;
    x.hashes.member[2].sha256[0] ^= 1;
    assert_int_equal(na_vol_open(&v, na_src_mem(na_buf_get(&bytes), "v.narc"), &err),
                     NA_OK);
    assert_int_equal(na_vol_check(v, &x.hashes, NULL), NA_ECORRUPT);
    na_vol_close(v);
    na_buf_release(&bytes);
    fixture_release(&x);
}

static void writer_is_sticky(void **state)
{
    na_volw *w = NULL, *w2 = NULL;
    na_err err = { 0 };
    struct fixture x = { 0 };
    char path[64];

    (void)state;
    snprintf(path, sizeof path, "/tmp/narc-sticky.%d", (int)getpid());
    assert_int_equal(na_volw_begin(&w, path, NULL, &err), NA_OK);
    assert_int_equal(na_volw_article(w, NA_STR("two\nlines\n"), NULL), NA_EUSAGE);
    assert_int_equal(na_volw_article(w, NA_STR("good\n"), NULL), NA_EUSAGE);
    assert_non_null(na_volw_error(w));
    assert_int_equal(na_volw_finish(w, fixture_manifest, &x, x.sha, &x.size, &err),
                     NA_EUSAGE);
    assert_int_equal(access(path, F_OK), -1);

    assert_int_equal(na_volw_begin(&w, path, NULL, NULL), NA_OK);
    assert_int_equal(na_volw_begin(&w2, path, NULL, NULL), NA_EEXISTS);
    assert_int_equal(access(path, F_OK), 0);
    na_volw_abort(w);
    assert_int_equal(access(path, F_OK), -1);
}

/* The disk is full after each 1,500 bytes of the file in turn: an error, and no file. */
static void disk_full(void **state)
{
    struct fixture x = { 0 };
    struct rlimit old, now;
    char path[64];
    na_str index = NA_STR("index of some bytes");
    int rc = NA_EIO;

    (void)state;
    snprintf(path, sizeof path, "/tmp/narc-full.%d", (int)getpid());
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    now = old;
    for (now.rlim_cur = 0; rc < 0; now.rlim_cur += 1500) {
        na_volw *w = NULL;
        na_err err = { 0 };
        na_src plain = na_src_mem(index, "index.db");

        assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
        assert_int_equal(na_volw_begin(&w, path, &small, &err), NA_OK);
        for (int i = 0; i < 2000; i++) {
            char line[64];
            int n = snprintf(line, sizeof line, "{\"id\":\"%08x\"}\n",
                             (unsigned)i * 2654435761u);
            na_volw_article(w, na_str_n(line, (size_t)n), NULL);
        }
        na_volw_articles_end(w);
        na_volw_index(w, &plain);
        na_volw_extra(w, NA_VOL_NAME_DEAD, NA_STR("1\n"));
        rc = na_volw_finish(w, fixture_manifest, &x, x.sha, &x.size, &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        assert_int_equal(rc, err.code);
        assert_int_equal(access(path, F_OK), rc < 0 ? -1 : 0);
        if (rc < 0) assert_int_equal(rc, NA_EIO);
    }
    assert_true(now.rlim_cur > x.size && x.size > 10000);
    unlink(path);
}

/* The same input gives the same bytes. */
static void reproducible(void **state)
{
    struct fixture a, b;

    (void)state;
    fixture_write(&a, 300, 9000, &small, false);
    fixture_write(&b, 300, 9000, &small, false);
    assert_memory_equal(a.sha, b.sha, 32);
    fixture_release(&a);
    fixture_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(read_ahead),
        cmocka_unit_test(giant_articles),
        cmocka_unit_test(damage_is_found_on_reading),
        cmocka_unit_test(writer_is_sticky),
        cmocka_unit_test(disk_full),
        cmocka_unit_test(reproducible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
