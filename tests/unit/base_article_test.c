/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/article.h"
#include "base/limits.h"

static na_str author[] = { { "김철수", 9 }, { "", 0 } };
static na_str tag[] = { { "sport", 5 }, { "marathon", 8 }, { "평양", 6 } };
static na_meta meta[] = { { { "pages", 5 }, { "1e3", 3 }, NA_META_NUM },
                          { { "paid", 4 }, { "true", 4 }, NA_META_BOOL },
                          { { "removed", 7 }, { "", 0 }, NA_META_STR } };

static na_from from[] = { { { "published", 9 }, { "json-ld", 7 } },
                          { { "title", 5 }, { "og:title", 8 } } };

static na_article sample(void)
{
    return (na_article){ .id = NA_STR("0123456789abcdef"),
                         .revision = 3,
                         .key = NA_STR("k-1"),
                         .url = NA_STR("https://example.org/a"),
                         .title = NA_STR("Marathon in Pyongyang"),
                         .deck = NA_STR("a deck"),
                         .source = NA_STR("example.org"),
                         .published = NA_STR("2025-04-06T09:30:00+09:00"),
                         .modified = NA_STR("2025-04-07"),
                         .section = NA_STR("Sport"),
                         .lang = NA_STR("en"),
                         .body = NA_STR("One.\n\nTwo."),
                         .published_precision = NA_PREC_MINUTE,
                         .permalink = true,
                         .authors = { author, 2 },
                         .tags = { tag, 3 },
                         .meta = meta,
                         .nmeta = 3,
                         .prov = { .import = 7,
                                   .bundle = NA_STR("b.tar.gz"),
                                   .bundle_sha256 = NA_STR("aa"),
                                   .entry = NA_STR("x/y.html"),
                                   .record = 12,
                                   .record_sha256 = NA_STR("bb"),
                                   .reader = NA_STR("html"),
                                   .reader_version = NA_STR("1"),
                                   .imported = NA_STR("2026-01-02T03:04:05Z"),
                                   .fields = from,
                                   .nfields = 2 } };
}

static void assert_str(na_str a, na_str b) { assert_true(na_str_eq(a, b)); }

static void assert_same(const na_article *a, const na_article *b)
{
    assert_str(a->id, b->id);
    assert_int_equal(a->revision, b->revision);
    assert_str(a->key, b->key);
    assert_str(a->url, b->url);
    assert_str(a->title, b->title);
    assert_str(a->deck, b->deck);
    assert_str(a->source, b->source);
    assert_str(a->published, b->published);
    assert_str(a->modified, b->modified);
    assert_str(a->section, b->section);
    assert_str(a->lang, b->lang);
    assert_str(a->body, b->body);
    assert_int_equal(a->published_precision, b->published_precision);
    assert_int_equal(a->permalink, b->permalink);
    assert_int_equal(a->authors.n, b->authors.n);
    for (size_t i = 0; i < a->authors.n; i++) assert_str(a->authors.v[i], b->authors.v[i]);
    assert_int_equal(a->tags.n, b->tags.n);
    for (size_t i = 0; i < a->tags.n; i++) assert_str(a->tags.v[i], b->tags.v[i]);
    assert_int_equal(a->nmeta, b->nmeta);
    for (size_t i = 0; i < a->nmeta; i++) {
        assert_str(a->meta[i].key, b->meta[i].key);
        assert_str(a->meta[i].value, b->meta[i].value);
        assert_int_equal(a->meta[i].kind, b->meta[i].kind);
    }
    assert_int_equal(a->prov.import, b->prov.import);
    assert_str(a->prov.bundle, b->prov.bundle);
    assert_str(a->prov.bundle_sha256, b->prov.bundle_sha256);
    assert_str(a->prov.entry, b->prov.entry);
    assert_int_equal(a->prov.record, b->prov.record);
    assert_str(a->prov.record_sha256, b->prov.record_sha256);
    assert_str(a->prov.reader, b->prov.reader);
    assert_str(a->prov.reader_version, b->prov.reader_version);
    assert_str(a->prov.imported, b->prov.imported);
    assert_int_equal(a->prov.nfields, b->prov.nfields);
    for (size_t i = 0; i < a->prov.nfields; i++) {
        assert_str(a->prov.fields[i].field, b->prov.fields[i].field);
        assert_str(a->prov.fields[i].value, b->prov.fields[i].value);
    }
}

static void say(na_article *a, na_arena *arena, const char *field, const char *value)
{
    assert_int_equal(na_article_set_from(a, na_str_c(field), na_str_c(value), arena, NULL),
                     NA_OK);
    for (size_t i = 1; i < a->prov.nfields; i++)
        assert_true(na_str_cmp(a->prov.fields[i - 1].field, a->prov.fields[i].field) < 0);
}

/* Sorted, each field once, never more than the limit, the caller's list left alone. */
static void origins(void **state)
{
    (void)state;
    na_arena arena = { 0 };
    na_article a = sample();
    char name[16], big[NA_MAX_FROM_BYTES + 2];
    say(&a, &arena, "authors", "byline");
    say(&a, &arena, "url", "canonical");
    say(&a, &arena, "title", "h1");
    assert_int_equal(a.prov.nfields, 4);
    assert_str(na_article_from(&a, "authors"), NA_STR("byline"));
    assert_str(na_article_from(&a, "title"), NA_STR("h1"));
    assert_str(from[1].value, NA_STR("og:title"));
    say(&a, &arena, "title", "");
    assert_int_equal(na_article_from(&a, "title").len, 0);
    assert_int_equal(a.prov.nfields, 3);
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = 0;
    say(&a, &arena, "url", big);
    assert_int_equal(a.prov.nfields, 2);
    for (int i = 0; i < 40; i++) {
        (void)snprintf(name, sizeof name, "f%02d", i);
        say(&a, &arena, na_arena_str(&arena, na_str_c(name)).ptr, "x");
    }
    assert_int_equal(a.prov.nfields, NA_MAX_FROM);
    na_arena_release(&arena);
}

static void round_trip(void **state)
{
    (void)state;
    na_article a = sample(), b, c;
    na_buf buf, again;
    na_arena arena = { 0 }, other = { 0 };
    na_err err = { 0 };
    na_buf_init(&buf, NA_MAX_ARTICLE);
    na_buf_init(&again, NA_MAX_ARTICLE);
    na_article_pack(&a, &buf);
    assert_int_equal(na_buf_check(&buf, "article", &err), NA_OK);
    assert_int_equal(na_article_unpack(na_buf_get(&buf), &b, &arena, &err), NA_OK);
    assert_same(&a, &b);
    na_article_pack(&b, &again);
    assert_str(na_buf_get(&buf), na_buf_get(&again));
    assert_int_equal(na_article_dup(&b, &c, &other, &err), NA_OK);
    na_buf_release(&buf);
    na_arena_release(&arena);
    assert_same(&a, &c);
    assert_int_equal(na_article_time(&c), 1743899400);
    assert_str(na_article_meta(&c, "paid"), NA_STR("true"));
    assert_int_equal(na_article_meta(&c, "none").len, 0);
    na_arena_release(&other);
    na_buf_release(&again);
}

static void empty(void **state)
{
    (void)state;
    na_article a = { 0 }, b;
    na_buf buf;
    na_arena arena = { 0 };
    na_buf_init(&buf, 100);
    na_article_pack(&a, &buf);
    assert_int_equal(buf.len, 0);
    assert_int_equal(na_article_unpack(na_buf_get(&buf), &b, &arena, NULL), NA_OK);
    assert_same(&a, &b);
    assert_true(na_article_time(&b) == NA_TIME_NONE);
    na_arena_release(&arena);
    na_buf_release(&buf);
}

/* Each call gets a fresh, exactly sized copy, so that a sanitizer sees one byte too far. */
static int unpack_copy(const char *p, size_t n)
{
    char *copy = malloc(n ? n : 1);
    na_arena arena = { 0 };
    na_article a;
    assert_non_null(copy);
    if (n) memcpy(copy, p, n);
    int rc = na_article_unpack(na_str_n(copy, n), &a, &arena, NULL);
    na_arena_release(&arena);
    free(copy);
    return rc;
}

static void damaged(void **state)
{
    (void)state;
    na_article a = sample();
    na_buf buf;
    na_buf_init(&buf, NA_MAX_ARTICLE);
    na_article_pack(&a, &buf);
    size_t whole = 0;
    for (size_t n = 0; n < buf.len; n++) {
        int rc = unpack_copy(buf.ptr, n);
        assert_true(rc == NA_OK || rc == NA_ECORRUPT);
        whole += rc == NA_OK; /* cut between two fields */
    }
    assert_true(whole < 40);
    srand(1);
    for (int i = 0; i < 20000; i++) {
        char bytes[96];
        size_t n = (size_t)rand() % sizeof bytes;
        for (size_t k = 0; k < n; k++) bytes[k] = (char)(rand() % (i % 2 ? 28 : 256));
        unpack_copy(bytes, n);
    }
    for (size_t at = 0; at < buf.len; at++)
        for (int bit = 0; bit < 8; bit++) {
            buf.ptr[at] = (char)(buf.ptr[at] ^ (1 << bit));
            unpack_copy(buf.ptr, buf.len);
            buf.ptr[at] = (char)(buf.ptr[at] ^ (1 << bit));
        }
    na_buf_release(&buf);
}

static void limits(void **state)
{
    (void)state;
    static char big[NA_MAX_FIELD + 1];
    static na_str many[NA_MAX_LIST + 1];
    na_arena arena = { 0 };
    na_article a = { .title = na_str_n(big, sizeof big) }, b;
    na_buf buf;
    na_err err = { 0 };
    na_buf_init(&buf, 2 * NA_MAX_ARTICLE);
    na_article_pack(&a, &buf);
    assert_int_equal(na_article_unpack(na_buf_get(&buf), &b, &arena, &err), NA_ELIMIT);
    assert_non_null(strstr(err.msg, "65536"));

    na_buf_reset(&buf);
    a = (na_article){ .tags = { many, NA_MAX_LIST + 1 } };
    na_article_pack(&a, &buf);
    assert_int_equal(na_article_unpack(na_buf_get(&buf), &b, &arena, NULL), NA_ELIMIT);

    na_meta m = { NA_STR("k"), na_str_n(big, NA_MAX_META), NA_META_STR };
    na_buf_reset(&buf);
    a = (na_article){ .meta = &m, .nmeta = 1 };
    na_article_pack(&a, &buf);
    assert_int_equal(na_article_unpack(na_buf_get(&buf), &b, &arena, NULL), NA_ELIMIT);
    m.value.len--;
    na_buf_reset(&buf);
    na_article_pack(&a, &buf);
    assert_int_equal(na_article_unpack(na_buf_get(&buf), &b, &arena, NULL), NA_OK);

    na_buf small;
    na_buf_init(&small, 10);
    na_article_pack(&a, &small);
    assert_int_equal(small.rc, NA_ELIMIT);
    na_buf_release(&small);
    na_arena_release(&arena);
    na_buf_release(&buf);
}

/* Articles that an older newsarc left in head.db are read by these numbers. */
static void numbers_stay(void **state)
{
    static const uint8_t kept[] = { 1,  1, 0, 0, 0, '5', /* id */
                                    2,  8, 0, 0, 0, 3,   0,
                                    0,  0, 0, 0, 0, 0,        /* revision */
                                    13, 2, 0, 0, 0, 'o', 'k', /* body */
                                    16, 1, 0, 0, 0, 't',      /* a tag */
                                    18, 8, 0, 0, 0, 7,   0,
                                    0,  0, 0, 0, 0, 0,     /* import */
                                    26, 1, 0, 0, 0, 'i' }; /* imported */
    const na_article a = { .id = NA_STR("5"),
                           .revision = 3,
                           .body = NA_STR("ok"),
                           .tags = { (na_str[]){ { "t", 1 } }, 1 },
                           .prov = { .import = 7, .imported = NA_STR("i") } };
    na_arena arena = { 0 };
    na_article b;
    na_buf out;

    (void)state;
    na_buf_init(&out, NA_MAX_ARTICLE);
    na_article_pack(&a, &out);
    assert_int_equal(out.len, sizeof kept);
    assert_memory_equal(out.ptr, kept, sizeof kept);
    assert_int_equal(na_article_unpack(na_str_n(kept, sizeof kept), &b, &arena, NULL),
                     NA_OK);
    assert_same(&a, &b);
    na_buf_release(&out);
    na_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip), cmocka_unit_test(empty),
        cmocka_unit_test(damaged),    cmocka_unit_test(limits),
        cmocka_unit_test(origins),    cmocka_unit_test(numbers_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
