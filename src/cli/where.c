/* SPDX-License-Identifier: MIT */
#include "cli/where.h"
#include "base/path.h"
#include "cli/script_files.h"
#include "cli/trust.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#ifndef NEWSARC_DATADIR
#define NEWSARC_DATADIR "/usr/share/newsarc"
#endif
#define SCRIPT_BYTES NA_MIB
#define FOLDERS 16

struct folders {
    na_buf path[FOLDERS];
    size_t n, project; /* the place of PROJECT among them, or n */
};

/* Scripts that come with whatever is in the working folder: only those that are trusted. */
#define PROJECT ".newsarc/scripts"

static void add_folder(struct folders *f, na_str dir, const char *below)
{
    na_buf *b = &f->path[f->n];

    if (f->n == FOLDERS || dir.len == 0) return;
    na_buf_init(b, 64 * NA_KIB);
    na_buf_str(b, dir);
    na_buf_puts(b, below);
    if (na_path_is_dir(na_buf_cstr(b)))
        f->n++;
    else
        na_buf_release(b);
}

/* The folder above dir, which is absolute and has no dots. */
static na_str above(na_str dir)
{
    while (dir.len > 0 && dir.ptr[--dir.len] != '/') continue;
    return dir;
}

static void add_system(struct folders *f, na_str self)
{
    na_str prefix = above(self), top = above(prefix);
    size_t before = f->n;
    na_buf mark;

    na_buf_init(&mark, 64 * NA_KIB);
    na_buf_str(&mark, top);
    na_buf_puts(&mark, "/CMakeLists.txt");
    if (na_path_exists(na_buf_cstr(&mark))) add_folder(f, top, "/scripts");
    if (f->n == before) add_folder(f, prefix, "/share/newsarc/scripts");
    /* newsarc-run is two folders down, in libexec/newsarc. */
    if (f->n == before) add_folder(f, top, "/share/newsarc/scripts");
    if (f->n == before) add_folder(f, NA_STR(NEWSARC_DATADIR), "/scripts");
    na_buf_release(&mark);
}

static void folders_find(struct folders *f)
{
    const char *env = getenv("NEWSARC_SCRIPTS");
    na_buf dir;

    f->n = 0;
    na_buf_init(&dir, 64 * NA_KIB);
    for (na_str rest = na_str_c(env); rest.len > 0;) {
        size_t colon = na_str_chr(rest, ':', 0);
        add_folder(f, na_str_sub(rest, 0, colon), "");
        rest = colon == (size_t)-1 ? (na_str){ 0 } : na_str_sub(rest, colon + 1, rest.len);
    }
    f->project = f->n;
    add_folder(f, NA_STR(PROJECT), "");
    if (f->n == f->project) f->project = FOLDERS;
    if (na_path_xdg("DATA", &dir, NULL) == NA_OK)
        add_folder(f, na_buf_get(&dir), "/scripts");
    if (na_path_self_dir(&dir, NULL) == NA_OK) add_system(f, na_buf_get(&dir));
    na_buf_release(&dir);
}

static void folders_release(struct folders *f)
{
    while (f->n > 0) na_buf_release(&f->path[--f->n]);
}

static int add_script(struct scripts *s, const char *path, na_err *err)
{
    na_buf text, full;
    int rc;

    na_buf_init(&text, SCRIPT_BYTES);
    na_buf_init(&full, 64 * NA_KIB);
    if ((rc = script_read(path, &text, err)) < 0) goto done;
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 16;
        void *v = realloc(s->v, cap * sizeof *s->v);
        if (!v) {
            rc = na_fail_nomem(err);
            goto done;
        }
        s->v = v, s->cap = cap;
    }
    na_buf_puts(&full, path);
    if (na_path_is_dir(path)) na_buf_puts(&full, "/main.lua");
    s->v[s->n].path = na_arena_str(&s->arena, na_buf_get(&full));
    s->v[s->n].text = na_arena_str(&s->arena, na_buf_get(&text));
    if (!s->v[s->n].path.ptr || !s->v[s->n].text.ptr)
        rc = na_fail_nomem(err);
    else
        s->n++;
done:
    na_buf_release(&text);
    na_buf_release(&full);
    return rc;
}

/* May the script just read run? Those of the project's folder when they are trusted as they
 * are now. */
static bool trusted(const na_script_file *s)
{
    struct trust t = { 0 };
    char hex[65];
    bool yes = trust_hash(s->path.ptr, s->text, hex, NULL) == NA_OK &&
               trust_find(hex, &t, NULL) == 1;

    trust_release(&t);
    return yes;
}

/* Drops the script read last when it must not run, and says so. */
static bool drop_untrusted(const struct cmd_ctx *cx, struct scripts *s)
{
    const na_script_file *last = &s->v[s->n - 1];

    if (trusted(last)) return false;
    if (cx)
        cmd_error(cx, "%.*s: not trusted, and not used (newsarc script trust %.*s)",
                  NA_STR_ARG(last->path), NA_STR_ARG(last->path));
    s->n--;
    return true;
}

/* NAME.lua, or NAME, which may be a folder. */
static int is_script(const struct dirent *d)
{
    na_str name = na_str_c(d->d_name);

    return name.ptr[0] != '.' && (na_str_chr(name, '.', 0) == (size_t)-1 ||
                                  (name.len > 4 && na_str_ends(name, NA_STR(".lua"))));
}

/* What stands in a folder of scripts and is one: pipes and devices are not, and a folder
 * without main.lua is of something else. */
static bool is_there(const char *path)
{
    struct stat st;

    if (!na_str_ends(na_str_c(path), NA_STR(".lua"))) return script_is_folder(path);
    return stat(path, &st) < 0 || S_ISREG(st.st_mode);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Is there a KIND/NAME.lua already? */
static bool have(const struct scripts *s, const char *kind, const char *name)
{
    char tail[300];
    bool file = na_str_ends(na_str_c(name), NA_STR(".lua"));
    int n = snprintf(tail, sizeof tail, "/%s/%s%s", kind, name, file ? "" : "/main.lua");

    if (n < 0 || (size_t)n >= sizeof tail) return false;
    for (size_t i = 0; i < s->n; i++)
        if (na_str_ends(s->v[i].path, na_str_n(tail, (size_t)n))) return true;
    return false;
}

/* dir/KIND/ *.lua, sorted; of a name that is there already only where shadowed ones are
 * wanted. */
static int add_kind(struct cmd_ctx *cx, struct scripts *s, const char *dir,
                    const char *kind, bool project, bool shadowed)
{
    struct dirent **names = NULL;
    na_buf path;
    int n, rc = NA_OK;

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_printf(&path, "%s/%s", dir, kind);
    n = scandir(na_buf_cstr(&path), &names, is_script, by_name);
    for (int i = 0; i < n; i++) {
        na_err e = { 0 };
        if (rc == NA_OK && (shadowed || !have(s, kind, names[i]->d_name))) {
            na_buf_reset(&path);
            na_buf_printf(&path, "%s/%s/%s", dir, kind, names[i]->d_name);
            if (is_there(na_buf_cstr(&path))) rc = add_script(s, na_buf_cstr(&path), &e);
            if (rc == NA_ENOMEM)
                (void)na_fail_nomem(cx->err);
            else if (rc < 0)
                cmd_error(cx, "%s", e.msg), rc = NA_OK;
            else if (project)
                (void)drop_untrusted(cx, s);
        }
        free(names[i]);
    }
    free(names);
    na_buf_release(&path);
    return rc;
}

int where_readers(struct cmd_ctx *cx, struct scripts *out)
{
    static const char *const kinds[] = { "ingest", "clean", "filter" };
    struct folders f;
    const char *file;
    int rc = NA_OK;

    *out = (struct scripts){ 0 };
    folders_find(&f);
    for (size_t i = 0; rc == NA_OK && (file = opts_nth(&cx->opts, "script", i)); i++) {
        na_err e = { 0 };
        if (cx->cmd == &cmd_quarantine && !where_is_file(file)) continue;
        rc = add_script(out, file, &e);
        /* A file that is named and not there is wrong usage. */
        if (rc < 0) rc = na_fail(cx->err, rc == NA_ENOENT ? NA_EUSAGE : rc, "%s", e.msg);
    }
    out->named = out->n;
    for (size_t i = 0; rc == NA_OK && i < f.n; i++)
        for (size_t k = 0; rc == NA_OK && k < sizeof kinds / sizeof *kinds; k++)
            rc =
                add_kind(cx, out, na_buf_cstr(&f.path[i]), kinds[k], i == f.project, false);
    folders_release(&f);
    return rc;
}

/* FOLDER/KIND/NAME.lua. cx: who is told of what is passed over; NULL: nobody. */
static bool find_script(const struct cmd_ctx *cx, const char *kind, const char *name,
                        na_buf *path)
{
    struct scripts s = { 0 };
    struct folders f;
    bool found = false;

    folders_find(&f);
    for (size_t i = 0; !found && i < f.n; i++) {
        na_buf_reset(path);
        na_buf_printf(path, "%s/%s/%s.lua", na_buf_cstr(&f.path[i]), kind, name);
        found = na_path_exists(na_buf_cstr(path));
        if (!found) {
            na_buf_cut(path, path->len - 4); /* or a folder */
            found = script_is_folder(na_buf_cstr(path));
        }
        if (found && i == f.project)
            found =
                add_script(&s, na_buf_cstr(path), NULL) == NA_OK && !drop_untrusted(cx, &s);
    }
    scripts_release(&s);
    folders_release(&f);
    return found;
}

bool where_is_file(const char *word)
{
    return strchr(word, '/') || na_str_ends(na_str_c(word), NA_STR(".lua"));
}

bool where_has_command(const char *name)
{
    na_buf path;
    bool found;

    if (strchr(name, '/')) return false;
    na_buf_init(&path, 64 * NA_KIB);
    found = find_script(NULL, "query", name, &path);
    na_buf_release(&path);
    return found;
}

/* The one script of a kind that a word means. */
static int one_script(struct cmd_ctx *cx, const char *kind, const char *name,
                      struct scripts *out)
{
    na_buf path;
    int rc;

    *out = (struct scripts){ 0 };
    na_buf_init(&path, 64 * NA_KIB);
    if (where_is_file(name))
        na_buf_puts(&path, name);
    else if (!find_script(cx, kind, name, &path)) {
        rc = na_fail(cx->err, NA_ENOENT, "no script \"%s\" in the %s/ folders", name, kind);
        goto done;
    }
    rc = add_script(out, na_buf_cstr(&path), cx->err);
done:
    na_buf_release(&path);
    return rc;
}

int where_command(struct cmd_ctx *cx, const char *name, struct scripts *out)
{
    return one_script(cx, "query", name, out);
}

int where_rank(struct cmd_ctx *cx, const char *name, struct scripts *out)
{
    return one_script(cx, "rank", name, out);
}

static const char *const kind_folders[] = { "ingest", "clean", "filter", "query", "rank" };

int where_all(struct cmd_ctx *cx, struct scripts *out)
{
    struct folders f;
    int rc = NA_OK;

    *out = (struct scripts){ 0 };
    folders_find(&f);
    for (size_t i = 0; i < f.n; i++)
        for (size_t k = 0; rc == NA_OK && k < sizeof kind_folders / sizeof *kind_folders;
             k++)
            rc = add_kind(cx, out, na_buf_cstr(&f.path[i]), kind_folders[k], i == f.project,
                          true);
    folders_release(&f);
    return rc;
}

int where_add(struct scripts *s, const char *path, na_err *err)
{
    return add_script(s, path, err);
}

int where_script(struct cmd_ctx *cx, const char *name, struct scripts *out)
{
    struct folders f;
    na_buf path;
    bool found = where_is_file(name);
    int rc;

    *out = (struct scripts){ 0 };
    na_buf_init(&path, 64 * NA_KIB);
    na_buf_puts(&path, name);
    folders_find(&f);
    for (size_t i = 0; !found && i < f.n; i++)
        for (size_t k = 0; !found && k < sizeof kind_folders / sizeof *kind_folders; k++) {
            na_buf_reset(&path);
            na_buf_printf(&path, "%s/%s/%s.lua", na_buf_cstr(&f.path[i]), kind_folders[k],
                          name);
            if ((found = na_path_exists(na_buf_cstr(&path)))) break;
            na_buf_cut(&path, path.len - 4); /* or a folder */
            found = script_is_folder(na_buf_cstr(&path));
        }
    folders_release(&f);
    if (found)
        rc = add_script(out, na_buf_cstr(&path), cx->err);
    else
        rc = na_fail(cx->err, NA_EUSAGE, "no script \"%s\" (newsarc script list)", name);
    if (rc == NA_ENOENT) rc = NA_EUSAGE;
    na_buf_release(&path);
    return rc;
}

void scripts_release(struct scripts *s)
{
    free(s->v);
    na_arena_release(&s->arena);
    *s = (struct scripts){ 0 };
}
