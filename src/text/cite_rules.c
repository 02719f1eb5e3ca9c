/* SPDX-License-Identifier: MIT */
/* cite_rules.c - the text of rules compiled (doc/formats/cites.md) */
#include "base/hash.h"
#include "base/limits.h"
#include "base/log.h"
#include "text/cite_int.h"
#include <stdio.h>
#include <stdlib.h>

#define MAX_WORDS 60000u
#define MAX_RULES ((size_t)1 << 20)
#define MAX_SECTIONS 200u

extern const char na_cites_conf[]; /* share/cites.conf, built in */
extern const size_t na_cites_conf_len;

typedef struct compiler {
    na_cite_rules *r;
    na_analyzer *an;
    na_buf items;
    na_itemizer z;
    na_str *section; /* names; 0: none, agencies */
    size_t nsections;
    unsigned in; /* the section at hand */
    const char *file;
    unsigned line;
    na_err *err;
    int rc;
} compiler;

static bool out_of_memory(compiler *c)
{
    c->rc = na_fail_nomem(c->err);
    return false;
}

static bool wrong(compiler *c, const char *what, na_str about)
{
    char shown[120];
    size_t n = na_escape(na_str_sub(about, 0, 100), false, shown, sizeof shown - 1);

    shown[n] = '\0';
    c->rc = na_fail(c->err, NA_EUSAGE, "%s:%u: %s%s%s", c->file, c->line, what,
                    about.len ? ": " : "", shown);
    return false;
}

/* One more of size bytes in *v, which has n of *cap. */
static bool grow(compiler *c, void *v, size_t n, size_t *cap, size_t size)
{
    void *p;

    if (n < *cap) return true;
    memcpy(&p, v, sizeof p);
    *cap = *cap ? 2 * *cap : 32;
    if (!(p = realloc(p, *cap * size))) return out_of_memory(c);
    memcpy(v, &p, sizeof p);
    return true;
}

/* -- words ---------------------------------------------------------------------------- */

static uint16_t intern(void *ctx, na_str folded)
{
    compiler *c = ctx;
    na_cite_rules *r = c->r;
    uint16_t known = na_cite_word(r, folded);
    size_t i;

    if (known || c->rc < 0) return known;
    if (r->nwords >= MAX_WORDS) return (void)wrong(c, "too many words", folded), 0;
    if (!grow(c, &r->word, r->nwords + 1, &r->word_cap, sizeof *r->word)) return 0;
    r->word[++r->nwords] = na_arena_str(&r->arena, folded);
    if (!r->word[r->nwords].ptr) return (void)out_of_memory(c), 0;
    i = na_cite_hash(folded) & (r->nslots - 1);
    while (r->slot[i]) i = (i + 1) & (r->nslots - 1);
    r->slot[i] = (uint32_t)r->nwords;
    return (uint16_t)r->nwords;
}

/* The items of text that are words, as a phrase; *items_out borrowed. */
static bool phrase(compiler *c, na_str text, na_cite_phrase *out, const na_item **items_out)
{
    na_item *v;
    size_t n, k = 0;

    if ((c->rc = na_items(&c->z, text, c->err)) < 0) return false;
    if (c->rc == NA_OK && c->err->code < 0) c->rc = c->err->code; /* of intern() */
    if (c->rc < 0) return false;
    v = (na_item *)(void *)c->items.ptr;
    n = c->items.len / sizeof *v;
    for (size_t i = 0; i < n; i++)
        if (v[i].kind == NA_ITEM_WORD) v[k++] = v[i];
    if (k == 0) return wrong(c, "no word in it", text);
    if (k > NA_CITE_PHRASE) return wrong(c, "too many words", text);
    out->words = na_arena_array(&c->r->arena, k, sizeof *out->words);
    if (!out->words) return out_of_memory(c);
    for (out->n = 0; out->n < k; out->n++) out->words[out->n] = v[out->n].value;
    if (items_out) *items_out = v;
    return true;
}

/* The next of the values that commas part. */
static bool next_value(na_str *rest, na_str *value)
{
    while (rest->len > 0) {
        size_t comma = na_str_chr(*rest, ',', 0);
        *value = na_str_trim(na_str_sub(*rest, 0, comma));
        *rest =
            comma == (size_t)-1 ? (na_str){ 0 } : na_str_sub(*rest, comma + 1, rest->len);
        if (value->len > 0) return true;
    }
    return false;
}

/* -- agencies ------------------------------------------------------------------------- */

/* What to look for among the tokens of a text. */
static bool alias_tokens(compiler *c, na_cite_alias *a)
{
    na_qterm *t = NULL;
    size_t n = 0, k = 0;
    na_buf b;

    c->rc = na_analyze_query(c->an, a->text, &c->r->arena, &t, &n, c->err);
    if (c->rc < 0) return false;
    na_buf_init(&b, NA_CITE_PHRASE * NA_TOKEN_MAX * 2);
    for (; k < n && t[k].offset == k && !t[k].prefix; k++) {
        if (k > 0) na_buf_putc(&b, ' ');
        na_buf_str(&b, t[k].text);
    }
    a->tokens = na_arena_str(&c->r->arena, na_buf_get(&b));
    na_buf_release(&b);
    if (!a->tokens.ptr) return out_of_memory(c);
    if (a->tokens.len < 2) return wrong(c, "too short for a name", a->text);
    a->first = na_str_chr(a->tokens, ' ', 0);
    if (a->first == (size_t)-1) a->first = a->tokens.len;
    return true;
}

static bool add_alias(compiler *c, size_t agency, na_str text)
{
    na_cite_rules *r = c->r;
    const na_item *v;
    na_cite_alias *a;

    if (!grow(c, &r->alias, r->naliases, &r->alias_cap, sizeof *r->alias)) return false;
    a = &r->alias[r->naliases];
    memset(a, 0, sizeof *a);
    a->agency = (uint32_t)agency;
    a->text = na_arena_str(&r->arena, text);
    if (!a->text.ptr) return out_of_memory(c);
    if (!phrase(c, a->text, &a->words, &v)) return false;
    for (size_t i = 0; i < a->words.n; i++) {
        if (v[i].capital) a->capital |= UINT32_C(1) << i;
        if (v[i].capital && v[i].capitals && v[i].end - v[i].start > 1)
            a->capitals |= UINT32_C(1) << i;
    }
    if (!alias_tokens(c, a)) return false;
    r->naliases++;
    return true;
}

static bool agency_line(compiler *c, na_str name, na_str value)
{
    na_cite_rules *r = c->r;
    size_t i = 0;
    na_str text;

    while (i < r->nagencies && !na_str_ieq(r->agency[i], name)) i++;
    if (i == r->nagencies) {
        if (i >= UINT16_MAX) return wrong(c, "too many agencies", name);
        if (!grow(c, &r->agency, i, &r->agency_cap, sizeof *r->agency)) return false;
        r->agency[i] = na_arena_str(&r->arena, name);
        if (!r->agency[i].ptr) return out_of_memory(c);
        r->nagencies++;
    }
    while (next_value(&value, &text))
        if (!add_alias(c, i, text)) return false;
    return true;
}

/* -- classes -------------------------------------------------------------------------- */

static na_cite_class *new_class(compiler *c, na_str name)
{
    na_cite_rules *r = c->r;
    na_cite_class *k;

    if (r->nclasses >= UINT16_MAX) return (void)wrong(c, "too many classes", name), NULL;
    if (!grow(c, &r->classes, r->nclasses, &r->class_cap, sizeof *r->classes)) return NULL;
    k = &r->classes[r->nclasses++];
    memset(k, 0, sizeof *k);
    k->section = c->in;
    k->name = na_arena_str(&r->arena, name);
    return k->name.ptr ? k : ((void)out_of_memory(c), NULL);
}

static size_t find_class(const compiler *c, na_str name)
{
    for (size_t i = 0; i < c->r->nclasses; i++)
        if (c->r->classes[i].section == c->in && name.len > 0 &&
            na_str_eq(c->r->classes[i].name, name))
            return i;
    return SIZE_MAX;
}

static bool add_phrase(compiler *c, na_cite_class *k, na_str text)
{
    if (!grow(c, &k->v, k->n, &k->cap, sizeof *k->v)) return false;
    if (!phrase(c, text, &k->v[k->n], NULL)) return false;
    k->n++;
    return true;
}

static bool word_line(compiler *c, na_str name, na_str value)
{
    size_t i = find_class(c, name);
    na_cite_class *k = i == SIZE_MAX ? new_class(c, name) : &c->r->classes[i];
    na_str text;

    while (k && next_value(&value, &text))
        if (!add_phrase(c, k, text)) return false;
    return k != NULL;
}

/* -- patterns ------------------------------------------------------------------------- */

static uint16_t marks_of(na_str s)
{
    static const char names[] = ",;:()\"-/=";
    uint16_t all = 0;

    for (size_t i = 0; i < s.len; i++) {
        const char *p = memchr(names, s.ptr[i], sizeof names - 1);
        if (!p) return 0;
        all = (uint16_t)(all | 1u << (p - names));
    }
    return all;
}

static bool class_step(compiler *c, na_str names, na_cite_step *s)
{
    while (names.len > 0) {
        size_t bar = na_str_chr(names, '|', 0);
        na_str name = na_str_sub(names, 0, bar);
        size_t i = find_class(c, name);
        names = bar == (size_t)-1 ? (na_str){ 0 } : na_str_sub(names, bar + 1, names.len);
        if (na_str_eqc(name, "Name")) {
            s->names = true;
        } else if (na_str_eqc(name, "Number")) {
            s->numbers = true;
        } else {
            if (i == SIZE_MAX) return wrong(c, "no such words in this language", name);
            if (s->nclasses == 4) return wrong(c, "at most four of them", name);
            s->classes[s->nclasses++] = (uint16_t)i;
        }
    }
    return true;
}

/* Words with bars between them. */
static bool word_step(compiler *c, na_str words, na_cite_step *s)
{
    na_cite_class *k = new_class(c, (na_str){ "", 0 });

    if (!k) return false;
    s->classes[s->nclasses++] = (uint16_t)(c->r->nclasses - 1);
    if (na_str_ends(words, NA_STR("|"))) return wrong(c, "nothing behind the bar", words);
    while (words.len > 0) {
        size_t bar = na_str_chr(words, '|', 0);
        if (!add_phrase(c, k, na_str_sub(words, 0, bar))) return false;
        words = bar == (size_t)-1 ? (na_str){ 0 } : na_str_sub(words, bar + 1, words.len);
    }
    return true;
}

/* Cuts ?, *, + or {m,n} off the end of a part. */
static bool times(compiler *c, na_str *part, unsigned *least, unsigned *most)
{
    char last = part->ptr[part->len - 1], text[16];

    *least = *most = 1;
    if (part->len < 2) return true;
    if (last == '?' || last == '*' || last == '+') {
        *least = last == '+';
        *most = last == '?' ? 1 : 0; /* 0: any number */
        part->len--;
        return true;
    }
    if (last != '}') return true;
    size_t open = na_str_chr(*part, '{', 0);
    if (open == (size_t)-1 || open == 0 || part->len - open >= sizeof text)
        return wrong(c, "as {0,4}", *part);
    memcpy(text, part->ptr + open, part->len - open);
    text[part->len - open] = '\0';
    if (sscanf(text, "{%u,%u}", least, most) != 2 || *most < *least || *most < 1 ||
        *most > 40)
        return wrong(c, "as {0,4}", *part);
    part->len = open;
    return true;
}

static bool one_step(compiler *c, na_str part, na_cite_step *s)
{
    static const struct {
        const char *text;
        enum na_step_kind kind;
    } signs[] = { { "@@", NA_STEP_AGENCY }, { "~", NA_STEP_WORD }, { "_", NA_STEP_ANY },
                  { "^", NA_STEP_START },   { "$", NA_STEP_END },  { ".", NA_STEP_STOP } };

    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (!na_str_eqc(part, signs[i].text)) continue;
        s->kind = (uint8_t)signs[i].kind;
        return true;
    }
    if ((s->marks = marks_of(part)) != 0) {
        s->kind = NA_STEP_MARK;
        return true;
    }
    s->kind = NA_STEP_CLASS;
    if (part.ptr[0] == '<' && part.ptr[part.len - 1] == '>')
        return class_step(c, na_str_sub(part, 1, part.len - 1), s);
    return word_step(c, part, s);
}

/* The parts of a pattern from at on into steps, up to @ or the end. */
static bool steps(compiler *c, na_str *rest, na_cite_step out[NA_CITE_STEPS], size_t *n_out,
                  bool *agency)
{
    size_t n = 0;

    *agency = false;
    for (; !*agency; *rest = na_str_trim(*rest)) {
        size_t end = 0;
        unsigned least, most;
        na_str part;
        na_cite_step s;
        while (end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != '\t') end++;
        if (end == 0) break;
        part = na_str_sub(*rest, 0, end);
        *rest = na_str_sub(*rest, end, rest->len);
        *agency = na_str_eqc(part, "@");
        if (*agency) continue;
        if (!times(c, &part, &least, &most) || !one_step(c, part, &s)) return false;
        for (unsigned k = 0; k < (most ? most : 1); k++) {
            if (n == NA_CITE_STEPS)
                return wrong(c, "too long a pattern", na_str_trim(*rest));
            s.skip = k >= least;
            s.again = most == 0;
            out[n++] = s;
        }
    }
    *n_out = n;
    return true;
}

static bool pattern_line(compiler *c, na_cite_verdict verdict, na_str value)
{
    na_cite_rules *r = c->r;
    na_cite_step side[2][NA_CITE_STEPS];
    na_cite_pattern *p;
    bool agency, again;
    size_t n[2];

    if (!grow(c, &r->pattern, r->npatterns, &r->pattern_cap, sizeof *r->pattern))
        return false;
    if (!steps(c, &value, side[0], &n[0], &agency)) return false;
    if (!agency) return wrong(c, "a pattern needs an @ where the agency stands", value);
    if (!steps(c, &value, side[1], &n[1], &again)) return false;
    if (again) return wrong(c, "one @ only; another agency is @@", value);
    p = &r->pattern[r->npatterns];
    *p = (na_cite_pattern){ .verdict = verdict, .n = { n[0], n[1] } };
    for (int i = 0; i < 2; i++) {
        p->side[i] = na_arena_array(&r->arena, n[i] + 1, sizeof *p->side[i]);
        if (!p->side[i]) return out_of_memory(c);
        for (size_t k = 0; k < n[i]; k++)
            p->side[i][k] = side[i][i == 0 ? n[i] - 1 - k : k];
    }
    r->npatterns++;
    return true;
}

/* -- the text ------------------------------------------------------------------------- */

static bool section_line(compiler *c, na_str name)
{
    if (na_str_eqc(name, "agencies")) return c->in = 0, true;
    if (!na_str_starts(name, NA_STR("language ")))
        return wrong(c, "[agencies] or [language NAME]", name);
    name = na_str_trim(na_str_sub(name, 9, name.len));
    for (c->in = 1; c->in < c->nsections && !na_str_eq(c->section[c->in], name);) c->in++;
    if (c->in < c->nsections) return true;
    if (c->nsections == MAX_SECTIONS) return wrong(c, "too many languages", name);
    c->section[c->nsections] = na_arena_str(&c->r->arena, name);
    return c->section[c->nsections++].ptr || out_of_memory(c);
}

static bool rule(compiler *c, na_str line)
{
    static const struct {
        const char *key;
        na_cite_verdict verdict;
    } keys[] = { { "cite", NA_CITE_YES },
                 { "title", NA_CITE_TITLE },
                 { "not", NA_CITE_NOT },
                 { "own", NA_CITE_OWN } };
    size_t colon = na_str_chr(line, ':', 0);
    na_str key = na_str_trim(na_str_sub(line, 0, colon)), value;

    if (line.ptr[0] == '[' && line.ptr[line.len - 1] == ']')
        return section_line(c, na_str_trim(na_str_sub(line, 1, line.len - 1)));
    if (colon == (size_t)-1 || key.len == 0) return wrong(c, "not KEY: VALUE", line);
    value = na_str_trim(na_str_sub(line, colon + 1, line.len));
    if (c->in == 0) return agency_line(c, key, value);
    if (na_str_starts(key, NA_STR("word ")))
        return word_line(c, na_str_trim(na_str_sub(key, 5, key.len)), value);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (na_str_eqc(key, keys[i].key)) return pattern_line(c, keys[i].verdict, value);
    return wrong(c, "word NAME, cite, title, not or own", key);
}

/* Lines that begin with a blank go on with the one before. */
static bool read_rules(compiler *c, na_str text, const char *file)
{
    na_buf whole;
    na_str line = { 0 };
    unsigned at = 0;
    bool ok = true, more = true;

    na_buf_init(&whole, MAX_RULES);
    c->file = file;
    c->in = 0;
    if (text.len > MAX_RULES) ok = wrong(c, "longer than 1 MiB", line);
    while (ok && more) {
        more = na_str_line(&text, &line);
        at++;
        bool goes_on = more && line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
        na_str bare = na_str_trim(line);
        if (more && bare.len > 0 && bare.ptr[0] == '#') continue;
        if (!goes_on) {
            if (whole.len > 0) ok = rule(c, na_buf_get(&whole));
            na_buf_reset(&whole);
            c->line = at;
        }
        if (!more) break;
        if (whole.len > 0) na_buf_putc(&whole, ' ');
        na_buf_str(&whole, bare);
    }
    na_buf_release(&whole);
    return ok;
}

/* -- finishing ------------------------------------------------------------------------ */

static int by_first_word(const void *pa, const void *pb)
{
    const na_cite_alias *a = pa, *b = pb;
    if (a->words.words[0] != b->words.words[0])
        return a->words.words[0] < b->words.words[0] ? -1 : 1;
    if (a->words.n != b->words.n) return a->words.n > b->words.n ? -1 : 1;
    return a->agency < b->agency ? -1 : a->agency > b->agency;
}

static bool finish_aliases(compiler *c)
{
    na_cite_rules *r = c->r;

    if (r->naliases > 1) qsort(r->alias, r->naliases, sizeof *r->alias, by_first_word);
    r->alias_at = calloc(r->nwords + 2, sizeof *r->alias_at);
    for (r->ntoken_slots = 64; r->ntoken_slots < 4 * r->naliases;) r->ntoken_slots *= 2;
    r->token_slot = calloc(r->ntoken_slots, sizeof *r->token_slot);
    if (!r->alias_at || !r->token_slot) return out_of_memory(c);
    for (size_t i = 0; i < r->naliases; i++) r->alias_at[r->alias[i].words.words[0] + 1]++;
    for (size_t w = 1; w < r->nwords + 2; w++) r->alias_at[w] += r->alias_at[w - 1];
    for (size_t i = 0; i < r->naliases; i++) {
        na_cite_alias *a = &r->alias[i];
        na_str first = na_str_sub(a->tokens, 0, a->first);
        size_t slot = na_cite_hash(first) & (r->ntoken_slots - 1);
        uint64_t eight = na_cite_eight(a->tokens, 0);
        bool short_one = a->tokens.len < 5; /* a blank may follow */
        uint32_t bit = short_one ? na_cite_three(eight) : na_cite_six(eight);
        while (r->token_slot[slot]) {
            const na_cite_alias *b = &r->alias[r->token_slot[slot] - 1];
            if (na_str_eq(first, na_str_sub(b->tokens, 0, b->first))) break;
            slot = (slot + 1) & (r->ntoken_slots - 1);
        }
        a->next = r->token_slot[slot];
        r->token_slot[slot] = (uint32_t)i + 1;
        (short_one ? r->three : r->six)[bit >> 3] |= (uint8_t)(1u << (bit & 7));
    }
    return true;
}

static void set_bit(uint8_t *bits, uint16_t w) { bits[w >> 3] |= (uint8_t)(1u << (w & 7)); }

static bool finish_classes(compiler *c)
{
    na_cite_rules *r = c->r;
    size_t bytes = r->nwords / 8 + 1;

    for (size_t i = 0; i < r->nclasses; i++) {
        na_cite_class *k = &r->classes[i];
        bool phrases = false;
        for (size_t p = 0; p < k->n; p++) phrases |= k->v[p].n > 1;
        if (!(k->one = na_arena_alloc(&r->arena, bytes))) return out_of_memory(c);
        if (phrases && (!(k->first = na_arena_alloc(&r->arena, bytes)) ||
                        !(k->last = na_arena_alloc(&r->arena, bytes))))
            return out_of_memory(c);
        for (size_t p = 0; p < k->n; p++) {
            const na_cite_phrase *f = &k->v[p];
            if (f->n == 1) set_bit(k->one, f->words[0]);
            if (f->n == 1) continue;
            set_bit(k->first, f->words[0]);
            set_bit(k->last, f->words[f->n - 1]);
        }
    }
    return true;
}

int na_cite_rules_new(na_cite_rules **out, na_str user, const char *name, na_err *err)
{
    const na_str own = na_str_n(na_cites_conf, na_cites_conf_len);
    na_err why = { 0 };
    compiler c = { .nsections = 1, .err = &why };
    na_sha256 h;
    uint8_t sha[32];

    *out = NULL;
    na_buf_init(&c.items, NA_MIB);
    c.r = calloc(1, sizeof *c.r);
    c.section = calloc(MAX_SECTIONS, sizeof *c.section);
    if (!c.r || !c.section) {
        (void)out_of_memory(&c);
        goto done;
    }
    c.r->nslots = 131072;
    c.r->slot = calloc(c.r->nslots, sizeof *c.r->slot);
    if (!c.r->slot) {
        (void)out_of_memory(&c);
        goto done;
    }
    if ((c.rc = na_analyzer_new(&c.an, &why)) < 0) goto done;
    c.z = (na_itemizer){
        .an = c.an, .word = intern, .ctx = &c, .max = 1000, .out = &c.items
    };
    if (!read_rules(&c, own, "cites.conf") || !read_rules(&c, user, name ? name : "rules"))
        goto done;
    if (!finish_aliases(&c) || !finish_classes(&c)) goto done;
    na_sha256_begin(&h);
    na_sha256_part(&h, own);
    na_sha256_part(&h, user);
    na_sha256_end(&h, sha);
    for (int i = 0; i < 8; i++) c.r->hash = c.r->hash << 8 | sha[i];
    c.r->hash |= 1;
    *out = c.r;
    c.r = NULL;
done:
    if (c.rc < 0) (void)na_fail(err, c.rc, "%s", why.msg);
    na_cite_rules_free(c.r);
    na_analyzer_free(c.an);
    na_buf_release(&c.items);
    free(c.section);
    return c.rc;
}
