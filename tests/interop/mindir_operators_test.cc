// Nets of one operator as MindSpore exports them, and what it computes: data/make_operators.py.
#include <catch2/catch.hpp>

#include "engine/executor.h"
#include "formats/mindir/mindir_reader.h"
#include "tensor/npy.h"

namespace msquant {

TEST_CASE("Operators give what MindSpore gives, on both engines") {
  const std::string name =
      GENERATE("adaptive_avg", "avgpool_pad", "conv1d", "conv_transpose", "gather", "group_norm",
               "interp_bilinear", "interp_nearest", "layer_norm", "maxpool_ceil", "prelu",
               "split_add", "stack", "strided");
  const std::string engine = GENERATE("reference", "onednn");
  INFO(name << " on " << engine);
  const auto folder = std::filesystem::path(MSQUANT_SOURCE_DIR) / "tests/interop/data";
  const Graph graph = read_mindir(folder / (name + ".mindir"));
  ExecutorOptions options;
  options.engine = engine;
  const Tensor x = read_npy(folder / (name + ".x.npy"));
  const Tensor expected = read_npy(folder / (name + ".y.npy"));
  const Tensor y = make_executor(graph, options)->run({x})[0];
  REQUIRE(y.shape() == expected.shape());
  for (int64_t i = 0; i < y.size(); ++i) {
    REQUIRE(y.data<float>()[i] == Approx(expected.data<float>()[i]).epsilon(1e-4).margin(1e-5));
  }
}

}  // namespace msquant
