#pragma once

// On x86-64 every loop is compiled for AVX-512, AVX2 with FMA and the baseline, and the loader picks one; elsewhere
// the compiler's own vectoriser has the baseline alone.
#if defined(__x86_64__) && defined(__linux__)
#define LA_DISPATCH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LA_DISPATCH
#endif
