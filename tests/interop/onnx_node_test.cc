// The ONNX project's own tests of operators on the reference engine.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <map>

#include "base/error.h"
#include "engine/executor.h"
#include "interop/onnx_node_cases.h"

namespace msquant {
namespace fs = std::filesystem;
namespace {

constexpr float kRelative = 1e-3f, kAbsolute = 1e-4f;

bool is_close(const Tensor& actual, const Tensor& expected) {
  const Span<const float> a = actual.data<float>(), e = expected.data<float>();
  return actual.shape() == expected.shape() &&
         std::equal(a.begin(), a.end(), e.begin(), [](float x, float y) {
           return x == y || std::abs(x - y) <= kAbsolute + kRelative * std::abs(y);
         });
}

// Throws OutOfScope, or whatever went wrong.
bool passes(const fs::path& folder) {
  const InteropCase given = load_onnx_node_case(folder);
  ExecutorOptions options;
  options.engine = "reference";
  const std::vector<Tensor> outputs = make_executor(given.graph, options)->run(given.inputs);
  return std::equal(outputs.begin(), outputs.end(), given.expected.begin(), given.expected.end(),
                    is_close);
}

}  // namespace

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
      const bool is_right = passes(folder);
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
