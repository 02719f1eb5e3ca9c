/* SPDX-License-Identifier: MIT */
/* cite_int.h - the rules compiled, for cite_rules.c, cite_match.c and cite.c
 *
 * Concepts  A sentence is a row of items: words as the analyzer folds them (of a script
 *           without blanks each character), the marks that matter, and agencies, each one
 *           item. A pattern is what stands before an agency and what behind it; each side
 *           is a chain of steps, at most 62, that is followed over the items with a set of
 *           steps, a bit each.
 */
#ifndef NA_TEXT_CITE_INT_H
#define NA_TEXT_CITE_INT_H
#include "base/arena.h"
#include "text/cite.h"

#define NA_CITE_STEPS 62
#define NA_CITE_WINDOW 160 /* items that a pattern reaches to one side, at most */
#define NA_CITE_PHRASE 24  /* items of a name or a phrase */

/* Marks, a bit each. */
enum {
    NA_MARK_COMMA = 1,
    NA_MARK_SEMICOLON = 2,
    NA_MARK_COLON = 4,
    NA_MARK_OPEN = 8,
    NA_MARK_CLOSE = 16,
    NA_MARK_QUOTE = 32,
    NA_MARK_DASH = 64,
    NA_MARK_SLASH = 128,
    NA_MARK_EQUALS = 256
};

typedef enum na_item_kind { NA_ITEM_WORD, NA_ITEM_MARK, NA_ITEM_AGENCY } na_item_kind;
typedef struct na_item {
    uint32_t start, end; /* bytes of the text */
    uint16_t value;      /* a word's number (0: in no rule), a mark's bit, an agency */
    uint8_t kind;
    bool capital, capitals,
        digit; /* begins with a capital; has no small letter; a number */
    bool unspaced;
} na_item;

typedef struct na_cite_phrase {
    uint16_t *words;
    size_t n;
} na_cite_phrase;

/* Words and phrases that may stand at a place. */
typedef struct na_cite_class {
    na_str name; /* "" for one written in a pattern */
    unsigned section;
    na_cite_phrase *v;
    size_t n, cap;
    uint8_t *one, *first, *last; /* bits by word: a phrase of one; begins, ends a phrase */
} na_cite_class;

enum na_step_kind {
    NA_STEP_CLASS, /* any of the classes, or what the flags say */
    NA_STEP_MARK,
    NA_STEP_AGENCY, /* another one */
    NA_STEP_WORD,   /* any word or agency */
    NA_STEP_ANY,    /* a mark, too */
    NA_STEP_START,  /* of the text; takes nothing */
    NA_STEP_END,
    NA_STEP_STOP /* END, or before a mark; takes nothing */
};
typedef struct na_cite_step {
    uint8_t kind;
    bool skip, again; /* ? and *, + */
    bool names, numbers;
    uint16_t marks;
    uint16_t classes[4];
    uint8_t nclasses;
} na_cite_step;

typedef enum na_cite_verdict {
    NA_CITE_YES,
    NA_CITE_TITLE,
    NA_CITE_NOT,
    NA_CITE_OWN
} na_cite_verdict;
typedef struct na_cite_pattern {
    na_cite_verdict verdict;
    na_cite_step *side[2]; /* before, in the order of going away; behind */
    size_t n[2];
} na_cite_pattern;

typedef struct na_cite_alias {
    na_cite_phrase words;
    na_str text; /* as written */
    /* what to look for among tokens: those of all but a last character; so many bytes are
     * the first of them */
    na_str tokens;
    size_t first;
    uint32_t next;              /* 1 + another whose tokens begin with the same one */
    uint32_t capital, capitals; /* bits by word: must begin with one; must be all */
    uint32_t agency;
} na_cite_alias;

struct na_cite_rules {
    na_arena arena;
    uint64_t hash;
    /* words by number, from 1; slots of an open hash */
    na_str *word;
    size_t nwords, word_cap;
    uint32_t *slot;
    size_t nslots;
    na_str *agency;
    size_t nagencies, agency_cap;
    na_cite_alias *alias; /* by first word, longest first */
    size_t naliases, alias_cap;
    uint32_t *alias_at;   /* [word]: where its aliases begin; [nwords + 2] */
    uint32_t *token_slot; /* 1 + an alias, by hash of its first token */
    size_t ntoken_slots;
    /* a bit for what a name's tokens may begin with: the first six bytes, or of a shorter
     * one three */
    uint8_t six[8192], three[8192];
    na_cite_class *classes;
    size_t nclasses, class_cap;
    na_cite_pattern *pattern;
    size_t npatterns, pattern_cap;
};

/* cite_items.c. Cuts text into items, at most max, appended to out (of na_item). */
typedef struct na_itemizer {
    na_analyzer *an;
    /* 0 for a word that is not known; NULL: all are 0 */
    uint16_t (*word)(void *ctx, na_str folded);
    void *ctx;
    na_str text;
    size_t at, max;
    na_buf *out;
} na_itemizer;
int na_items(na_itemizer *z, na_str text, na_err *err);

/* The number of a word, 0 when no rule has it. */
uint16_t na_cite_word(const na_cite_rules *r, na_str folded);
uint64_t na_cite_hash(na_str s);
/* The bits of the two filters for the eight bytes that a token begins with, read as a
 * little-endian number. */
static inline uint32_t na_cite_six(uint64_t v)
{
    return (uint32_t)((v << 16) * UINT64_C(0x9e3779b97f4a7c15) >> 48);
}
static inline uint32_t na_cite_three(uint64_t v)
{
    return (uint32_t)((v << 40) * UINT64_C(0x9e3779b97f4a7c15) >> 48);
}
/* The eight bytes at at, blanks behind the end. */
uint64_t na_cite_eight(na_str s, size_t at);

/* cite_match.c. Does the pattern hold around item at? Then the bytes it takes. */
bool na_cite_holds(const na_cite_rules *r, const na_cite_pattern *p, const na_item *v,
                   size_t n, size_t at, uint32_t *start, uint32_t *end);

#endif
