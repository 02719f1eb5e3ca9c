/* SPDX-License-Identifier: MIT */
#include "worker/worker.h"

na_pdf_read_fn *na_worker_pdf(void) { return NULL; }
void na_worker_pdf_init(void) {}
size_t na_worker_pdf_memory(void) { return NA_WORKER_MEM; }
