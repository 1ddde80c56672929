// What every machine runs: four lanes are SSE on x86-64 and NEON on Arm, without any build flag.
#define LANES 4
#define K(name) name##_portable
#include "kernels.inc"
