/* SPDX-License-Identifier: MIT */
#include "script/cover.h"
#include "base/pack.h"
#include "script/lua_ast.h"
#include "script/trial.h"

void nal_cover_line(nal_vm *vm, lua_State *L, lua_Debug *ar)
{
    if (ar->currentline <= 0 || ar->currentline >= (int)NA_COVER_LINES) return;
    if (vm->cover->hit[ar->currentline]) return;
    lua_getinfo(L, "S", ar);
    if (strcmp(ar->short_src, vm->name) == 0) vm->cover->hit[ar->currentline] = 1;
}

typedef struct lines {
    uint8_t begins[NA_COVER_LINES]; /* a statement that Lua makes instructions of */
} lines;

static void mark(lines *l, const nal_node *n)
{
    switch (n->kind) {
    case NAL_N_LOCAL:
    case NAL_N_ASSIGN:
        /* The instructions of a function's definition are at its end. */
        if (n->nkids && n->kids[n->nkids - 1]->kind != NAL_N_FUNCTION &&
            n->line < NA_COVER_LINES)
            l->begins[n->line] = 1;
        break;
    case NAL_N_DO:
        if (n->nkids && n->kids[0]->kind == NAL_N_BLOCK) break; /* do, repeat */
        /* fall through */
    case NAL_N_FOR:
    case NAL_N_RETURN:
        if (n->line < NA_COVER_LINES) l->begins[n->line] = 1;
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < n->nkids; i++) mark(l, n->kids[i]);
}

/* "3, 12-15": runs of statements that were not reached, over lines that begin none. */
static void put_missed(const lines *l, const struct nal_cover *c, na_buf *out)
{
    size_t from = 0, last = 0;
    bool any = false;
    for (size_t i = 1; i <= NA_COVER_LINES; i++) {
        bool missed = i < NA_COVER_LINES && l->begins[i] && !c->hit[i];
        bool breaks = i == NA_COVER_LINES || (l->begins[i] && c->hit[i]);
        if (missed && !from) from = i;
        if (missed) last = i;
        if (!breaks || !from) continue;
        na_buf_printf(out, any ? ", %zu" : "%zu", from);
        if (last > from) na_buf_printf(out, "-%zu", last);
        any = true;
        from = 0;
    }
}

int na_trial_coverage(na_host *h, int reader, size_t *all, size_t *reached, na_buf *missed,
                      na_err *err)
{
    const nal_reader *r = h->readers[reader];
    na_arena arena = { .max = 64 * NA_MIB };
    lines *l = NULL;
    nal_node *tree;
    int rc;
    *all = *reached = 0;
    if (!r->vm.cover) return NA_OK;
    if (!(l = na_arena_alloc(&arena, sizeof *l))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = nal_parse(na_pack_main(r->text), &arena, &tree, err)) < 0) goto done;
    mark(l, tree);
    for (size_t i = 1; i < NA_COVER_LINES; i++) {
        *all += l->begins[i];
        *reached += l->begins[i] && r->vm.cover->hit[i];
    }
    put_missed(l, r->vm.cover, missed);
done:
    na_arena_release(&arena);
    return rc;
}
