#include <malloc.h>

#include "CKernels.h"

// The largest block that comes from the heap rather than from a mapping of its own (32 MiB is glibc's limit), how much of
// the heap may lie idle at its end, and by how much it grows.
void la_keep_freed_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
}
