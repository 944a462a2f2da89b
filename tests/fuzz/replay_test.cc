// The fuzzers' corpora, findings of the past among them, as ordinary tests. A file that is named
// valid… must be accepted; others may be refused, but never with a crash or an internal error.
#include <catch2/catch.hpp>

#include "base/files.h"
#include "fuzz/targets.h"

namespace msquant {
namespace {

const std::filesystem::path kCorpora =
    std::filesystem::path(MSQUANT_SOURCE_DIR) / "tests/fuzz/corpus";

bool must_be_accepted(const std::filesystem::path& file) {
  return file.filename().string().rfind("valid", 0) == 0;
}

TEST_CASE("every reader survives its corpus") {
  for (const FuzzTarget& target : fuzz_targets()) {
    INFO(target.name);
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kCorpora / target.name)) {
      INFO(entry.path().filename());
      ++files;
      bool accepted = false;
      CHECK_NOTHROW(accepted = accepts(target, read_file(entry.path())));
      if (must_be_accepted(entry.path())) CHECK(accepted);
    }
    CHECK(files > 1);
  }
}

TEST_CASE("every corpus has a reader") {
  for (const auto& entry : std::filesystem::directory_iterator(kCorpora)) {
    INFO(entry.path());
    CHECK(find_fuzz_target(entry.path().filename().string()) != nullptr);
  }
}

}  // namespace
}  // namespace msquant
