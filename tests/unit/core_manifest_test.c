/* SPDX-License-Identifier: MIT */
#include "core/manifest.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static na_manifest *sample(void)
{
    static const char *const names[] = { NA_VOL_NAME_ARTICLES, NA_VOL_NAME_INDEX,
                                         NA_VOL_NAME_FRAMES };
    na_manifest *m = calloc(1, sizeof *m);
    uint64_t at = NA_TAR_BLOCK;

    assert_non_null(m);
    m->format = m->analyzer = 1;
    m->created = 1700000000;
    (void)snprintf(m->generator, sizeof m->generator, "newsarc 0.1.0");
    m->articles = 10;
    m->undated = 1;
    m->json_bytes = 5000;
    m->first = 541209600;
    m->last = 541296000;
    m->tokens[0] = 1, m->tokens[1] = 2, m->tokens[2] = 3;
    for (size_t i = 0; i < 3; i++) {
        na_vol_member *v = &m->members.member[m->members.n++];
        (void)snprintf(v->name, sizeof v->name, "%s", names[i]);
        v->offset = at;
        v->size = 1000 + i;
        v->raw_size = i < 2 ? 5000 : v->size;
        v->frames = i < 2 ? 1 : 0;
        memset(v->sha256, (int)i + 1, 32);
        at += na_tar_padded(v->size) + NA_TAR_BLOCK;
    }
    return m;
}

static void put(const na_manifest *m, na_buf *out)
{
    na_err err = { 0 };
    na_buf_init(out, 8192);
    if (na_manifest_put(m, out, &err) < 0) fail_msg("%s", err.msg);
}

#define HEX32(d) d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d

static void spelling(void **state)
{
    na_manifest *m = sample(), back;
    na_err err = { 0 };
    na_buf out;
    (void)state;

    m->dead.n = m->dead.nids = 1;
    m->dead.ids[0] = (na_idrev){ 0x00c0ffee, 2 };
    put(m, &out);
    assert_string_equal(
        na_buf_cstr(&out),
        "{\"newsarc\":1,\"analyzer\":1,\"created\":\"2023-11-14T22:13:20Z\","
        "\"generator\":\"newsarc 0.1.0\",\"articles\":10,\"undated\":1,\"json_bytes\":5000,"
        "\"first\":\"1987-02-25T00:00:00Z\",\"last\":\"1987-02-26T00:00:00Z\","
        "\"tokens\":{\"title\":1,\"deck\":2,\"body\":3},"
        "\"dead\":{\"n\":1,\"ids\":[\"0000000000c0ffee.2\"]},\"removed\":{\"n\":0,\"ids\":["
        "]},"
        "\"members\":[{\"name\":\"articles.jsonl.zst\",\"offset\":512,\"size\":1000,"
        "\"sha256\":\"" HEX32(
            "01") "\",\"raw_size\":5000,\"frames\":1},"
                  "{\"name\":\"index.db.zst\",\"offset\":2048,\"size\":1001,"
                  "\"sha256\":\"" HEX32(
                      "02") "\",\"raw_size\":5000,\"frames\":1},"
                            "{\"name\":\"frames.sha\",\"offset\":3584,\"size\":1002,"
                            "\"sha256\":\"" HEX32(
                                "03") "\",\"raw_size\":1002,\"frames\":0}]}\n");
    assert_int_equal(na_manifest_read(na_buf_get(&out), &back, &err), NA_OK);
    assert_memory_equal(&back, m, sizeof back);
    na_buf_release(&out);
    free(m);
}

static void fits(void **state)
{
    na_manifest *m = sample();
    na_idrev ids[61];
    na_buf out;
    (void)state;

    /* The most that is ever there: every id inline, two members more, biggest numbers. */
    for (uint32_t i = 0; i < 61; i++) ids[i] = (na_idrev){ UINT64_MAX - i, 999 };
    assert_true(na_manifest_ids_set(&m->dead, ids, 60));
    for (uint32_t i = 0; i < 61; i++) ids[i].revision = 0;
    assert_true(na_manifest_ids_set(&m->removed, ids, 60));
    m->articles = m->undated = UINT32_MAX;
    m->json_bytes = INT64_MAX;
    for (int i = 0; i < 3; i++) m->tokens[i] = INT64_MAX;
    for (size_t i = 0; i < 3; i++) {
        m->members.member[i].size = NA_VOL_MAX_MEMBER;
        m->members.member[i].raw_size = INT64_MAX;
    }
    put(m, &out);
    na_buf_release(&out);

    assert_false(na_manifest_ids_set(&m->removed, ids, 61));
    assert_int_equal(m->removed.nids, 0);
    assert_int_equal(m->removed.n, 61);
    for (uint32_t i = 0; i < 61; i++) ids[i].revision = UINT32_MAX;
    assert_false(na_manifest_ids_set(&m->dead, ids, 60));
    na_buf_init(&out, 4096);
    na_manifest_ids_text(ids, 1, &out);
    assert_string_equal(na_buf_cstr(&out), "ffffffffffffffff.4294967295\n");
    na_buf_release(&out);
    free(m);
}

/* One change of the text that must be refused with this code. */
struct lie {
    const char *from, *to;
    int code;
};

static void lies(void **state)
{
    static const struct lie all[] = {
        { "\"newsarc\":1", "\"newsarc\":2", NA_EVERSION },
        { "\"newsarc\":1", "\"newsarc\":0", NA_ECORRUPT },
        { "\"newsarc\":1", "\"newsarc\":\"1\"", NA_ECORRUPT },
        { "\"newsarc\":1,", "", NA_ECORRUPT },
        { "\"analyzer\":1", "\"analyzer\":2", NA_EVERSION },
        { "\"articles\":10", "\"articles\":-1", NA_ECORRUPT },
        { "\"articles\":10", "\"articles\":0", NA_ECORRUPT },
        { "\"articles\":10", "\"articles\":1e1", NA_ECORRUPT },
        { "\"articles\":10", "\"articles\":9223372036854775808", NA_ECORRUPT },
        { "\"undated\":1", "\"undated\":11", NA_ECORRUPT },
        { "\"undated\":1", "\"undated\":10", NA_ECORRUPT },
        { "\"json_bytes\":5000", "\"json_bytes\":5001", NA_ECORRUPT },
        { "1987-02-26T", "1987-02-24T", NA_ECORRUPT },
        { "1987-02-26T00:00:00Z", "1987-02-26", NA_ECORRUPT },
        { "\"last\":", "\"lost\":", NA_ECORRUPT },
        { "\"offset\":512", "\"offset\":513", NA_ECORRUPT },
        { "\"offset\":2048", "\"offset\":1536", NA_ECORRUPT },
        { "\"size\":1001", "\"size\":8589934592", NA_ECORRUPT },
        { "\"size\":1001", "\"size\":-5", NA_ECORRUPT },
        { "\"name\":\"frames.sha\"", "\"name\":\"../lock\"", NA_ECORRUPT },
        { "\"name\":\"frames.sha\"", "\"name\":\"index.db.zst\"", NA_ECORRUPT },
        { "\"name\":\"frames.sha\"", "\"nome\":\"frames.sha\"", NA_ECORRUPT },
        { "\"raw_size\":1002", "\"raw_size\":1003", NA_ECORRUPT },
        { "\"frames\":0", "\"frames\":1", NA_ECORRUPT },
        { "\"frames\":1", "\"frames\":1048577", NA_ECORRUPT },
        { "\"sha256\":\"01", "\"sha256\":\"0g", NA_ECORRUPT },
        { "\"sha256\":\"01", "\"sha256\":\"1", NA_ECORRUPT },
        { "\"dead\":{\"n\":0", "\"dead\":{\"n\":1", NA_ECORRUPT },
        { "\"dead\":{", "\"deed\":{", NA_ECORRUPT },
        { "\"removed\":{\"n\":0,\"ids\":[]", "\"removed\":{\"n\":1,\"ids\":[\"0123\"]",
          NA_ECORRUPT },
        { "\"dead\":{\"n\":0,\"ids\":[]",
          "\"dead\":{\"n\":1,\"ids\":[\"0123456789abcdef.0\"]", NA_ECORRUPT },
        { "\"dead\":{\"n\":0,\"ids\":[]",
          "\"dead\":{\"n\":1,\"ids\":[\"0123456789abcdef.4294967296\"]", NA_ECORRUPT },
        { "\"members\":[", "\"members\":[[", NA_ECORRUPT },
        { "\"members\":", "\"more\":7,\"members\":", NA_OK }, /* unknown: ignored */
        { "\"generator\":\"newsarc 0.1.0\"", "\"generator\":7", NA_OK },
        { "{\"newsarc\"", "[\"newsarc\"", NA_ECORRUPT },
    };
    na_manifest *m = sample(), back;
    na_buf out;
    (void)state;

    put(m, &out);
    na_str text = na_buf_get(&out);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t at = na_str_find(text, na_str_c(all[i].from), 0);
        na_err err = { 0 };
        na_buf lie;
        assert_true(at != (size_t)-1);
        na_buf_init(&lie, 8192);
        na_buf_str(&lie, na_str_sub(text, 0, at));
        na_buf_puts(&lie, all[i].to);
        na_buf_str(&lie, na_str_sub(text, at + strlen(all[i].from), text.len));
        int rc = na_manifest_read(na_buf_get(&lie), &back, &err);
        if (rc != all[i].code) fail_msg("%s: %d %s", all[i].to, rc, err.msg);
        na_buf_release(&lie);
    }
    for (size_t n = 0; n + 2 < text.len; n++) /* the newline may go */
        assert_true(na_manifest_read(na_str_sub(text, 0, n), &back, NULL) < 0);
    na_buf_release(&out);
    free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spelling),
        cmocka_unit_test(fits),
        cmocka_unit_test(lies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
