// The fuzzer: fuzz --target=NAME, then libFuzzer's own flags and corpora. scripts/fuzz.sh runs it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/log.h"
#include "fuzz/targets.h"

namespace {

constexpr std::string_view kTargetFlag = "--target=";
const msquant::FuzzTarget* target = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  for (int k = 1; k < *count; ++k) {
    const std::string_view argument = (*arguments)[k];
    if (argument.substr(0, kTargetFlag.size()) == kTargetFlag) {
      target = msquant::find_fuzz_target(argument.substr(kTargetFlag.size()));
    }
  }
  if (target == nullptr) {
    std::fputs("fuzz: --target=NAME must be one of:", stderr);
    for (const msquant::FuzzTarget& known : msquant::fuzz_targets()) {
      std::fprintf(stderr, " %s", known.name.data());
    }
    std::fputs("\n", stderr);
    std::exit(2);
  }
  msquant::log::setup([](msquant::log::Level, const std::string&) {});
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  msquant::accepts(*target, {reinterpret_cast<const char*>(data), size});
  return 0;
}
