// The ONNX project's own tests of operators on the reference engine.
#include <catch2/catch.hpp>
#include <iostream>
#include <map>

#include "base/error.h"
#include "interop/onnx_node_cases.h"

namespace msquant {
namespace fs = std::filesystem;

TEST_CASE("The ONNX project's tests of the operators that msquant reads pass") {
  const std::vector<fs::path> folders = onnx_node_folders();
  if (folders.empty()) {
    WARN("SKIPPED: ONNX's operator tests are absent (scripts/install_deps.sh --interop)");
    return;
  }
  int passed = 0;
  std::map<std::string, std::vector<std::string>> out_of_scope;
  for (const fs::path& folder : folders) {
    INFO(folder);
    const std::string name = folder.filename().string();
    try {
      const InteropCase given = load_onnx_node_case(folder);
      const bool is_right = gives_expected(given, given.graph);
      CHECK(is_right);
      if (is_right) ++passed;
    } catch (const OutOfScope& excuse) {
      out_of_scope[excuse.reason].push_back(name);
    } catch (const Error& error) {
      FAIL_CHECK(error.what());
    }
  }
  std::cout << passed << " of " << folders.size() << " cases passed\n";
  for (const auto& [reason, names] : out_of_scope) {
    std::cout << names.size() << " out of scope: " << reason << " (" << names.front() << ", …)\n";
  }
  CHECK(passed > 0);
}

}  // namespace msquant
