/* SPDX-License-Identifier: MIT */
/* brute.h - the slow truth about a query: every article's tokens, every node of the tree
 *
 * It shares with the program only the analyzer, the parser and the stemmers: no index, no
 * iterators. */
#ifndef NA_TESTS_BRUTE_H
#define NA_TESTS_BRUTE_H
#include "base/article.h"
#include "query/query.h"
#include "text/cite.h"
#include "text/quote.h"
#include "text/sentence.h"
#include "text/stemmer.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BRUTE_COLS 7
#define BRUTE_LEAVES 512 /* and terms, of a query */

typedef struct brute_doc {
    char id[17];
    int64_t published;
    bool dead; /* superseded: in the statistics, in no answer about the latest revisions */
    uint32_t revision, changed; /* what it changed, or one before it, NA_F_* */
    uint32_t *tok[BRUTE_COLS]; /* word numbers, by position */
    uint32_t n[BRUTE_COLS];
    na_article art; /* borrowed */
    na_str lang;
    na_bound *bound; /* sentences of the body */
    size_t nbounds;
    na_quote *quote;
    size_t nquotes;
    na_str *agency; /* that it cites */
    size_t nagencies;
} brute_doc;

typedef struct brute {
    na_arena arena;
    na_analyzer *an;
    na_cite_rules *rules;
    na_citer *citer;
    brute_doc *doc;
    size_t ndocs;
    na_str *word; /* by number */
    size_t nwords, *slot, nslots;
    uint32_t *tmp;
    size_t ntmp, captmp;
    struct { /* the words that a term of the query at hand matches */
        const na_qterm *term;
        bool *match;
        na_str key; /* of a plain word: its stems */
    } memo[BRUTE_LEAVES];
    size_t nmemo;
    na_str *stem[NA_STEM_LANGS]; /* of each word; NULL: not needed yet */
} brute;

static uint64_t brute_hash(na_str s)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return h ^ h >> 29;
}

static uint32_t brute_word(brute *b, na_str s)
{
    size_t i = brute_hash(s) % b->nslots;
    while (b->slot[i] && !na_str_eq(b->word[b->slot[i] - 1], s)) i = (i + 1) % b->nslots;
    if (!b->slot[i]) {
        b->word[b->nwords++] = na_arena_str(&b->arena, s);
        b->slot[i] = b->nwords;
    }
    return (uint32_t)b->slot[i] - 1;
}

static int brute_token(void *ctx, const na_token *t)
{
    brute *b = ctx;
    if (b->ntmp == b->captmp) {
        b->captmp = b->captmp ? 2 * b->captmp : 1024;
        b->tmp = realloc(b->tmp, b->captmp * sizeof *b->tmp);
    }
    b->tmp[b->ntmp++] = brute_word(b, t->text);
    return 0;
}

static inline void brute_init(brute *b, size_t docs)
{
    *b = (brute){ .nslots = (size_t)1 << 20 };
    b->doc = calloc(docs, sizeof *b->doc);
    b->word = calloc(b->nslots / 2, sizeof *b->word);
    b->slot = calloc(b->nslots, sizeof *b->slot);
    if (na_cite_rules_new(&b->rules, (na_str){ 0 }, NULL, NULL) < 0 ||
        na_citer_new(&b->citer, b->rules, NULL) < 0)
        abort();
    if (na_analyzer_new(&b->an, NULL) < 0 || !b->doc || !b->word || !b->slot) abort();
}

/* Before the next query: its terms may lie where those of the last one were. */
static void brute_forget(brute *b)
{
    while (b->nmemo > 0) free(b->memo[--b->nmemo].match);
}

static inline void brute_release(brute *b)
{
    na_analyzer_free(b->an);
    na_citer_free(b->citer);
    na_cite_rules_free(b->rules);
    na_arena_release(&b->arena);
    free(b->doc);
    free(b->word);
    free(b->slot);
    free(b->tmp);
    for (size_t i = 0; i < NA_STEM_LANGS; i++) free(b->stem[i]);
    brute_forget(b);
}

/* Quotations, and the agencies it cites. */
static void brute_marks(brute *b, brute_doc *d, const na_article *a)
{
    const na_str text[3] = { a->title, a->deck, a->body };
    na_cite_text in[3] = { 0 };
    na_buf tokens[3], quotes;
    const na_cite *v;
    uint32_t n;

    na_buf_init(&quotes, (size_t)1 << 26);
    for (uint32_t c = 0; c < 3; c++) {
        bool body = c == 2;
        na_buf_init(&tokens[c], (size_t)1 << 26);
        if (na_analyze_blank(b->an, text[c], &tokens[c], &n, NULL) != 0) abort();
        if (na_quotes(b->an, c, text[c], NULL, 0, &quotes, NULL) != 0) abort();
        in[c] = (na_cite_text){ text[c], na_buf_get(&tokens[c]), body ? d->bound : NULL,
                                body ? d->nbounds : 0 };
    }
    d->nquotes = quotes.len / sizeof(na_quote);
    d->quote = na_arena_array(&b->arena, d->nquotes + 1, sizeof(na_quote));
    if (quotes.len) memcpy(d->quote, quotes.ptr, quotes.len);
    if (na_citer_run(b->citer, a->source, in, &v, &d->nagencies, NULL) != 0) abort();
    d->agency = na_arena_array(&b->arena, d->nagencies + 1, sizeof(na_str));
    for (size_t i = 0; i < d->nagencies; i++)
        d->agency[i] = na_cite_rules_name(b->rules, v[i].agency);
    for (int c = 0; c < 3; c++) na_buf_release(&tokens[c]);
    na_buf_release(&quotes);
}

static bool brute_in_quote(const brute_doc *d, uint32_t col, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < d->nquotes; i++)
        if (d->quote[i].col == col && d->quote[i].from <= from && to <= d->quote[i].to)
            return true;
    return false;
}

static bool brute_cites(const brute_doc *d, const na_qnode *n)
{
    for (size_t i = 0; i < d->nagencies; i++)
        if (na_str_ieq(n->prefix ? na_str_sub(d->agency[i], 0, n->text.len) : d->agency[i],
                       n->text))
            return true;
    return false;
}

static void brute_sentences(brute *b, brute_doc *d, na_str body)
{
    na_buf tokens, bounds;
    uint32_t n;

    na_buf_init(&tokens, (size_t)1 << 26);
    na_buf_init(&bounds, (size_t)1 << 26);
    if (na_analyze_body(b->an, body, &tokens, &n, &bounds, NULL) != 0) abort();
    d->nbounds = bounds.len / sizeof(na_bound);
    d->bound = na_arena_array(&b->arena, d->nbounds + 1, sizeof(na_bound));
    if (bounds.len) memcpy(d->bound, bounds.ptr, bounds.len);
    na_buf_release(&tokens);
    na_buf_release(&bounds);
}

static bool brute_same_list(na_strv a, na_strv b)
{
    bool same = a.n == b.n;
    for (size_t i = 0; same && i < a.n; i++) same = na_str_eq(a.v[i], b.v[i]);
    return same;
}

/* a behind what was the latest revision, if there is one. */
static void brute_revision(brute *b, brute_doc *d, const na_article *a)
{
    brute_doc *old = NULL;

    d->art = *a;
    d->revision = 1;
    d->changed = 0;
    for (brute_doc *o = b->doc; o < d; o++)
        if (strcmp(o->id, d->id) == 0 && (!old || o->revision > old->revision)) old = o;
    if (!old) return;
    d->revision = old->revision + 1;
    d->changed = old->changed;
    if (!na_str_eq(old->art.title, a->title)) d->changed |= NA_F_TITLE;
    if (!na_str_eq(old->art.deck, a->deck)) d->changed |= NA_F_DECK;
    if (!na_str_eq(old->art.body, a->body)) d->changed |= NA_F_BODY;
    if (!na_str_eq(old->art.section, a->section)) d->changed |= NA_F_SECTION;
    if (!brute_same_list(old->art.tags, a->tags)) d->changed |= NA_F_TAG;
    if (!brute_same_list(old->art.authors, a->authors)) d->changed |= NA_F_AUTHOR;
}

/* What a holds must live as long as b. */
static inline void brute_add(brute *b, const na_article *a, const char *id)
{
    brute_doc *d = &b->doc[b->ndocs++];
    const na_strv one[BRUTE_COLS] = {
        { (na_str *)&a->title, 1 },   { (na_str *)&a->deck, 1 },
        { (na_str *)&a->body, 1 },    a->authors,
        { (na_str *)&a->source, 1 },  a->tags,
        { (na_str *)&a->section, 1 },
    };

    memcpy(d->id, id, 17);
    brute_revision(b, d, a);
    d->published = na_article_time(a);
    d->lang = na_arena_str(&b->arena, a->lang);
    for (int c = 0; c < BRUTE_COLS; c++) {
        b->ntmp = 0;
        for (size_t i = 0; i < one[c].n; i++)
            if (na_analyze(b->an, one[c].v[i], brute_token, b, NULL) != 0) abort();
        d->n[c] = (uint32_t)b->ntmp;
        if (c == 2) brute_sentences(b, d, a->body);
        d->tok[c] = na_arena_array(&b->arena, b->ntmp + 1, sizeof(uint32_t));
        if (b->ntmp) memcpy(d->tok[c], b->tmp, b->ntmp * sizeof(uint32_t));
    }
    brute_marks(b, d, a);
}

/* -- proximity: every choice of spans is looked at -- */

typedef struct brute_spans { /* at most one for each word of the column */
    size_t n;
    struct {
        uint32_t from, to;
    } v[];
} brute_spans;

/* Of spans that begin at the same word the shortest. */
static void brute_span(brute_spans *l, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].from == from) {
            if (to < l->v[i].to) l->v[i].to = to;
            return;
        }
    l->v[l->n].from = from;
    l->v[l->n++].to = to;
}

/* The start of the next sentence or paragraph behind a word of the body. */
static uint32_t brute_bound(const brute_doc *d, uint32_t pos, bool paragraph)
{
    for (size_t i = 0; i < d->nbounds; i++)
        if (d->bound[i].pos > pos && (!paragraph || d->bound[i].paragraph))
            return d->bound[i].pos;
    return UINT32_MAX;
}

static const na_str *brute_key(const brute *b, const na_qterm *q)
{
    for (size_t i = 0; i < b->nmemo; i++)
        if (b->memo[i].term == q) return b->memo[i].key.len ? &b->memo[i].key : NULL;
    return NULL;
}

static bool brute_twins(const brute *all, const na_qnode *a, const na_qnode *b)
{
    if (a->kind != NA_Q_PHRASE || b->kind != NA_Q_PHRASE || a->fields != b->fields ||
        a->nterms != b->nterms || a->quote != b->quote)
        return false;
    const na_str *stems = brute_key(all, a->terms), *others = brute_key(all, b->terms);
    if (stems || others) return stems && others && na_str_eq(*stems, *others);
    for (size_t i = 0; i < a->nterms; i++)
        if (a->terms[i].offset != b->terms[i].offset ||
            !na_str_eq(a->terms[i].text, b->terms[i].text) ||
            a->terms[i].prefix != b->terms[i].prefix)
            return false;
    return true;
}

typedef struct brute_choice {
    const brute *all;
    const brute_doc *doc;
    const na_qnode *n;
    int col;
    brute_spans **kid;
    size_t at[16];
    brute_spans *out;
} brute_choice;

/* Is what was chosen, a span of each kid, a match? */
static void brute_judge(brute_choice *c)
{
    const na_qnode *n = c->n;
    uint32_t from = UINT32_MAX, to = 0, width = 0;
    bool ok = false;

    for (size_t i = 0; i < n->nkids; i++) {
        uint32_t f = c->kid[i]->v[c->at[i]].from, t = c->kid[i]->v[c->at[i]].to;
        if (f < from) from = f;
        if (t > to) to = t;
        width += n->kids[i]->width;
        for (size_t k = 0; !n->ordered && k < i; k++)
            if (c->at[k] == c->at[i] && brute_twins(c->all, n->kids[k], n->kids[i])) return;
    }
    if (n->op == NA_NEAR_SLOP) {
        ok = to - from + 1 <= width + n->distance;
    } else if (n->op != NA_NEAR_WORDS) {
        ok = c->col == 2 && to < brute_bound(c->doc, from, n->op == NA_NEAR_PARAGRAPH);
    } else if (n->ordered) {
        ok = true;
        for (size_t i = 1; ok && i < n->nkids; i++) {
            uint32_t end = c->kid[i - 1]->v[c->at[i - 1]].to,
                     next = c->kid[i]->v[c->at[i]].from;
            ok = next > end && next - end <= n->distance;
        }
    } else {
        for (size_t i = 0; !ok && i < n->nkids; i++) {
            if (c->kid[i]->v[c->at[i]].from != from) continue;
            ok = true;
            for (size_t k = 0; ok && k < n->nkids; k++)
                ok = c->kid[k]->v[c->at[k]].from <= c->kid[i]->v[c->at[i]].to + n->distance;
        }
    }
    if (ok) brute_span(c->out, from, to);
}

static void brute_choose(brute_choice *c, size_t i)
{
    if (i == c->n->nkids) {
        brute_judge(c);
        return;
    }
    for (c->at[i] = 0; c->at[i] < c->kid[i]->n; c->at[i]++) brute_choose(c, i + 1);
}

static const bool *brute_term(brute *b, const na_qterm *q);

static bool brute_phrase_at(brute *b, const brute_doc *d, const na_qnode *n, int c,
                            uint32_t s)
{
    bool all = n->nterms > 0;

    for (size_t k = 0; all && k < n->nterms; k++) {
        uint64_t at = (uint64_t)s + n->terms[k].offset;
        all = at < d->n[c] && brute_term(b, &n->terms[k])[d->tok[c][at]];
    }
    return all;
}

/* All spans of a node in a column; of an operand, those without another in them. */
static brute_spans *brute_find(brute *b, const brute_doc *d, const na_qnode *n, int col,
                               bool operand)
{
    brute_spans *l = calloc(1, sizeof *l + d->n[col] * sizeof *l->v), *kid[16] = { 0 };
    bool joins = n->kind == NA_Q_NEAR && n->op != NA_NEAR_ATLEAST;

    if (!l || n->nkids > 16) abort();
    for (uint32_t s = 0; n->kind == NA_Q_PHRASE && (n->fields >> col & 1) && s < d->n[col];
         s++)
        if (brute_phrase_at(b, d, n, col, s)) brute_span(l, s, s + n->width - 1);
    for (size_t i = 0; i < n->nkids; i++) {
        kid[i] = brute_find(b, d, n->kids[i], col, joins);
        if (joins && kid[i]->n == 0) break;
        for (size_t k = 0; !joins && k < kid[i]->n; k++)
            brute_span(l, kid[i]->v[k].from, kid[i]->v[k].to);
    }
    bool full = true;
    for (size_t i = 0; i < n->nkids; i++) full &= kid[i] && kid[i]->n > 0;
    if (joins && full) {
        brute_choice c = { .all = b, .doc = d, .n = n, .col = col, .kid = kid, .out = l };
        brute_choose(&c, 0);
    }
    for (size_t i = 0; i < n->nkids; i++) free(kid[i]);
    for (size_t i = 0; n->quote && i < l->n;) {
        if (brute_in_quote(d, (uint32_t)col, l->v[i].from, l->v[i].to))
            i++;
        else
            l->v[i] = l->v[--l->n];
    }
    for (size_t i = 0; operand && i < l->n;) {
        bool has = false; /* what holds a span that goes holds the one in that, too */
        for (size_t k = 0; k < l->n; k++)
            has |= k != i && l->v[k].from >= l->v[i].from && l->v[k].to <= l->v[i].to;
        if (has)
            l->v[i] = l->v[--l->n];
        else
            i++;
    }
    return l;
}

static const bool *brute_term(brute *b, const na_qterm *q)
{
    bool *match;

    for (size_t i = 0; i < b->nmemo; i++)
        if (b->memo[i].term == q) return b->memo[i].match;
    if (b->nmemo == BRUTE_LEAVES || !(match = calloc(b->nwords + 1, sizeof *match)))
        abort();
    for (size_t w = 0; w < b->nwords; w++)
        match[w] =
            q->prefix ? na_str_starts(b->word[w], q->text) : na_str_eq(b->word[w], q->text);
    b->memo[b->nmemo].term = q;
    b->memo[b->nmemo].key = (na_str){ 0 };
    return b->memo[b->nmemo++].match = match;
}

/* -- plain words stand for those with their stem -- */

static na_str brute_stem(brute *b, na_stemmer *s, na_str word)
{
    na_str out;
    if (na_stemmer_stem(s, word, &out, NULL) != 0) abort();
    return na_arena_str(&b->arena, out);
}

static void brute_plain(brute *b, const na_qterm *q, const bool langs[NA_STEM_LANGS])
{
    bool *match = calloc(b->nwords + 1, sizeof *match);
    na_buf key;

    if (!match || b->nmemo == BRUTE_LEAVES) abort();
    na_buf_init(&key, 1 << 16);
    for (size_t w = 0; w < b->nwords; w++) match[w] = na_str_eq(b->word[w], q->text);
    for (size_t i = 0; i < NA_STEM_LANGS; i++) {
        na_stemmer *s;
        if (!langs[i]) continue;
        if (na_stemmer_new(&s, i, NULL) != 0) abort();
        na_str mine = brute_stem(b, s, q->text);
        if (!b->stem[i]) {
            b->stem[i] = calloc(b->nwords + 1, sizeof *b->stem[i]);
            if (!b->stem[i]) abort();
            for (size_t w = 0; w < b->nwords; w++)
                b->stem[i][w] = brute_stem(b, s, b->word[w]);
        }
        for (size_t w = 0; w < b->nwords && mine.len > 0; w++)
            match[w] |= na_str_eq(b->stem[i][w], mine);
        if (mine.len > 0) na_buf_printf(&key, "%zu %.*s ", i, NA_STR_ARG(mine));
        na_stemmer_free(s);
    }
    b->memo[b->nmemo].term = q;
    b->memo[b->nmemo].match = match;
    b->memo[b->nmemo++].key = na_arena_str(&b->arena, na_buf_get(&key));
    na_buf_release(&key);
}

/* The languages that lang:..., or some of them joined by OR, name. */
static bool brute_asked(const na_qnode *n, bool langs[NA_STEM_LANGS])
{
    bool all = n->kind == NA_Q_OR;

    for (size_t i = 0; all && i < n->nkids; i++) all = brute_asked(n->kids[i], langs);
    if (n->kind == NA_Q_ATTR && n->attr == NA_QATTR_LANG) {
        for (size_t i = 0; i < NA_STEM_LANGS; i++) {
            const char *code = na_stem_lang_code(i);
            langs[i] |= strncmp(code, n->text.ptr, n->prefix ? n->text.len : 2) == 0;
        }
        all = true;
    }
    return all;
}

static void brute_expand(brute *b, const na_qnode *n, const bool common[NA_STEM_LANGS])
{
    bool langs[NA_STEM_LANGS];

    memcpy(langs, common, sizeof langs);
    for (size_t i = 0; n->kind == NA_Q_AND && i < n->nkids; i++) {
        bool asked[NA_STEM_LANGS] = { 0 };
        if (brute_asked(n->kids[i], asked)) memcpy(langs, asked, sizeof langs);
    }
    if (n->kind == NA_Q_PHRASE && n->nterms == 1 && !n->terms->prefix && n->width == 1 &&
        !n->quoted && !n->exact && n->fields && !(n->fields >> 3))
        brute_plain(b, n->terms, langs);
    for (size_t i = 0; i < n->nkids; i++) brute_expand(b, n->kids[i], langs);
}

/* Before a query is matched: its plain words stand for others, too. */
static void brute_query(brute *b, const na_qnode *root)
{
    size_t n[NA_STEM_LANGS] = { 0 };
    bool common[NA_STEM_LANGS];

    brute_forget(b);
    for (size_t i = 0; i < b->ndocs; i++) {
        int lang = na_stem_lang_of(b->doc[i].lang);
        if (lang >= 0) n[lang]++;
    }
    for (size_t i = 0; i < NA_STEM_LANGS; i++) common[i] = n[i] > b->ndocs / 100;
    brute_expand(b, root, common);
}

/* Weighted occurrences; *any: at least one. */
static uint32_t brute_tf(brute *b, const brute_doc *d, const na_qnode *n, bool *any)
{
    static const uint32_t weight[BRUTE_COLS] = { 3, 2, 1, 0, 0, 0, 0 };
    uint32_t tf = 0, found = 0;

    *any = false;
    for (int c = 0; c < BRUTE_COLS; c++) {
        if (!(n->fields >> c & 1)) continue;
        if (n->kind == NA_Q_NEAR) {
            brute_spans *l = brute_find(b, d, n, c, false);
            found += (uint32_t)l->n;
            tf += (uint32_t)l->n * weight[c];
            free(l);
        }
        for (uint32_t s = 0; n->kind == NA_Q_PHRASE && s < d->n[c]; s++)
            if (brute_phrase_at(b, d, n, c, s) &&
                (!n->quote || brute_in_quote(d, (uint32_t)c, s, s + n->width - 1)))
                found++, tf += weight[c];
    }
    *any = found > 0 &&
           (n->kind != NA_Q_NEAR || n->op != NA_NEAR_ATLEAST || found >= n->distance);
    return tf;
}

static bool brute_lang(na_str have, na_str want, bool prefix)
{
    return have.len >= want.len && na_str_ieq(na_str_sub(have, 0, want.len), want) &&
           (prefix || have.len == want.len || have.ptr[want.len] == '-');
}

static bool brute_match(brute *b, const brute_doc *d, const na_qnode *n);

/* Documents are in order by now: the revisions of an article stand beside each other. */
static bool brute_was(brute *b, const brute_doc *d, const na_qnode *kid)
{
    for (const brute_doc *o = d; o > b->doc && strcmp(o[-1].id, d->id) == 0; o--)
        if (brute_match(b, o - 1, kid)) return true;
    return false;
}

static bool brute_shown(const brute_doc *d, na_qrevisions which)
{
    return which == NA_REVISIONS_ALL || (which == NA_REVISIONS_FIRST && d->revision == 1) ||
           (which == NA_REVISIONS_LATEST && !d->dead);
}

static bool brute_match(brute *b, const brute_doc *d, const na_qnode *n)
{
    bool yes = false;

    switch (n->kind) {
    case NA_Q_ALL:
        return true;
    case NA_Q_NONE:
        return false;
    case NA_Q_PHRASE:
    case NA_Q_NEAR:
        brute_tf(b, d, n, &yes);
        return yes;
    case NA_Q_WORDS:
        return d->n[2] >= n->from && d->n[2] <= n->to;
    case NA_Q_WAS:
        return brute_was(b, d, n->kids[0]);
    case NA_Q_CHANGED:
        return (d->changed & n->fields) != 0;
    case NA_Q_NOT:
        return !brute_match(b, d, n->kids[0]);
    case NA_Q_RANGE:
        return d->published != NA_TIME_NONE && d->published >= n->from &&
               d->published < n->to;
    case NA_Q_ATTR:
        if (n->attr == NA_QATTR_LANG) return brute_lang(d->lang, n->text, n->prefix);
        if (n->attr == NA_QATTR_CITES) return brute_cites(d, n);
        if (n->attr == NA_QATTR_ID) return strncmp(d->id, n->text.ptr, n->text.len) == 0;
        return false;
    case NA_Q_AND:
        for (size_t i = 0; i < n->nkids; i++)
            if (!brute_match(b, d, n->kids[i])) return false;
        return true;
    case NA_Q_OR:
        for (size_t i = 0; i < n->nkids; i++) yes |= brute_match(b, d, n->kids[i]);
        return yes;
    }
    return false;
}

/* BM25 summed over the leaves of the subtrees that match; n of each leaf is counted
 * anew. */
typedef struct brute_leaf {
    const na_qnode *node;
    double idf;
} brute_leaf;

static bool brute_scores(const na_qnode *n)
{
    return n->kind == NA_Q_PHRASE || n->kind == NA_Q_NEAR;
}

static size_t brute_leaves(const na_qnode *n, brute_leaf *out, size_t k)
{
    if (brute_scores(n) && (n->fields & NA_F_DEFAULT)) out[k++].node = n;
    for (size_t i = 0; na_qnode_is_about_them(n) && n->kind != NA_Q_NEAR && i < n->nkids;
         i++)
        k = brute_leaves(n->kids[i], out, k);
    return k;
}

static double brute_mean(brute *b)
{
    double sum = 0;
    for (size_t i = 0; i < b->ndocs; i++)
        sum += (double)b->doc[i].n[0] + b->doc[i].n[1] + b->doc[i].n[2];
    return sum / (double)b->ndocs;
}

static void brute_weigh(brute *b, brute_leaf *leaf, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        double df = 0, total = (double)b->ndocs;
        bool any;
        for (size_t i = 0; i < b->ndocs; i++) {
            brute_tf(b, &b->doc[i], leaf[k].node, &any);
            df += any;
        }
        leaf[k].idf = log(1 + (total - df + 0.5) / (df + 0.5));
    }
}

static double brute_score(brute *b, const brute_doc *d, const na_qnode *n,
                          const brute_leaf *leaf, size_t nleaf, double mean)
{
    double sum = 0, len = (double)d->n[0] + d->n[1] + d->n[2], tf;
    bool any;

    if (!na_qnode_is_about_them(n) || !brute_match(b, d, n)) return 0;
    for (size_t i = 0; !brute_scores(n) && i < n->nkids; i++)
        sum += brute_score(b, d, n->kids[i], leaf, nleaf, mean);
    for (size_t k = 0; brute_scores(n) && k < nleaf; k++) {
        if (leaf[k].node != n) continue;
        tf = brute_tf(b, d, n, &any);
        sum += leaf[k].idf * tf * 3.2 / (tf + 2.2 * (0.2 + 0.8 * len / mean));
    }
    return sum;
}

#endif
