#include "formats/model_file.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "formats/air/air_writer.h"
#include "formats/mindir/mindir_writer.h"
#include "formats/onnx/onnx_writer.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

namespace {

// x → a ReLU called `node` → y.
Graph relu_called(const std::string& node, const std::string& input = "x") {
  Graph graph("relu");
  const ValueId x = graph.add_input(input, {DType::kFloat32, {1, 4}});
  graph.set_outputs({graph.add_node(OpKind::kRelu, node, {}, {x})});
  return graph;
}

void require_refused(const std::filesystem::path& file, const std::string& item) {
  INFO(file);
  try {
    read_model(file);
    FAIL_CHECK("the file was read");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
    CHECK_THAT(error.where(), Contains(file.string() + ": ") && Contains(item));
    CHECK(error.because() == "its name holds control characters or is not UTF-8");
  }
}

}  // namespace

TEST_CASE("a model whose names hold control characters is refused in every format") {
  const TempDir dir;
  write_air(relu_called("re\x1B[31mlu"), dir / "model.air", {});
  write_mindir(relu_called("re\x1B[31mlu"), dir / "model.mindir");
  write_onnx(relu_called("re\x1B[31mlu"), dir / "model.onnx", {});
  for (const char* file : {"model.air", "model.mindir", "model.onnx"}) {
    require_refused(dir / file, "'re\\x1b[31mlu");
  }
  write_onnx(relu_called("relu", "x\n"), dir / "model.onnx", {});
  require_refused(dir / "model.onnx", "tensor 'x\\n'");
}

TEST_CASE("a model whose names are not UTF-8 is refused") {
  const TempDir dir;
  write_onnx(relu_called("re\xFFlu"), dir / "model.onnx", {});
  require_refused(dir / "model.onnx", "'re\\xfflu'");
}
