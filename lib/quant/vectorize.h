// Loops that are worth the widest vectors the processor has.
#pragma once

// Before a function: compiled for AVX2 too, and chosen when the program starts. Both versions
// compute the same bits, as long as multiply and add are not fused (-ffp-contract=off).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define MSQUANT_VECTORIZED __attribute__((target_clones("avx2", "default"), optimize("O3")))
// A function may have a second version for AVX-512, __attribute__((target("avx512f"))).
#define MSQUANT_HAS_AVX512_VERSIONS
#include <immintrin.h>
#else
#define MSQUANT_VECTORIZED
#endif
