/* SPDX-License-Identifier: MIT */
/* banned.h - functions that nobody here may call; included before every file by the build.
 * The headers that declare them come first, so that only our own use is poisoned. */
#ifndef NA_BASE_BANNED_H
#define NA_BASE_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok asctime ctime
#pragma GCC poison gmtime localtime mktemp tmpnam system popen
#endif
