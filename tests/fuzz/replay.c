/* SPDX-License-Identifier: MIT */
/* replay.c - stands in for libFuzzer: runs every file of the folders given once, each from
 * an allocation of exactly its size, so that a sanitizer sees every overrun. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int replay(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    uint8_t *copy;
    size_t n;

    if (!f || fstat(fileno(f), &st) != 0) return perror(path), 1;
    copy = malloc(st.st_size > 0 ? (size_t)st.st_size : 1);
    if (!copy) return 1;
    n = fread(copy, 1, (size_t)st.st_size, f);
    fclose(f);
    (void)LLVMFuzzerTestOneInput(copy, n);
    free(copy);
    return 0;
}

int main(int argc, char **argv)
{
    size_t files = 0;

    for (int i = 1; i < argc; i++) {
        DIR *d = opendir(argv[i]);
        struct dirent *e;
        char path[4096];
        if (!d) return perror(argv[i]), 1;
        while ((e = readdir(d)) != NULL) {
            if (e->d_name[0] == '.') continue;
            (void)snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
            if (replay(path) != 0) return 1;
            files++;
        }
        closedir(d);
    }
    printf("%zu inputs\n", files);
    return files == 0; /* an empty corpus tests nothing */
}
