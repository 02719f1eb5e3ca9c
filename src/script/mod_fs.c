/* SPDX-License-Identifier: MIT */
/* mod_fs.c - ctx.fs: files in the folders that a command was granted
 *
 * The object is there for every command, so that what is missing is said precisely: which
 * path, and which option would grant it. A relative path is one of the first folder granted
 * for the purpose, an absolute one of whichever granted folder it lies in; that choice
 * looks at names, and base/beneath.h then sees to it that the file is there. A file that
 * stands on the command line, as an option of type path, is granted by standing there.
 */
#include "base/beneath.h"
#include "base/path.h"
#include "script/command_int.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char cls_fs[] = "file system", cls_file[] = "file", cls_dir[] = "folder";

/* -- what was granted ------------------------------------------------------------------ */

static int add_grant(nal_cmd *c, const char *dir, bool write, na_err *err)
{
    if (c->ngrants == NAL_MAX_GRANTS)
        return na_fail(err, NA_EUSAGE, "more than %d folders granted", NAL_MAX_GRANTS);
    nal_grant *g = &c->grants[c->ngrants];
    char *real = realpath(dir, NULL);
    if (!real) return na_fail(err, NA_EUSAGE, "--allow: %s: %s", dir, strerror(errno));
    g->fd = open(real, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (g->fd < 0) {
        int e = errno;
        free(real);
        return na_fail(err, NA_EUSAGE, "--allow: %s: %s", dir, strerror(e));
    }
    g->write = write;
    g->given = dir;
    g->real = real;
    c->ngrants++;
    return NA_OK;
}

int nal_fs_grant(nal_cmd *c, const na_grants *g, na_err *err)
{
    int rc = NA_OK;
    for (size_t i = 0; g && rc == NA_OK && i < g->nread; i++)
        rc = add_grant(c, g->read[i], false, err);
    for (size_t i = 0; g && rc == NA_OK && i < g->nwrite; i++)
        rc = add_grant(c, g->write[i], true, err);
    return rc;
}

void nal_fs_release(nal_cmd *c)
{
    while (c->ngrants > 0) {
        nal_grant *g = &c->grants[--c->ngrants];
        close(g->fd);
        free(g->real);
    }
}

/* path without the folder before it; false when it does not lie in there by its name. */
static bool within(na_str path, const char *folder, na_str *rest)
{
    na_str f = na_str_c(folder);
    while (f.len > 1 && f.ptr[f.len - 1] == '/') f.len--;
    if (!na_str_starts(path, f)) return false;
    na_str r = na_str_sub(path, f.len, path.len);
    if (f.len > 1 && r.len && r.ptr[0] != '/') return false;
    while (r.len && r.ptr[0] == '/') r.ptr++, r.len--;
    return *rest = r, true;
}

/* The granted folder for the path, and what is left of that. */
static const nal_grant *grant_for(const nal_cmd *c, na_str path, bool write, na_str *rest)
{
    for (size_t i = 0; i < c->ngrants; i++) {
        const nal_grant *g = &c->grants[i];
        if (g->write != write) continue;
        if (!path.len || path.ptr[0] != '/') return *rest = path, g;
        if (within(path, g->real, rest) || within(path, g->given, rest)) return g;
    }
    return NULL;
}

static bool on_command_line(const nal_cmd *c, na_str path, bool write)
{
    for (size_t i = 0; i < c->npaths; i++)
        if (c->paths[i].write == write && na_str_eq(c->paths[i].path, path)) return true;
    return false;
}

static bool needs(const nal_cmd *c, const char *what)
{
    for (size_t i = 0; i < c->man.needs.n; i++)
        if (na_str_eqc(c->man.needs.v[i], what)) return true;
    return false;
}

/* Raises: what is needed, and how to give it. */
static int deny(lua_State *L, na_str path, bool write)
{
    const char *what = write ? "write" : "read";
    na_str dir = na_str_sub(path, 0, path.len > 200 ? 200 : path.len), shown = dir;
    while (dir.len && dir.ptr[dir.len - 1] != '/') dir.len--;
    while (dir.len > 1 && dir.ptr[dir.len - 1] == '/') dir.len--;
    if (!dir.len || dir.ptr[0] != '/') dir = NA_STR("."); /* of the granted folder */
    if (!needs(nal_vm_of(L)->cmd, what))
        return nal_error(L, "capability",
                         "needs %s access to %.*s, and the manifest does not say needs = { "
                         "\"%s\" }",
                         what, NA_STR_ARG(shown), what);
    return nal_error(L, "capability",
                     "needs %s access to %.*s (run again with --allow-%s=%.*s)", what,
                     NA_STR_ARG(shown), what, NA_STR_ARG(dir));
}

/* -- opening --------------------------------------------------------------------------- */

/* Opened as the user named it: the path is theirs. */
static int open_named(na_str path, na_beneath_how how, int *fd, na_err *err)
{
    char name[NA_BENEATH_PATH];
    struct stat st;
    if (path.len >= sizeof name || na_str_chr(path, 0, 0) != (size_t)-1)
        return na_fail(err, NA_EUSAGE, "not a path");
    memcpy(name, path.ptr, path.len);
    name[path.len] = 0;
    int flags = how == NA_BENEATH_READ    ? O_RDONLY
                : how == NA_BENEATH_WRITE ? O_WRONLY | O_CREAT | O_TRUNC
                                          : O_WRONLY | O_CREAT | O_APPEND;
    *fd = open(name, flags | O_CLOEXEC | O_NOCTTY, 0666);
    if (*fd < 0)
        return na_fail(err, errno == ENOENT ? NA_ENOENT : NA_EIO, "%s: %s", name,
                       strerror(errno));
    if (fstat(*fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(*fd);
        *fd = -1;
        return na_fail(err, NA_EIO, "%s: a folder", name);
    }
    return NA_OK;
}

/* The descriptor, or -1 with the reason in e. Raises when the script may not at all. */
static int open_path(lua_State *L, na_str path, na_beneath_how how, na_err *e)
{
    nal_cmd *c = nal_vm_of(L)->cmd;
    bool write = how == NA_BENEATH_WRITE || how == NA_BENEATH_APPEND;
    na_str rest = { 0 };
    int fd = -1, rc;
    nal_charge(L, 200);
    if (how != NA_BENEATH_FOLDER && on_command_line(c, path, write)) {
        open_named(path, how, &fd, e);
        return fd;
    }
    const nal_grant *g =
        needs(c, write ? "write" : "read") ? grant_for(c, path, write, &rest) : NULL;
    if (!g) return deny(L, path, write);
    rc = na_beneath_open(g->fd, rest, how, &fd, e);
    if (rc == NA_EUSAGE) return nal_error(L, "capability", "%s", e->msg);
    return fd;
}

/* nil, message */
static int fails(lua_State *L, const char *msg)
{
    lua_pushnil(L);
    lua_pushstring(L, msg);
    return 2;
}

static int fails_errno(lua_State *L) { return fails(L, strerror(errno)); }

/* -- files ----------------------------------------------------------------------------- */

static void close_file(void *f) { fclose(f); }

/* Leaves the box of the open file, or nil and the message: how many values. */
static int push_file(lua_State *L, na_str path, na_beneath_how how)
{
    na_err e = { 0 };
    nal_box *b = nal_box_new(L, cls_file, close_file);
    int fd = open_path(L, path, how, &e);
    if (fd < 0) return fails(L, e.msg);
    FILE *f = fdopen(fd, how == NA_BENEATH_READ    ? "r"
                         : how == NA_BENEATH_WRITE ? "w"
                                                   : "a");
    if (!f) {
        int err = errno;
        close(fd);
        return fails(L, strerror(err));
    }
    b->res = f;
    return 1;
}

/* At most max bytes into vm->tmp; false on an error of reading. */
static bool read_bytes(lua_State *L, FILE *f, size_t max)
{
    nal_vm *vm = nal_vm_of(L);
    na_buf_reset(&vm->tmp);
    while (vm->tmp.len < max) {
        char chunk[16384];
        size_t want = max - vm->tmp.len, n;
        n = fread(chunk, 1, want < sizeof chunk ? want : sizeof chunk, f);
        na_buf_put(&vm->tmp, chunk, n);
        nal_charge(L, 50 + n / 64);
        if (n == 0) break;
    }
    if (vm->tmp.rc < 0) luaL_error(L, "read: no memory left");
    return !ferror(f);
}

/* The next line without its end into vm->tmp; false at the end. Raises for one that is too
 * long. */
static bool read_line(lua_State *L, FILE *f)
{
    nal_vm *vm = nal_vm_of(L);
    int ch = EOF;
    na_buf_reset(&vm->tmp);
    while ((ch = getc(f)) != EOF && ch != '\n') {
        if (vm->tmp.len == NA_MAX_FIELD * 16)
            luaL_error(L, "lines: a line of more than 1 MiB");
        na_buf_putc(&vm->tmp, (char)ch);
    }
    nal_charge(L, 20 + vm->tmp.len / 16);
    if (vm->tmp.rc < 0) luaL_error(L, "lines: no memory left");
    if (vm->tmp.len && vm->tmp.ptr[vm->tmp.len - 1] == '\r') vm->tmp.len--;
    return ch != EOF || vm->tmp.len > 0;
}

static FILE *file_arg(lua_State *L)
{
    nal_box *b = nal_check(L, 1, cls_file);
    if (!b->res) luaL_error(L, "file is closed");
    return b->res;
}

static int l_next_line(lua_State *L)
{
    nal_box *b = nal_check(L, lua_upvalueindex(1), cls_file);
    if (!b->res) return luaL_error(L, "file is closed");
    if (read_line(L, b->res)) return nal_push(L, na_buf_get(&nal_vm_of(L)->tmp)), 1;
    nal_box_close(b);
    return lua_pushnil(L), 1;
}

/* For the box on top: what a generic `for` takes, with the file as what it closes. */
static int push_lines(lua_State *L)
{
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, l_next_line, 1);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, -4);
    return 4;
}

static int put_all(lua_State *L, FILE *f, int from)
{
    nal_cmd *c = nal_vm_of(L)->cmd;
    int n = lua_gettop(L);
    for (int i = from; i <= n; i++) {
        na_str s = nal_check_str(L, i);
        if (s.len > NA_LUA_WRITTEN - c->written)
            return luaL_error(L, "more than %d MiB written", (int)(NA_LUA_WRITTEN >> 20));
        nal_charge(L, 20 + s.len / 64);
        if (s.len && fwrite(s.ptr, 1, s.len, f) != s.len) return -1;
        c->written += s.len;
    }
    return 0;
}

static int l_file_read(lua_State *L)
{
    FILE *f = file_arg(L);
    size_t max = NA_MAX_RECORD;
    if (lua_isinteger(L, 2)) {
        lua_Integer n = lua_tointeger(L, 2);
        luaL_argcheck(L, n >= 0 && (uint64_t)n <= NA_MAX_RECORD, 2, "0 to 64 MiB");
        max = (size_t)n;
    } else if (!lua_isnoneornil(L, 2)) {
        na_str s = nal_check_str(L, 2);
        luaL_argcheck(L, na_str_eqc(s, "l") || na_str_eqc(s, "a"), 2,
                      "\"l\", \"a\" or bytes");
        if (na_str_eqc(s, "l")) {
            if (!read_line(L, f)) return lua_pushnil(L), 1;
            return nal_push(L, na_buf_get(&nal_vm_of(L)->tmp)), 1;
        }
    }
    if (!read_bytes(L, f, max)) return fails_errno(L);
    if (!nal_vm_of(L)->tmp.len && max) return lua_pushnil(L), 1;
    return nal_push(L, na_buf_get(&nal_vm_of(L)->tmp)), 1;
}

static int l_file_lines(lua_State *L)
{
    file_arg(L);
    lua_settop(L, 1);
    return push_lines(L);
}

static int l_file_write(lua_State *L)
{
    FILE *f = file_arg(L);
    if (put_all(L, f, 2) < 0) return fails_errno(L);
    return lua_pushboolean(L, 1), 1;
}

static int l_file_close(lua_State *L)
{
    nal_box *b = nal_check(L, 1, cls_file);
    FILE *f = b->res;
    if (!f) return lua_pushboolean(L, 1), 1;
    bool ok = fflush(f) == 0;
    int e = errno;
    nal_box_close(b);
    errno = e;
    return ok ? (lua_pushboolean(L, 1), 1) : fails_errno(L);
}

/* -- ctx.fs ---------------------------------------------------------------------------- */

static na_str path_arg(lua_State *L)
{
    nal_check(L, 1, cls_fs);
    return nal_check_str(L, 2);
}

static int l_open(lua_State *L)
{
    na_str path = path_arg(L), mode = nal_opt_str(L, 3);
    na_beneath_how how = NA_BENEATH_READ;
    luaL_argcheck(L, !mode.len || (mode.len == 1 && strchr("rwa", mode.ptr[0])), 3,
                  "\"r\", \"w\" or \"a\"");
    if (mode.len && mode.ptr[0] != 'r')
        how = mode.ptr[0] == 'w' ? NA_BENEATH_WRITE : NA_BENEATH_APPEND;
    return push_file(L, path, how);
}

/* fs:read(path [, max]): the whole file, 64 MiB at most. */
static int l_read(lua_State *L)
{
    na_str path = path_arg(L);
    lua_Integer max = luaL_optinteger(L, 3, (lua_Integer)NA_MAX_RECORD);
    luaL_argcheck(L, max >= 0 && (uint64_t)max <= NA_MAX_RECORD, 3, "0 to 64 MiB");
    int n = push_file(L, path, NA_BENEATH_READ);
    if (n != 1) return n;
    nal_box *b = lua_touserdata(L, -1);
    bool ok = read_bytes(L, b->res, (size_t)max);
    bool more = ok && lua_isnoneornil(L, 3) && getc(b->res) != EOF;
    nal_box_close(b);
    if (more) return fails(L, "the file is larger than 64 MiB");
    if (!ok) return fails_errno(L);
    return nal_push(L, na_buf_get(&nal_vm_of(L)->tmp)), 1;
}

static int l_lines(lua_State *L)
{
    int n = push_file(L, path_arg(L), NA_BENEATH_READ);
    return n == 1 ? push_lines(L) : luaL_error(L, "lines: %s", lua_tostring(L, -1));
}

/* fs:write(path, text, ...): a new file, or one written anew. */
static int l_write(lua_State *L)
{
    na_str path = path_arg(L);
    int last = lua_gettop(L);
    for (int i = 3; i <= last; i++) nal_check_str(L, i); /* before the file is emptied */
    int n = push_file(L, path, NA_BENEATH_WRITE);
    if (n != 1) return n;
    nal_box *b = lua_touserdata(L, -1);
    lua_insert(L, 1);
    lua_settop(L, last + 1);
    bool ok = put_all(L, b->res, 4) == 0 && fflush(b->res) == 0;
    int e = errno;
    nal_box_close(b);
    errno = e;
    return ok ? (lua_pushboolean(L, 1), 1) : fails_errno(L);
}

static void close_dir(void *d) { closedir(d); }

static int by_name(const void *a, const void *b)
{
    return na_str_cmp(*(const na_str *)a, *(const na_str *)b);
}

/* The names in a folder, in their order. */
static size_t names_in(lua_State *L, DIR *d, na_str **out)
{
    nal_vm *vm = nal_vm_of(L);
    size_t n = 0, cap = 0;
    na_str *v = NULL;
    for (const struct dirent *e; (e = readdir(d));) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
        if (n == 100000) luaL_error(L, "list: more than 100,000 names in a folder");
        nal_charge(L, 50);
        if (n == cap) {
            cap = cap ? 2 * cap : 64;
            na_str *more = na_arena_array(&vm->arena, cap, sizeof *more);
            if (!more) luaL_error(L, "list: no memory left");
            if (n) memcpy(more, v, n * sizeof *v);
            v = more;
        }
        v[n] = na_arena_str(&vm->arena, na_str_c(e->d_name));
        if (!v[n].ptr) luaL_error(L, "list: no memory left");
        n++;
    }
    if (n) qsort(v, n, sizeof *v, by_name);
    return *out = v, n;
}

static int l_list(lua_State *L)
{
    na_str path = path_arg(L), *v = NULL;
    na_err e = { 0 };
    nal_box *b = nal_box_new(L, cls_dir, close_dir);
    int fd = open_path(L, path, NA_BENEATH_FOLDER, &e);
    if (fd < 0) return fails(L, e.msg);
    DIR *d = fdopendir(fd);
    if (!d) {
        int err = errno;
        close(fd);
        return fails(L, strerror(err));
    }
    b->res = d;
    size_t n = names_in(L, d, &v);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        struct stat st;
        if (fstatat(fd, v[i].ptr, &st, AT_SYMLINK_NOFOLLOW) < 0) continue;
        lua_createtable(L, 0, 3);
        nal_push(L, v[i]);
        lua_setfield(L, -2, "name");
        lua_pushstring(L, S_ISREG(st.st_mode)   ? "file"
                          : S_ISDIR(st.st_mode) ? "folder"
                                                : "other");
        lua_setfield(L, -2, "type");
        lua_pushinteger(L, S_ISREG(st.st_mode) ? st.st_size : 0);
        lua_setfield(L, -2, "size");
        lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    }
    nal_box_close(b);
    return 1;
}

void nal_fs_setup(lua_State *L)
{
    static const luaL_Reg fs[] = { { "open", l_open },   { "read", l_read },
                                   { "lines", l_lines }, { "write", l_write },
                                   { "list", l_list },   { NULL, NULL } };
    static const luaL_Reg file[] = { { "read", l_file_read },
                                     { "lines", l_file_lines },
                                     { "write", l_file_write },
                                     { "close", l_file_close },
                                     { NULL, NULL } };
    nal_class(L, cls_fs, fs, NULL, false);
    nal_class(L, cls_file, file, NULL, true);
    nal_class(L, cls_dir, NULL, NULL, true);
}

void nal_push_fs(lua_State *L)
{
    lua_newuserdatauv(L, 1, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_fs);
    lua_setmetatable(L, -2);
}
