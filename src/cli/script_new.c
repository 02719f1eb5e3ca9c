/* SPDX-License-Identifier: MIT */
#include "cli/script_new.h"
#include "base/path.h"
#include "cli/out.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* cmake/embed.cmake makes these of the files of share/new. */
extern const char na_meta_lua[], na_luarc_json[];
extern const size_t na_meta_lua_len, na_luarc_json_len;
extern const char na_new_ingest_lua[], na_new_ingest_in[], na_new_ingest_expected[],
    na_new_clean_lua[], na_new_clean_in[], na_new_clean_expected[], na_new_filter_lua[],
    na_new_filter_in[], na_new_filter_expected[], na_new_command_lua[], na_new_command_in[],
    na_new_command_expected[], na_new_rank_lua[], na_new_rank_in[], na_new_rank_expected[],
    na_new_rank_args[];

static const char *const kinds[] = { "ingest", "clean", "filter", "command", "rank", NULL };
static const struct {
    const char *script, *in, *in_ext, *expected; /* in_ext "": the script's name */
    const char *args;                            /* NULL: none */
} templates[] = {
    { na_new_ingest_lua, na_new_ingest_in, "", na_new_ingest_expected, NULL },
    { na_new_clean_lua, na_new_clean_in, "html", na_new_clean_expected, NULL },
    { na_new_filter_lua, na_new_filter_in, "jsonl", na_new_filter_expected, NULL },
    { na_new_command_lua, na_new_command_in, "jsonl", na_new_command_expected, NULL },
    { na_new_rank_lua, na_new_rank_in, "jsonl", na_new_rank_expected, na_new_rank_args },
};

static bool good_name(const char *s)
{
    return *s && strlen(s) <= 64 &&
           strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(s);
}

/* The template with @NAME@ replaced. */
static void fill(na_buf *out, const char *text, const char *name)
{
    na_str rest = na_str_c(text);
    size_t at;

    while ((at = na_str_find(rest, NA_STR("@NAME@"), 0)) != (size_t)-1) {
        na_buf_str(out, na_str_sub(rest, 0, at));
        na_buf_puts(out, name);
        rest = na_str_sub(rest, at + 6, rest.len);
    }
    na_buf_str(out, rest);
}

/* A file, with O_EXCL one that was not there. */
static int write_file(struct cmd_ctx *cx, const char *path, na_str text, int flags)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666), rc;

    if (fd < 0)
        return na_fail(cx->err, errno == EEXIST ? NA_EEXISTS : NA_EIO, "%s: %s", path,
                       strerror(errno));
    rc = na_io_write(fd, text.ptr, text.len, path, cx->err);
    if (close(fd) < 0 && rc == NA_OK)
        rc = na_fail(cx->err, NA_EIO, "%s: %s", path, strerror(errno));
    return rc == NA_OK ? out_line(cx, "%s", path) : rc;
}

static int write_template(struct cmd_ctx *cx, const char *text, const char *name,
                          const char *dir, const char *below, const char *tail)
{
    na_buf path, filled;
    int rc;

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_init(&filled, NA_MIB);
    na_buf_printf(&path, "%s%s%s%s", dir, below, name, tail);
    fill(&filled, text, name);
    rc = na_buf_check(&filled, "template", cx->err);
    if (rc == NA_OK) rc = write_file(cx, na_buf_cstr(&path), na_buf_get(&filled), O_EXCL);
    na_buf_release(&path);
    na_buf_release(&filled);
    return rc;
}

int script_new(struct cmd_ctx *cx, int argc, char **argv)
{
    const char *to = opts_get(&cx->opts, "to", NULL), *dir, *name;
    char tail[100];
    na_buf tests, folder;
    int kind, rc;

    if (argc != 1) return cmd_usage(cx, "new which? (one NAME)");
    name = argv[0];
    if (!good_name(name))
        return cmd_usage(cx, "new: a NAME has 1 to 64 of a-z, 0-9 and -: \"%s\"", name);
    na_buf_init(&tests, 64 * NA_KIB);
    na_buf_init(&folder, 64 * NA_KIB);
    if (to) na_buf_printf(&folder, "%s/", to);
    dir = na_buf_cstr(&folder);
    if ((rc = opts_choice(&cx->opts, "kind", kinds, 0, &kind, cx->err)) < 0) goto done;
    if (strcmp(kinds[kind], "command") == 0 && cmd_find(name)) {
        rc = cmd_usage(cx, "new: newsarc has a command %s of its own", name);
        goto done;
    }
    na_buf_printf(&tests, "%stests", dir);
    if ((rc = na_path_mkdirs(na_buf_cstr(&tests), cx->err)) < 0) goto done;
    rc = write_template(cx, templates[kind].script, name, dir, "", ".lua");
    (void)snprintf(tail, sizeof tail, ".in.%s",
                   *templates[kind].in_ext ? templates[kind].in_ext : name);
    if (rc == NA_OK) rc = write_template(cx, templates[kind].in, name, dir, "tests/", tail);
    if (rc == NA_OK)
        rc = write_template(cx, templates[kind].expected, name, dir, "tests/",
                            ".expected.jsonl");
    if (rc == NA_OK && templates[kind].args)
        rc = write_template(cx, templates[kind].args, name, dir, "tests/", ".args");
    if (rc == NA_OK) rc = out_line(cx, "now: newsarc script test %s%s.lua", dir, name);
done:
    na_buf_release(&folder);
    na_buf_release(&tests);
    return rc;
}

int script_stubs(struct cmd_ctx *cx, int argc, char **argv)
{
    na_buf path;
    int rc;

    if (argc != 1) return cmd_usage(cx, "stubs: one folder to write them into");
    na_buf_init(&path, 64 * NA_KIB);
    if ((rc = na_path_mkdirs(argv[0], cx->err)) < 0) goto done;
    na_buf_printf(&path, "%s/newsarc.meta.lua", argv[0]);
    rc =
        write_file(cx, na_buf_cstr(&path), na_str_n(na_meta_lua, na_meta_lua_len), O_TRUNC);
    if (rc < 0) goto done;
    na_buf_reset(&path);
    na_buf_printf(&path, "%s/.luarc.json", argv[0]);
    if (na_path_exists(na_buf_cstr(&path)))
        rc = out_line(cx, "%s is there already and stays", na_buf_cstr(&path));
    else
        rc = write_file(cx, na_buf_cstr(&path), na_str_n(na_luarc_json, na_luarc_json_len),
                        O_EXCL);
done:
    na_buf_release(&path);
    return rc;
}
