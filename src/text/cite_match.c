/* SPDX-License-Identifier: MIT */
/* cite_match.c - following a pattern over the items of a sentence
 *
 * A set of steps is kept for each item within reach; each item is looked at once for each
 * step that may stand there, so the work is bounded by window and steps.
 */
#include "text/cite_int.h"

typedef struct walk {
    const na_cite_rules *r;
    const na_item *v;
    size_t n, from; /* the first item to look at, and which way */
    bool back;
    const na_cite_step *step;
    size_t steps;
    uint64_t set[NA_CITE_WINDOW + NA_CITE_PHRASE + 1]; /* by distance from `from` */
    size_t filled;                                     /* so many of them are valid */
} walk;

/* The item at that distance; NULL outside of the text. */
static const na_item *item_at(const walk *w, size_t k)
{
    if (w->back) return k < w->from ? &w->v[w->from - 1 - k] : NULL;
    return k < w->n - w->from ? &w->v[w->from + k] : NULL;
}

/* step may begin with the item at k: it, and those that it may be left out for. */
static void reach(walk *w, size_t k, size_t step)
{
    while (w->filled <= k) w->set[w->filled++] = 0;
    for (; step <= w->steps; step++) {
        w->set[k] |= UINT64_C(1) << step;
        if (step == w->steps || !w->step[step].skip) break;
    }
}

/* Step i took items up to distance k. */
static void took(walk *w, size_t i, size_t k)
{
    if (w->step[i].again) reach(w, k, i);
    reach(w, k, i + 1);
}

static bool has_bit(const uint8_t *bits, uint16_t word)
{
    return bits && (bits[word >> 3] >> (word & 7) & 1);
}

static bool phrase_at(const walk *w, const na_cite_phrase *p, size_t k)
{
    for (size_t i = 0; i < p->n; i++) {
        const na_item *it = item_at(w, k + i);
        uint16_t want = p->words[w->back ? p->n - 1 - i : i];
        if (!it || it->kind != NA_ITEM_WORD || it->value != want) return false;
    }
    return true;
}

static void try_class(walk *w, size_t i, size_t k, const na_cite_class *c, uint16_t word)
{
    if (has_bit(c->one, word)) took(w, i, k + 1);
    if (!has_bit(w->back ? c->last : c->first, word)) return;
    for (size_t p = 0; p < c->n; p++)
        if (c->v[p].n > 1 && phrase_at(w, &c->v[p], k)) took(w, i, k + c->v[p].n);
}

static void try_step(walk *w, size_t i, size_t k)
{
    const na_cite_step *s = &w->step[i];
    const na_item *it = item_at(w, k);
    bool word = it && it->kind == NA_ITEM_WORD;

    switch (s->kind) {
    case NA_STEP_START:
        if (!it && w->back) reach(w, k, i + 1);
        break;
    case NA_STEP_END:
        if (!it && !w->back) reach(w, k, i + 1);
        break;
    case NA_STEP_STOP:
        if (!it || it->kind == NA_ITEM_MARK) reach(w, k, i + 1);
        break;
    case NA_STEP_MARK:
        if (it && it->kind == NA_ITEM_MARK && (it->value & s->marks)) took(w, i, k + 1);
        break;
    case NA_STEP_AGENCY:
        if (it && it->kind == NA_ITEM_AGENCY) took(w, i, k + 1);
        break;
    case NA_STEP_WORD:
        if (it && it->kind != NA_ITEM_MARK) took(w, i, k + 1);
        break;
    case NA_STEP_ANY:
        if (it) took(w, i, k + 1);
        break;
    default:
        if (!word) break;
        if ((s->names && it->capital) || (s->numbers && it->digit)) took(w, i, k + 1);
        for (size_t c = 0; c < s->nclasses && it->value; c++)
            try_class(w, i, k, &w->r->classes[s->classes[c]], it->value);
        break;
    }
}

/* How many items the steps take, the fewest; SIZE_MAX when they do not hold. */
static size_t follow(walk *w)
{
    w->filled = 0;
    reach(w, 0, 0);
    for (size_t k = 0; k < w->filled && k <= NA_CITE_WINDOW; k++) {
        for (size_t i = 0; i < w->steps; i++)
            if (w->set[k] >> i & 1) try_step(w, i, k);
        if (w->set[k] >> w->steps & 1) return k;
    }
    return SIZE_MAX;
}

bool na_cite_holds(const na_cite_rules *r, const na_cite_pattern *p, const na_item *v,
                   size_t n, size_t at, uint32_t *start, uint32_t *end)
{
    size_t taken[2];
    walk w; /* its sets are filled as far as they are read */

    w.r = r, w.v = v, w.n = n;
    for (int side = 1; side >= 0; side--) {
        w.back = side == 0;
        w.from = side == 0 ? at : at + 1;
        w.step = p->side[side];
        w.steps = p->n[side];
        taken[side] = w.steps > 0 ? follow(&w) : 0;
        if (taken[side] == SIZE_MAX) return false;
    }
    *start = v[at - taken[0]].start;
    *end = v[at + taken[1]].end;
    return true;
}
