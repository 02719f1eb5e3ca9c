/* SPDX-License-Identifier: MIT */
/* Blocks of 16 KiB, doubling to 1 MiB; a piece too large for that gets a block of its own,
 * put behind the head so that the head's room is not lost. */
#include "base/arena.h"
#include "base/limits.h"
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EACH_ALONE 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(EACH_ALONE)
#define EACH_ALONE 1
#endif
#ifndef EACH_ALONE
#define EACH_ALONE 0
#endif

#define FIRST_BLOCK (16 * NA_KIB)
#define LAST_BLOCK (1 * NA_MIB)

struct na_arena_block {
    struct na_arena_block *next;
    size_t cap, used;
    alignas(max_align_t) char data[];
};

static struct na_arena_block *block_new(size_t cap)
{
    size_t bytes;
    if (!na_add_ok(cap, offsetof(struct na_arena_block, data), &bytes)) return NULL;
    if (bytes < sizeof(struct na_arena_block)) bytes = sizeof(struct na_arena_block);
    struct na_arena_block *b = malloc(bytes);
    if (!b) return NULL;
    b->next = NULL;
    b->cap = cap;
    b->used = 0;
    return b;
}

void *na_arena_alloc(na_arena *a, size_t n)
{
    const size_t align = alignof(max_align_t);
    size_t size, used;
    if (!na_add_ok(n, align - 1, &size)) return NULL;
    size = size / align * align;
    if (size == 0) size = align;
    if (!na_add_ok(a->used, size, &used) || (a->max && used > a->max)) return NULL;

    struct na_arena_block *b = a->head;
    if (EACH_ALONE || !b || b->cap - b->used < size) {
        size_t next = b && b->cap >= FIRST_BLOCK ? b->cap * 2 : FIRST_BLOCK;
        if (next > LAST_BLOCK) next = LAST_BLOCK;
        bool alone = EACH_ALONE || size > next / 4;
        /* Alone, the block is exactly as long as was asked: a sanitizer sees byte n. */
        b = block_new(EACH_ALONE ? n : alone ? size : next);
        if (!b) return NULL;
        if (alone && a->head) {
            b->next = a->head->next;
            a->head->next = b;
        } else {
            b->next = a->head;
            a->head = b;
        }
    }
    void *p = b->data + b->used;
    b->used += EACH_ALONE ? n : size;
    a->used = used;
    memset(p, 0, n);
    return p;
}

void *na_arena_array(na_arena *a, size_t n, size_t size)
{
    size_t bytes;
    return na_mul_ok(n, size, &bytes) ? na_arena_alloc(a, bytes) : NULL;
}

char *na_arena_cstr(na_arena *a, na_str s)
{
    size_t n;
    if (!na_add_ok(s.len, 1, &n)) return NULL;
    char *p = na_arena_alloc(a, n);
    if (p && s.len) memcpy(p, s.ptr, s.len);
    return p;
}

na_str na_arena_str(na_arena *a, na_str s)
{
    char *p = na_arena_cstr(a, s);
    return p ? na_str_n(p, s.len) : (na_str){ 0 };
}

void na_arena_reset(na_arena *a)
{
    struct na_arena_block *keep = a->head, *b, *next;
    if (!keep) return;
    if (EACH_ALONE || keep->cap > LAST_BLOCK) {
        na_arena_release(a);
        return;
    }
    for (b = keep->next; b; b = next) {
        next = b->next;
        free(b);
    }
    keep->next = NULL;
    keep->used = 0;
    a->used = 0;
}

void na_arena_release(na_arena *a)
{
    if (!a) return;
    for (struct na_arena_block *b = a->head, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    a->head = NULL;
    a->used = 0;
}
