/* SPDX-License-Identifier: MIT */
/* make_articles.c N [SEED] - N made-up articles as JSON lines, the same for the same seed
 *
 * What decides how fast a search is looks as in real news: frequencies of words by Zipf
 * over a million word forms, and numbers beside them; lengths log-normal, 250 words
 * in the middle; a topic for each article, whose words come back in it; phrases that are
 * always the same; outlets of unequal size; twenty years, one article after the other with
 * a few hours of disorder. The first n articles are the same for every N. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FORMS = 1000000,
    BEND = 8000,
    PLAIN = 200, /* the most frequent words have one form */
    TOPICS = 400,
    TOPIC_WORDS = 64,
    PHRASES = 20000,
    LONGEST = 3000,
    WORD_MAX = 16,
    ARTICLE_MAX = 64 << 10
};

struct slot {
    float keep;
    uint32_t alias;
};

struct world {
    uint64_t state;
    char (*word)[WORD_MAX]; /* by rank; the last byte is its length */
    struct slot *slot;      /* Walker's method: one of two words for each slot */
    uint32_t topic[TOPICS][TOPIC_WORDS];
    uint32_t phrase[PHRASES][3];
};

static uint64_t next(struct world *w) /* splitmix64 */
{
    uint64_t z = (w->state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static uint32_t below(struct world *w, uint32_t n)
{
    return (uint32_t)((next(w) >> 32) * n >> 32);
}

static double unit(struct world *w) { return (double)(next(w) >> 11) * 0x1p-53; }

/* Syllables of two letters: 20 words of one, 10,000 of two, the others of three and a few
 * of four; and then the ending. A stem ends in a vowel, so no two words are the same. */
static void spell(char out[WORD_MAX], uint32_t rank)
{
    static const char consonants[] = "tnsrhldcmfpgwbvkjyzx", vowels[] = "eaoiu";
    static const char *const endings[] = { "", "s", "ed", "", "s", "ing" };
    uint32_t stem = rank < PLAIN ? rank : PLAIN + (rank - PLAIN) / 3, span = 100, len = 1;
    const char *ending = rank < PLAIN ? "" : endings[(rank - PLAIN) % 6];
    char *p = out;

    while (stem >= span) {
        stem -= span;
        span *= 100;
        len++;
    }
    stem = (uint32_t)((uint64_t)stem * 7919 % span); /* neighbours begin differently */
    for (; len > 0; len--, stem /= 100) {
        *p++ = consonants[stem % 100 / 5];
        *p++ = vowels[stem % 5];
    }
    memcpy(p, ending, strlen(ending) + 1);
    out[WORD_MAX - 1] = (char)(p - out + (int)strlen(ending));
}

/* p(rank) ~ 1 / (rank + 2.7), and beyond BEND as its power 1.7: 200,000 different words in
 * six million, a million in three hundred million, as in real news. */
static int weigh(struct world *w)
{
    uint32_t *small = malloc(FORMS * sizeof *small), *large = malloc(FORMS * sizeof *large);
    double sum = 0;
    uint32_t ns = 0, nl = 0;

    if (!small || !large) {
        free(small);
        free(large);
        return -1;
    }
    for (uint32_t i = 0; i < FORMS; i++) {
        double share = 1 / (i + 3.7) * (i > BEND ? pow((double)i / BEND, -0.7) : 1);
        w->slot[i].keep = (float)share;
        sum += share;
    }
    for (uint32_t i = 0; i < FORMS; i++) {
        w->slot[i].keep *= (float)(FORMS / sum);
        w->slot[i].alias = i;
        if (w->slot[i].keep < 1)
            small[ns++] = i;
        else
            large[nl++] = i;
    }
    while (ns > 0 && nl > 0) {
        uint32_t s = small[--ns], l = large[nl - 1];
        w->slot[s].alias = l;
        w->slot[l].keep -= 1 - w->slot[s].keep;
        if (w->slot[l].keep < 1) {
            nl--;
            small[ns++] = l;
        }
    }
    free(small);
    free(large);
    return 0;
}

static uint32_t any_word(struct world *w)
{
    uint32_t slot = below(w, FORMS);
    return unit(w) < w->slot[slot].keep ? slot : w->slot[slot].alias;
}

static int make_world(struct world *w, uint64_t seed)
{
    w->state = seed;
    w->word = malloc(FORMS * sizeof *w->word);
    w->slot = malloc(FORMS * sizeof *w->slot);
    if (!w->word || !w->slot || weigh(w) < 0) return -1;
    for (uint32_t i = 0; i < FORMS; i++) spell(w->word[i], i);
    for (int t = 0; t < TOPICS; t++)
        for (int k = 0; k < TOPIC_WORDS;
             k++) /* ranks 500 to 100,000, evenly by logarithm */
            w->topic[t][k] = (uint32_t)(500 * pow(200, unit(w)));
    for (int p = 0; p < PHRASES; p++) {
        w->phrase[p][0] = (uint32_t)(100 * pow(2000, unit(w)));
        w->phrase[p][1] = (uint32_t)(20 * pow(5000, unit(w)));
        w->phrase[p][2] = below(w, 3) ? FORMS : (uint32_t)(100 * pow(2000, unit(w)));
    }
    return 0;
}

static char *put_word(const struct world *w, char *p, uint32_t rank)
{
    memcpy(p, w->word[rank], WORD_MAX);
    return p + w->word[rank][WORD_MAX - 1];
}

/* One or more words, a blank before each but the first of all. */
static char *put_some(struct world *w, char *p, const uint32_t *topic, uint32_t *left)
{
    uint32_t dice = below(w, 1000);

    if (dice < 20 && *left >= 3) {
        const uint32_t *f = w->phrase[(size_t)(pow(PHRASES, unit(w))) - 1];
        p = put_word(w, p, f[0]);
        *p++ = ' ';
        p = put_word(w, p, f[1]);
        if (f[2] < FORMS) {
            *p++ = ' ';
            p = put_word(w, p, f[2]);
            --*left;
        }
        *left -= 2;
        return p;
    }
    --*left;
    if (dice < 45) return p + snprintf(p, WORD_MAX, "%u", (unsigned)pow(100000, unit(w)));
    if (dice < 165)
        return put_word(w, p, topic[(size_t)(pow(TOPIC_WORDS + 1, unit(w))) - 1]);
    return put_word(w, p, any_word(w));
}

static void capital(char *p)
{
    if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 'a' + 'A');
}

static char *put_body(struct world *w, char *p, const uint32_t *topic)
{
    double normal = sqrt(-2 * log(1 - unit(w))) * cos(6.283185307179586 * unit(w));
    double length = 250 * exp(0.6 * normal);
    uint32_t left = length < 10 ? 10 : length > LONGEST ? LONGEST : (uint32_t)length;
    uint32_t in_paragraph = 0;

    while (left > 0) {
        uint32_t sentence = 6 + below(w, 30);
        uint32_t after = left > sentence ? left - sentence : 0;
        capital(p);
        for (char *first = p; left > after; first = NULL) {
            char *word = p;
            p = put_some(w, p, topic, &left);
            if (first || (word[0] > 'm' && below(w, 8) == 0)) capital(word);
            if (left <= after) break;
            if (below(w, 14) == 0) *p++ = ',';
            *p++ = ' ';
        }
        *p++ = '.';
        if (left == 0) break;
        if (++in_paragraph > below(w, 6)) {
            memcpy(p, "\\n\\n", 4);
            p += 4;
            in_paragraph = 0;
        } else {
            *p++ = ' ';
        }
    }
    return p;
}

static char *put_date(struct world *w, char *p, size_t i)
{
    /* 2005 to 2024, 50,000 a year; months of 28 days need no calendar */
    uint64_t minute = (uint64_t)i * 28 * 12 * 1440 / 50000 + below(w, 600);
    unsigned day = (unsigned)(minute / 1440), m = (unsigned)(minute % 1440);

    return p + snprintf(p, 64, "%04u-%02u-%02uT%02u:%02u:%02uZ", 2005 + day / 336,
                        day % 336 / 28 + 1, day % 28 + 1, m / 60, m % 60, below(w, 60));
}

static char *put_article(struct world *w, char *p, size_t i)
{
    static const char *const outlets[] = { "Harbour Post",    "Daily Ledger",
                                           "The Meridian",    "Northern Wire",
                                           "Evening Star",    "Coast Herald",
                                           "Capital Courier", "Valley Times" };
    const uint32_t *topic = w->topic[(size_t)(pow(TOPICS + 1, unit(w))) - 1];
    uint32_t left = 5 + below(w, 6);
    size_t outlet = (size_t)(pow(9, unit(w))) - 1;

    p += snprintf(p, 256,
                  "{\"id\":\"%zu\",\"source\":\"%s\",\"lang\":\"en\",\"published\":\"", i,
                  outlets[outlet]);
    p = put_date(w, p, i - 1);
    memcpy(p, "\",\"title\":\"", 11);
    p += 11;
    for (char *first = p; left > 0; first = NULL) {
        char *word = p;
        if (!first) *p++ = ' ', word++;
        p = put_some(w, p, topic, &left);
        capital(word);
    }
    memcpy(p, "\",\"body\":\"", 10);
    p = put_body(w, p + 10, topic);
    memcpy(p, "\"}\n", 3);
    return p + 3;
}

int main(int argc, char **argv)
{
    static struct world world;
    static char text[ARTICLE_MAX];
    unsigned long long n = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    int status = 1;

    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: make_articles N [SEED]\n");
        return 2;
    }
    if (make_world(&world, argc > 2 ? strtoull(argv[2], NULL, 10) : 1) < 0) goto done;
    setvbuf(stdout, NULL, _IOFBF, 1 << 20);
    for (size_t i = 1; i <= n; i++) {
        size_t len = (size_t)(put_article(&world, text, i) - text);
        if (fwrite(text, 1, len, stdout) != len) goto done;
    }
    status = fflush(stdout) != 0;
done:
    if (status) perror("make_articles");
    free(world.word);
    free(world.slot);
    return status;
}
