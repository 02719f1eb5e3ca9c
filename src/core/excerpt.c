/* SPDX-License-Identifier: MIT */
#include "core/excerpt.h"

typedef struct chooser {
    na_str body;
    const na_bound *s;
    size_t n;
    const na_mark *mark;
    size_t nmarks;
    const na_close *close;
    size_t nclose;
    size_t max;
} chooser;

static size_t count(uint64_t leaves) { return (size_t)__builtin_popcountll(leaves); }

static na_piece sentence(const chooser *c, size_t i)
{
    return (na_piece){ c->s[i].start, i + 1 < c->n ? c->s[i + 1].start : c->body.len };
}

/* The marks in p: from *from, which moves there, to the result. */
static size_t marks_in(const chooser *c, na_piece p, size_t *from)
{
    size_t to;

    while (*from < c->nmarks && c->mark[*from].start < p.start) ++*from;
    for (to = *from; to < c->nmarks && c->mark[to].start < p.end; to++) {
    }
    return to;
}

static uint64_t leaves_of(const chooser *c, size_t from, size_t to)
{
    uint64_t seen = 0;

    for (size_t i = from; i < to; i++) seen |= (uint64_t)1 << c->mark[i].leaf;
    return seen;
}

/* Do all sides stand within the span, each with a mark of its own? */
static bool is_close(const chooser *c, const na_close *x, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        uint64_t seen = 0;
        size_t sides = 0;
        for (size_t k = i; k < to && c->mark[k].pos - c->mark[i].pos <= x->span; k++)
            seen |= (uint64_t)1 << c->mark[k].leaf;
        for (size_t k = 0; k < x->n; k++) sides += (x->side[k] & seen) != 0;
        if (sides == x->n) return true;
    }
    return false;
}

static size_t worth(const chooser *c, size_t from, size_t to)
{
    size_t sum = count(leaves_of(c, from, to));

    for (size_t i = 0; sum > 1 && i < c->nclose; i++)
        sum += is_close(c, &c->close[i], from, to);
    return sum;
}

static size_t best_sentence(const chooser *c, uint64_t *leaves)
{
    size_t best = 0, which = 0, from = 0;

    *leaves = 0;
    for (size_t i = 0; i < c->n; i++) {
        size_t to = marks_in(c, sentence(c, i), &from), w = worth(c, from, to);
        if (w > best) best = w, which = i, *leaves = leaves_of(c, from, to);
    }
    return which;
}

/* The sentence that adds most to the leaves at hand within the room, c->n when none
 * does. */
static size_t other_sentence(const chooser *c, size_t first, uint64_t leaves, size_t room)
{
    size_t best = 0, which = c->n, from = 0;

    for (size_t i = 0; i < c->n; i++) {
        na_piece p = sentence(c, i);
        size_t to = marks_in(c, p, &from), gain = count(leaves_of(c, from, to) & ~leaves);
        if (i != first && p.end - p.start <= room && gain > best) best = gain, which = i;
    }
    return which;
}

/* Moves a cut to where no word is split: back to behind a blank, at most 40 bytes, and in
 * any case to the start of a character. */
static size_t cut_before(na_str body, size_t at, size_t least)
{
    size_t i = at;

    while (i > least && at - i < 40 && body.ptr[i - 1] != ' ' && body.ptr[i - 1] != '\n')
        i--;
    if (i == least || at - i >= 40) i = at;
    while (i > least && ((unsigned char)body.ptr[i] & 0xc0) == 0x80) i--;
    return i;
}

static na_piece narrow(const chooser *c, na_piece p)
{
    size_t from = 0, to = marks_in(c, p, &from), first = p.start, best = 0;

    for (size_t i = from; i < to; i++) {
        size_t k = i;
        while (k < to && c->mark[k].end <= c->mark[i].start + c->max * 2 / 3) k++;
        if (worth(c, i, k) > best) best = worth(c, i, k), first = c->mark[i].start;
    }
    if (first - p.start > c->max / 3)
        p.start = cut_before(c->body, first - c->max / 3, p.start);
    if (p.end - p.start > c->max)
        p.end = cut_before(c->body, p.start + c->max, p.start + 1);
    return p;
}

size_t na_excerpt(na_str body, const na_bound *s, size_t n, const na_mark *mark,
                  size_t nmarks, const na_close *close, size_t nclose, size_t max,
                  na_piece out[2])
{
    const chooser c = { body, s, n, mark, nmarks, close, nclose, max };
    uint64_t leaves;
    size_t first, other;
    na_piece p;

    out[0] = (na_piece){ 0, body.len };
    if (n == 0) return out[0] = narrow(&c, out[0]), 1;
    first = best_sentence(&c, &leaves);
    p = sentence(&c, first);
    if (p.end - p.start > max) return out[0] = narrow(&c, p), 1;
    other = other_sentence(&c, first, leaves, max - (p.end - p.start));
    if (other < n) {
        out[0] = other < first ? sentence(&c, other) : p;
        out[1] = other < first ? p : sentence(&c, other);
        if (out[0].end != out[1].start) return 2;
        out[0].end = out[1].end;
        return 1;
    }
    for (size_t i = first + 1; i < n && sentence(&c, i).end - p.start <= max; i++)
        p.end = sentence(&c, i).end;
    return out[0] = p, 1;
}
