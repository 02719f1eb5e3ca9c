/* SPDX-License-Identifier: MIT */
/* export_evidence.c - one article with all that speaks for it, into a tar
 *
 * No time of now and nothing of this machine gets in: the same archive gives the same
 * bytes. */
#include "base/hash.h"
#include "base/jsonw.h"
#include "cli/export_tar.h"
#include "cli/out.h"
#include "core/evidence.h"
#include "core/marks.h"
#include "text/article_json.h"
#include <stdio.h>
#include <stdlib.h>

#define REVISIONS 1000u

struct evidence {
    struct exporting x;
    struct export_file out;
    struct export_tar tar;
    na_article newest;
    na_arena arena; /* of newest */
    int64_t mtime;
    na_buf sums, imports, readme, bytes;
    struct export_seen seen; /* originals */
    uint64_t logged[64];     /* imports told */
    size_t nlogged;
    size_t revisions, originals, sealed, marks;
};

static int put_file(struct evidence *e, const char *name, na_str bytes)
{
    uint8_t sha[32];
    char hex[65], path[128];

    na_sha256_of(bytes, sha);
    na_hex(sha, 32, hex);
    na_buf_printf(&e->sums, "%s  %s\n", hex, name);
    (void)snprintf(path, sizeof path, "evidence-%.16s/%s", e->newest.id.ptr, name);
    return export_tar_file(&e->tar, path, e->mtime, bytes);
}

static int put_json(struct evidence *e, const char *name, const na_article *a)
{
    int rc;

    na_buf_reset(&e->x.item);
    if ((rc = na_article_to_json(a, &e->x.item, e->x.cx->err)) < 0) return rc;
    na_buf_putc(&e->x.item, '\n');
    if ((rc = na_buf_check(&e->x.item, "article", e->x.cx->err)) < 0) return rc;
    return put_file(e, name, na_buf_get(&e->x.item));
}

/* What the import log says of the bundle; once an import. */
static int note_import(struct evidence *e, const na_article *a)
{
    na_err err = { 0 };
    na_import imp;
    int rc;

    for (size_t i = 0; i < e->nlogged; i++)
        if (e->logged[i] == a->prov.import) return NA_OK;
    if (a->prov.import == 0 || e->nlogged == sizeof e->logged / sizeof *e->logged)
        return NA_OK;
    rc = na_arc_import_get(e->x.cx->arc, a->prov.import, &imp, &e->x.arena, &err);
    if (rc == NA_ENOENT) return NA_OK;
    if (rc < 0) return na_fail(e->x.cx->err, rc, "%s", err.msg);
    e->logged[e->nlogged++] = a->prov.import;
    na_buf_printf(&e->imports,
                  "%s{\"import\":%llu,\"bundle\":", e->imports.len ? ",\n" : "",
                  (unsigned long long)imp.id);
    na_json_quote(&e->imports, imp.bundle);
    na_buf_printf(&e->imports, ",\"size\":%llu,\"sha256\":", (unsigned long long)imp.size);
    na_json_quote(&e->imports, imp.sha256);
    na_buf_printf(&e->imports,
                  ",\"entries\":%llu,\"records\":%llu,\"added\":%llu,\"updated\":%llu,"
                  "\"duplicates\":%llu,\"skipped\":%llu,\"quarantined\":%llu}",
                  (unsigned long long)imp.entries, (unsigned long long)imp.records,
                  (unsigned long long)imp.added, (unsigned long long)imp.updated,
                  (unsigned long long)imp.duplicates, (unsigned long long)imp.skipped,
                  (unsigned long long)imp.quarantined);
    return NA_OK;
}

static int put_original(struct evidence *e, const na_article *a)
{
    char name[96];
    na_original o;
    bool again = false;
    int rc;

    rc = export_seen_note(&e->seen, a->prov.record_sha256, &again, e->x.cx->err);
    if (rc < 0 || again) return rc;
    rc = export_original(&e->x, a, &o, &e->bytes);
    if (rc == NA_ENOENT) return NA_OK;
    if (rc < 0) return rc;
    e->originals++;
    (void)snprintf(name, sizeof name, "originals/%.32s", o.sha256.ptr);
    if ((rc = put_file(e, name, o.bytes)) < 0) return rc;
    (void)snprintf(name, sizeof name, "originals/%.32s.json", o.sha256.ptr);
    return put_file(e, name, o.about);
}

/* Manifest, frames.sha and frame of the volume; and the line as it stands there. */
static int put_proof(struct evidence *e, uint32_t rev, const na_proof *p)
{
    uint8_t sha[32];
    char name[96], hex[65];
    int rc;

    e->sealed++;
    (void)snprintf(name, sizeof name, "revisions/%u.json", (unsigned)rev);
    na_buf_reset(&e->x.item);
    na_buf_str(&e->x.item, p->line);
    na_buf_putc(&e->x.item, '\n');
    if ((rc = put_file(e, name, na_buf_get(&e->x.item))) < 0) return rc;
    (void)snprintf(name, sizeof name, "proof/%u/manifest.json", (unsigned)rev);
    if ((rc = put_file(e, name, p->manifest)) < 0) return rc;
    (void)snprintf(name, sizeof name, "proof/%u/frames.sha", (unsigned)rev);
    if ((rc = put_file(e, name, p->frames_sha)) < 0) return rc;
    (void)snprintf(name, sizeof name, "proof/%u/frame.zst", (unsigned)rev);
    if ((rc = put_file(e, name, p->frame)) < 0) return rc;
    na_sha256_of(p->manifest, sha);
    na_hex(sha, 32, hex);
    na_buf_printf(
        &e->readme,
        "\nRevision %u stands in the volume %.*s, frame %u of its articles, and the\n"
        "SHA-256 of that volume's manifest, by which the archive knows it, is\n%s.\n"
        "\n    cd proof/%u\n"
        "    sha256sum manifest.json     # that number\n"
        "    sha256sum frames.sha        # stands in manifest.json, at frames.sha\n"
        "    sha256sum frame.zst | cut -c1-32\n"
        "    od -An -tx1 -v -j%llu -N16 frames.sha | tr -d ' '   # the same\n"
        "    zstd -dc frame.zst | grep -Fxc -f ../../revisions/%u.json   # 1\n",
        (unsigned)rev, NA_STR_ARG(p->volume), (unsigned)p->frame_no, hex, (unsigned)rev,
        16ull * p->frame_no, (unsigned)rev);
    return NA_OK;
}

static int put_revision(struct evidence *e, uint32_t rev)
{
    struct cmd_ctx *cx = e->x.cx;
    char name[64];
    na_article a;
    na_proof p;
    na_err err = { 0 };
    int rc;

    na_arena_reset(&e->x.arena);
    rc = na_arc_get(cx->arc, e->newest.id, rev, &a, &e->x.arena, NULL, &err);
    if (rc == NA_ENOENT) return NA_OK; /* it was purged */
    if (rc < 0) return na_fail(cx->err, rc, "%s", err.msg);
    e->revisions++;
    if ((rc = note_import(e, &a)) < 0) return rc;
    rc = na_arc_proof(cx->arc, e->newest.id, rev, &p, &e->x.arena, &err);
    if (rc == NA_OK) {
        rc = put_proof(e, rev, &p);
    } else if (rc == NA_ENOENT) {
        (void)snprintf(name, sizeof name, "revisions/%u.json", (unsigned)rev);
        rc = put_json(e, name, &a);
        na_buf_printf(
            &e->readme,
            "\nRevision %u was in no volume yet: nothing but this archive says that "
            "it was so.\n",
            (unsigned)rev);
    } else {
        rc = na_fail(cx->err, rc, "%s", err.msg);
    }
    return rc < 0 ? rc : put_original(e, &a);
}

/* The user's marks, apart from the article: each with its time, those taken back too; and
 * what they make of it. */
static int put_marks(struct evidence *e)
{
    struct cmd_ctx *cx = e->x.cx;
    na_article a;
    na_buf lines;
    int rc;

    na_buf_init(&lines, NA_MAX_ARTICLE);
    rc = na_arc_marks_lines(cx->arc, e->newest.id, &lines, cx->err);
    if (rc < 0 || lines.len == 0) goto done;
    for (size_t i = 0; i < lines.len; i++) e->marks += lines.ptr[i] == '\n';
    if ((rc = put_file(e, "marks/overlay.jsonl", na_buf_get(&lines))) < 0) goto done;
    na_arena_reset(&e->x.arena);
    rc = na_arc_get(cx->arc, e->newest.id, 0, &a, &e->x.arena, NULL, cx->err);
    if (rc == NA_OK && a.overlay.len > 0) rc = put_json(e, "marks/article.json", &a);
    na_buf_puts(&e->readme,
                "\nSomebody who kept the archive marked the article. The marks are no part "
                "of it:\narticle.json, revisions/ and proof/ are as it came.\n");
done:
    na_buf_release(&lines);
    return rc;
}

static void introduce(struct evidence *e)
{
    const na_article *a = &e->newest;

    na_buf_printf(&e->readme, "Article %.16s, revision %u: ", a->id.ptr,
                  (unsigned)a->revision);
    na_buf_str(&e->readme, a->title.len > 0 ? a->title : NA_STR("(no title)"));
    na_buf_puts(
        &e->readme,
        "\n\nWhat is here, as an archive of newsarc held it:\n\n"
        "  article.json     the article; provenance says which bundle, entry, record and\n"
        "                   reader it came from, and which part of the record gave a "
        "field\n"
        "  revisions/       each text it had, oldest first\n"
        "  originals/       the records they came from, under the first 32 digits of the\n"
        "                   SHA-256 of their bytes, and beside each what was known of it\n"
        "  imports.json     of the imports that brought them: bundle, its SHA-256, counts\n"
        "  proof/           of the volumes that hold the revisions: manifest, hashes, "
        "frame\n"
        "  marks/           where the archive's keeper marked it: overlay.jsonl, each tag, "
        "note\n"
        "                   and correction with its time, null where it was taken back; "
        "and\n"
        "                   article.json, what they make of the article\n"
        "  SHA256SUMS       of all these files\n\n"
        "A frame holds the article's neighbours in its volume, too.\n\n"
        "To check it, with tar, zstd and sha256sum alone:\n\n"
        "    sha256sum -c SHA256SUMS\n"
        "    sha256sum originals/HASH | cut -c1-32    # HASH: record_sha256 in the JSON\n"
        "    sha256sum BUNDLE                         # bundle_sha256, where BUNDLE is at "
        "hand\n");
}

static int put_all(struct evidence *e)
{
    na_buf json;
    int rc;

    introduce(e);
    if ((rc = put_json(e, "article.json", &e->newest)) < 0) return rc;
    for (uint32_t rev = 1; rc == NA_OK && rev <= e->newest.revision && rev <= REVISIONS;
         rev++)
        rc = put_revision(e, rev);
    if (rc == NA_OK) rc = put_marks(e);
    if (rc < 0) return rc;
    if (e->originals == 0)
        na_buf_puts(&e->readme,
                    "\nNo original was kept (import --keep-originals keeps them).\n");
    na_buf_init(&json, NA_MIB);
    na_buf_puts(&json, "[\n");
    na_buf_str(&json, na_buf_get(&e->imports));
    na_buf_puts(&json, "\n]\n");
    rc = put_file(e, "imports.json", na_buf_get(&json));
    na_buf_release(&json);
    if (rc == NA_OK) rc = na_buf_check(&e->readme, "README", e->x.cx->err);
    if (rc == NA_OK) rc = put_file(e, "README.txt", na_buf_get(&e->readme));
    if (rc == NA_OK) rc = na_buf_check(&e->sums, "SHA256SUMS", e->x.cx->err);
    if (rc < 0) return rc;
    na_buf_init(&json, 4 * NA_MIB);
    na_buf_str(&json, na_buf_get(&e->sums));
    rc = put_file(e, "SHA256SUMS", na_buf_get(&json));
    na_buf_release(&json);
    return rc < 0 ? rc : export_tar_end(&e->tar);
}

static int report(const struct evidence *e, const char *path)
{
    char marks[64] = "";

    if (e->marks > 0)
        (void)snprintf(marks, sizeof marks, ", %zu mark%s", e->marks,
                       e->marks == 1 ? "" : "s");
    return out_line(e->x.cx, "%zu revision%s, %zu of them in volumes, %zu original%s%s: %s",
                    e->revisions, e->revisions == 1 ? "" : "s", e->sealed, e->originals,
                    e->originals == 1 ? "" : "s", marks, path);
}

int export_evidence(struct cmd_ctx *cx, const char *id, const char *path)
{
    struct evidence e = { .x = { .cx = cx }, .out = { .fd = -1 } };
    bool day;
    int rc;

    if (!path && out_is_terminal())
        return na_fail(cx->err, NA_EUSAGE,
                       "evidence is a tar, nothing for a terminal; "
                       "-o FILE.tar");
    na_buf_init(&e.x.item, 8 * NA_MAX_ARTICLE);
    na_buf_init(&e.sums, 4 * NA_MIB);
    na_buf_init(&e.imports, NA_MIB);
    na_buf_init(&e.readme, 4 * NA_MIB);
    na_buf_init(&e.bytes, NA_MAX_RECORD + 1);
    rc = na_arc_get(cx->arc, na_str_c(id), 0, &e.newest, &e.arena, NULL, cx->err);
    if (rc == NA_OK && e.newest.overlay.len > 0) /* as it came */
        rc = na_arc_get(cx->arc, e.newest.id, e.newest.revision, &e.newest, &e.arena, NULL,
                        cx->err);
    if (rc == NA_OK) rc = origin_join(&e.x.origin, cx->arc, &e.newest, cx->err);
    if (rc < 0) goto done;
    if (!na_rfc3339_parse(e.newest.prov.imported, &e.mtime, &day)) e.mtime = 0;
    if ((rc = export_file_open(&e.out, cx, path)) < 0) goto done;
    e.tar.out = &e.out;
    if ((rc = put_all(&e)) < 0) goto done;
    if ((rc = export_file_commit(&e.out)) < 0) goto done;
    if (path) rc = report(&e, path);
done:
    export_file_close(&e.out);
    export_tar_release(&e.tar);
    origin_release(&e.x.origin);
    na_arena_release(&e.x.arena);
    na_arena_release(&e.arena);
    na_buf_release(&e.x.item);
    na_buf_release(&e.sums);
    na_buf_release(&e.imports);
    na_buf_release(&e.readme);
    na_buf_release(&e.bytes);
    free(e.seen.v);
    return rc;
}
