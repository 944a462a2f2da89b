// What is fuzzed: every reader of files that come from strangers, and running what they read.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace msquant {

// A reader and what users do with what it read. Whatever the file holds, it returns or throws an
// Error of another kind than kInternal.
struct FuzzTarget {
  std::string_view name;  // also of its folder in corpus/
  void (*read)(const std::filesystem::path& file);
};

const std::vector<FuzzTarget>& fuzz_targets();

// The target of that name, or nullptr.
const FuzzTarget* find_fuzz_target(std::string_view name);

// Has the target read the bytes. Returns whether it accepted them; throws what is a bug of ours: an
// Error of kind kInternal, or what is no Error at all.
bool accepts(const FuzzTarget& target, std::string_view bytes);

}  // namespace msquant
