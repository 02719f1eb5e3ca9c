/* SPDX-License-Identifier: MIT */
#include "cli/edit.h"
#include "base/limits.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef NEWSARC_EDIT
#include <histedit.h>
#include <locale.h>
#include <wchar.h>
#endif

#define LINES_KEPT 1000
#define OFFERED 200u

struct edit {
    bool terminal;
    char *plain; /* getline()'s */
    size_t cap;
    edit_words words;
    na_arena offered_arena;
    na_str offered[OFFERED];
    size_t noffered;
#ifdef NEWSARC_EDIT
    EditLine *el;
    History *history;
    HistEvent event;
    const char *prompt, *file;
    mbstate_t half; /* of a character that is being read */
#endif
};

#ifdef NEWSARC_EDIT
#define KILL_LINE 21 /* ^U */

static char *prompt_of(EditLine *el)
{
    struct edit *e = NULL;

    el_get(el, EL_CLIENTDATA, &e);
    return (char *)(uintptr_t)e->prompt;
}

/* One character; a signal (^C) is a line that is given up. */
static int read_char(EditLine *el, wchar_t *out)
{
    struct edit *e = NULL;

    el_get(el, EL_CLIENTDATA, &e);
    for (;;) {
        char c;
        ssize_t n = read(STDIN_FILENO, &c, 1);
        if (n < 0 && errno == EINTR) {
            *out = KILL_LINE;
            return 1;
        }
        if (n <= 0) return (int)n;
        size_t k = mbrtowc(out, &c, 1, &e->half);
        if (k == (size_t)-2) continue;
        if (k == (size_t)-1) {
            memset(&e->half, 0, sizeof e->half);
            *out = L'?';
        }
        return 1;
    }
}

static void on_offer(void *ctx, na_str word)
{
    struct edit *e = ctx;

    for (size_t i = 0; i < e->noffered; i++)
        if (na_str_eq(e->offered[i], word)) return;
    if (e->noffered == OFFERED) return;
    na_str s = na_arena_str(&e->offered_arena, word);
    if (s.ptr) e->offered[e->noffered++] = s;
}

static int by_text(const void *a, const void *b)
{
    return na_str_cmp(*(const na_str *)a, *(const na_str *)b);
}

/* What all words have in common at their beginning. */
static size_t common(const struct edit *e)
{
    size_t n = e->offered[0].len;

    for (size_t i = 1; i < e->noffered; i++) {
        size_t k = 0;
        while (k < n && k < e->offered[i].len &&
               e->offered[i].ptr[k] == e->offered[0].ptr[k])
            k++;
        n = k;
    }
    return n;
}

static unsigned char on_tab(EditLine *el, int ch)
{
    struct edit *e = NULL;
    const LineInfo *li = el_line(el);
    size_t replaced = 0, n;
    char insert[128];

    (void)ch;
    el_get(el, EL_CLIENTDATA, &e);
    na_arena_reset(&e->offered_arena);
    e->noffered = 0;
    e->words.complete(e->words.ctx, na_str_n(li->buffer, (size_t)(li->cursor - li->buffer)),
                      &replaced, on_offer, e);
    if (e->noffered == 0) return CC_REFRESH_BEEP;
    n = common(e);
    if (n > replaced && n - replaced < sizeof insert) {
        memcpy(insert, e->offered[0].ptr + replaced, n - replaced);
        insert[n - replaced] = '\0';
        return el_insertstr(el, insert) < 0 ? CC_ERROR : CC_REFRESH;
    }
    if (e->noffered == 1) return CC_NORM;
    qsort(e->offered, e->noffered, sizeof *e->offered, by_text);
    printf("\n");
    for (size_t i = 0; i < e->noffered; i++)
        printf("%.*s%s", NA_STR_ARG(e->offered[i]), i + 1 < e->noffered ? "  " : "\n");
    (void)fflush(stdout);
    return CC_REDISPLAY;
}

static int start(struct edit *e, const char *file, na_err *err)
{
    if (!setlocale(LC_CTYPE, "") || MB_CUR_MAX == 1) (void)setlocale(LC_CTYPE, "C.UTF-8");
    e->file = file;
    e->el = el_init("newsarc", stdin, stdout, stderr);
    e->history = history_init();
    if (!e->el || !e->history) return na_fail_nomem(err);
    history(e->history, &e->event, H_SETSIZE, LINES_KEPT);
    history(e->history, &e->event, H_SETUNIQUE, 1);
    if (e->file) history(e->history, &e->event, H_LOAD, e->file);
    el_set(e->el, EL_CLIENTDATA, e);
    el_set(e->el, EL_PROMPT, prompt_of);
    el_set(e->el, EL_EDITOR, "emacs");
    el_set(e->el, EL_HIST, history, e->history);
    el_set(e->el, EL_GETCFN, read_char);
    el_set(e->el, EL_ADDFN, "newsarc-complete", "complete a word", on_tab);
    el_set(e->el, EL_BIND, "^I", "newsarc-complete", NULL);
    el_set(e->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
    el_source(e->el, NULL); /* the user's .editrc */
    return NA_OK;
}
#endif

int edit_new(struct edit **out, const char *history, const edit_words *words, na_err *err)
{
    struct edit *e = calloc(1, sizeof *e);

    if (!e) return na_fail_nomem(err);
    e->words = *words;
    e->offered_arena.max = NA_MIB;
    e->terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
#ifdef NEWSARC_EDIT
    if (e->terminal && start(e, history, err) < 0) {
        edit_free(e);
        return NA_ENOMEM;
    }
#else
    (void)history;
#endif
    *out = e;
    return NA_OK;
}

void edit_free(struct edit *e)
{
    if (!e) return;
#ifdef NEWSARC_EDIT
    if (e->history && e->file) history(e->history, &e->event, H_SAVE, e->file);
    if (e->history) history_end(e->history);
    if (e->el) el_end(e->el);
#endif
    na_arena_release(&e->offered_arena);
    free(e->plain);
    free(e);
}

bool edit_is_terminal(const struct edit *e) { return e->terminal; }

static bool plain_line(struct edit *e, const char *prompt, na_str *line)
{
    if (e->terminal) {
        (void)fputs(prompt, stdout);
        (void)fflush(stdout);
    }
    errno = 0;
    ssize_t n = getline(&e->plain, &e->cap, stdin);
    if (n < 0 && errno == EINTR) {
        clearerr(stdin);
        *line = (na_str){ "", 0 };
        return true;
    }
    if (n < 0) return false;
    *line = na_str_n(e->plain, (size_t)n);
    return true;
}

bool edit_line(struct edit *e, const char *prompt, na_str *line)
{
    bool any;

#ifdef NEWSARC_EDIT
    if (e->el) {
        int n = 0;
        e->prompt = prompt;
        const char *s = el_gets(e->el, &n);
        any = s && n > 0;
        if (any) *line = na_str_n(s, (size_t)n);
    } else
#endif
        any = plain_line(e, prompt, line);
    while (any && line->len > 0 &&
           (line->ptr[line->len - 1] == '\n' || line->ptr[line->len - 1] == '\r'))
        line->len--;
    return any;
}

void edit_remember(struct edit *e, na_str text)
{
#ifdef NEWSARC_EDIT
    char *copy;
    if (!e->history || na_str_trim(text).len == 0) return;
    if (!(copy = na_arena_cstr(&e->offered_arena, na_str_trim(text)))) return;
    history(e->history, &e->event, H_ENTER, copy);
#else
    (void)e, (void)text;
#endif
}
