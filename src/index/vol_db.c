/* SPDX-License-Identifier: MIT */
/* vol_db.c - a volume's index member as pages */
#include "index/vol_db.h"
#include "store/vol_read.h"

static int read_index(void *ctx, uint64_t off, void *buf, size_t n, na_err *err)
{
    return na_vol_read(ctx, NA_VOL_INDEX, off, buf, n, err);
}

int na_voldb_open(na_db **out, struct na_vol *vol, size_t cache, na_err *err)
{
    na_pages pages = { .read = read_index,
                       .size = na_vol_raw_size(vol, NA_VOL_INDEX),
                       .ctx = vol,
                       .name = na_vol_name(vol) };
    return na_voldb_open_pages(out, &pages, cache, err);
}
