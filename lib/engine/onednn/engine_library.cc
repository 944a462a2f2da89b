#include "engine/engine_library.h"

#include <algorithm>
#include <dnnl.hpp>
#include <iterator>

namespace msquant {
namespace {

struct InstructionSet {
  dnnl::cpu_isa isa;
  const char* name;
};

constexpr InstructionSet kInstructionSets[] = {
    {dnnl::cpu_isa::sse41, "SSE4.1"},
    {dnnl::cpu_isa::avx, "AVX"},
    {dnnl::cpu_isa::avx2, "AVX2"},
    {dnnl::cpu_isa::avx2_vnni, "AVX2 with VNNI"},
    {dnnl::cpu_isa::avx512_core, "AVX-512"},
    {dnnl::cpu_isa::avx512_core_vnni, "AVX-512 with VNNI"},
    {dnnl::cpu_isa::avx512_core_bf16, "AVX-512 with VNNI and bfloat16"},
    {dnnl::cpu_isa::avx512_core_amx, "AVX-512 with AMX"},
};

}  // namespace

std::string engine_library() {
  const dnnl_version_t& version = *dnnl::version();
  const auto* set = std::find_if(
      std::begin(kInstructionSets), std::end(kInstructionSets),
      [](const InstructionSet& each) { return each.isa == dnnl::get_effective_cpu_isa(); });
  return "oneDNN " + std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
         std::to_string(version.patch) + ", " +
         (set == std::end(kInstructionSets) ? "plain instructions" : set->name);
}

}  // namespace msquant
