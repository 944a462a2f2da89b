// Broken and malicious files, and those that msquant cannot read by design: always a graph or an
// Error that says why, never a crash or a large allocation.
#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "base/files.h"
#include "formats/onnx/onnx_reader.h"
#include "formats/onnx_support.h"
#include "graph/verify.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

const std::string kX = onnx_input("x", {1, 4});
const std::string kY = onnx_output("y");
const std::string kRelu = onnx_node("Relu", "x", "y");

// Has an operator of every family, settings in attributes and inputs, and a computed shape.
std::string small_model() {
  const std::string graph =
      onnx_input("x", {1, 2, 5, 5}) + onnx_ones("c.weight", {2, 1, 3, 3}) + onnx_ones("b", {2}) +
      onnx_ones("fc.weight", {3, 8}) + onnx_ones("one", {1}) + onnx_ints("pads", {0, 1, 1, 0}) +
      onnx_ints("axes", {2, 3}) + onnx_ints("0", {0}) + onnx_ints("-1", {-1}) +
      onnx_node("Conv", "x, c.weight, b", "1",
                onnx_int("group", 2) + onnx_string("auto_pad", "SAME_UPPER")) +
      onnx_node("BatchNormalization", "1, b, b, b, b", "2", onnx_float("epsilon", 1e-3f)) +
      onnx_node("Clip", "2", "3") + onnx_node("Pad", "3, pads, one, axes", "4") +
      onnx_node("MaxPool", "4", "5",
                onnx_ints_attribute("kernel_shape", {3, 3}) +
                    onnx_ints_attribute("strides", {2, 2}) + onnx_int("ceil_mode", 0)) +
      onnx_node("Shape", "5", "s") + onnx_node("Gather", "s, 0", "n") +
      onnx_node("Concat", "n, -1", "t", onnx_int("axis", 0)) + onnx_node("Reshape", "5, t", "6") +
      onnx_node("Gemm", "6, fc.weight", "7", onnx_int("transB", 1)) +
      onnx_node("Softmax", "7", "y", onnx_int("axis", -1)) + kY;
  return onnx_model(graph, 18).SerializeAsString();
}

// Reads `bytes` as a file. What is read must be a graph in order, what is refused an Error that is
// no bug of ours.
bool is_read(const std::string& bytes, const TempDir& dir) {
  // Not by write_file(), which waits for the disk.
  std::ofstream(dir / "model.onnx", std::ios::binary) << bytes;
  try {
    verify(read_onnx(dir / "model.onnx"));
    return true;
  } catch (const Error& error) {
    CAPTURE(error.what());
    CHECK(error.kind() != ErrorKind::kInternal);
    return false;
  }
}

}  // namespace

TEST_CASE("An ONNX file cut short anywhere gives a graph or an error") {
  const TempDir dir;
  const std::string whole = small_model();
  REQUIRE(is_read(whole, dir));
  for (size_t size = 0; size < whole.size(); ++size) {
    INFO("the first " << size << " bytes");
    CHECK_FALSE(is_read(whole.substr(0, size), dir));
  }
}

TEST_CASE("Flipped bits of an ONNX file give a graph or an error") {
  const TempDir dir;
  const std::string whole = small_model();
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string broken = whole;
    broken[bit / 8] ^= static_cast<char>(1 << (bit % 8));
    INFO("bit " << bit);
    is_read(broken, dir);
  }
  std::mt19937 random(7);
  for (int round = 0; round < 1000; ++round) {
    std::string broken = whole;
    for (int change = 0; change < 3; ++change) {
      broken[random() % broken.size()] = static_cast<char>(random());
    }
    INFO("round " << round);
    is_read(broken, dir);
  }
}

TEST_CASE("ONNX graphs that no exporter writes are errors of the model") {
  const auto text = GENERATE_COPY(
      // a cycle, and a node that is its own input
      kX + onnx_node("Add", "x, b", "a") + onnx_node("Relu", "a", "b") + onnx_output("b"),
      onnx_node("Relu", "y", "y") + kY,
      // names that stand for two tensors
      kX + kRelu + kRelu + kY, kX + kX + kRelu + kY,
      kX + onnx_ones("w", {1}) + onnx_ones("w", {1}) + kRelu + kY,
      kX + onnx_node("Relu", "x", "x") + onnx_output("x"), kX + onnx_ones("y", {1, 4}) + kRelu + kY,
      // tensors that nothing makes, and results without a name
      kX + onnx_node("Relu", "z", "y") + kY, kX + kRelu + onnx_output("z"), kX + kRelu,
      kX + onnx_node("Dropout", "x", "", "output: 'y' ") + kY,
      // inputs that are missing
      kX + onnx_node("Relu", "", "y") + kY, kX + onnx_node("Add", "x", "y") + kY,
      kX + onnx_node("Gemm", "x", "y") + kY, kX + onnx_node("Reshape", "x", "y") + kY,
      // settings of a wrong type or value
      kX + onnx_node("Flatten", "x", "y", onnx_float("axis", 1)) + kY,
      kX + onnx_node("Flatten", "x", "y", onnx_int("axis", 3)) + kY,
      kX + onnx_node("Transpose", "x", "y", onnx_ints_attribute("perm", {0, 0})) + kY,
      kX + onnx_node("Concat", "x, x", "y") + kY,
      kX + onnx_node("Squeeze", "x", "y", onnx_ints_attribute("axes", {1})) + kY,
      kX + onnx_node("Pad", "x", "y", onnx_ints_attribute("pads", {1, 1})) + kY,
      kX + onnx_ints("s", {3, -1}) + onnx_node("Reshape", "x, s", "y") + kY,
      kX + onnx_ints("s", {-2, 4}) + onnx_node("Reshape", "x, s", "y") + kY);
  INFO(text);
  CHECK(onnx_error(text).kind() == ErrorKind::kModel);
}

TEST_CASE("Huge dimensions and settings are refused, not allocated") {
  const int64_t huge = int64_t{1} << 61;
  const std::string image = onnx_input("x", {1, 1, 4, 4}) + onnx_ones("w", {1, 1, 2, 2});
  const auto text = GENERATE_COPY(
      onnx_input("x", {1, huge}) + kRelu + kY,
      onnx_input("x", {1 << 30, 1 << 30, 1 << 30}) + kRelu + kY,
      kX + "initializer { name: 'w' data_type: 1 dims: 1099511627776 } " +
          onnx_node("Add", "x, w", "y") + kY,
      kX + onnx_ints("s", {1 << 20, 1 << 20}) + onnx_node("ConstantOfShape", "s", "w") +
          onnx_node("Add", "x, w", "y") + kY,
      kX + onnx_ints("s", {huge}) + onnx_node("Mul", "s, s", "t") +
          onnx_node("Reshape", "x, t", "y") + kY,
      image + onnx_node("Conv", "x, w", "y", onnx_ints_attribute("pads", {huge, 0, huge, 0})) + kY,
      image + onnx_node("Conv", "x, w", "y", onnx_ints_attribute("dilations", {huge, huge})) + kY,
      image + onnx_node("Conv", "x, w", "y", onnx_int("group", huge)) + kY);
  INFO(text);
  CHECK(onnx_error(text).kind() != ErrorKind::kInternal);
}

TEST_CASE("A deep graph does not overflow the stack, in whatever order its nodes stand") {
  constexpr int kDepth = 20000;
  std::string text = onnx_input("t0", {1});
  for (int i = kDepth; i > 0; --i) {
    text += onnx_node("Relu", "t" + std::to_string(i - 1), "t" + std::to_string(i));
  }
  const Graph graph = read_onnx_text(text + onnx_output("t" + std::to_string(kDepth)));
  CHECK(graph.node_ids().size() == kDepth);
}

TEST_CASE("What msquant does not read by design is said so") {
  const auto [graph, part] = GENERATE(table<std::string, std::string>({
      {onnx_node("QuantizeLinear", "x, x", "y"), "already quantized"},
      {onnx_node("DequantizeLinear", "x, x", "y"), "already quantized"},
      {onnx_node("QLinearConv", "x", "y"), "already quantized"},
      {onnx_node("DynamicQuantizeLinear", "x", "y"), "already quantized"},
      {onnx_node("If", "x", "y"), "control flow"},
      {onnx_node("Loop", "x", "y"), "control flow"},
      {onnx_node("Scan", "x", "y"), "control flow"},
      {onnx_node("Gelu", "x", "y", "domain: 'com.microsoft' "), "'com.microsoft'"},
      {onnx_node("Sort", "x", "z") + onnx_node("CumSum", "z", "y"), "'CumSum', 'Sort'"},
  }));
  const Error error = onnx_error(kX + graph + kY);
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK_THAT(error.because(), Catch::Contains(part));
  CHECK_FALSE(error.hint().empty());
}

TEST_CASE("Functions of the model are refused by name") {
  onnx::ModelProto model =
      onnx_model(kX + onnx_node("Block", "x", "y", "domain: 'local' ") + kY, 18);
  model.add_functions()->set_name("Block");
  model.mutable_functions(0)->set_domain("local");
  CHECK_THAT(onnx_error(model).because(), Catch::Contains("function"));
}

TEST_CASE("Versions that msquant does not know are refused with those it does") {
  const std::string graph = kX + kRelu + kY;
  CHECK_NOTHROW(read_onnx_text(graph, 9));
  CHECK_NOTHROW(read_onnx_text(graph, 21));
  for (int64_t opset : {8, 22}) {
    const Error error = onnx_error(graph, opset);
    CHECK(error.kind() == ErrorKind::kUnsupported);
    CHECK_THAT(error.because(), Catch::Contains("opset is " + std::to_string(opset)));
    CHECK_THAT(error.because(), Catch::Contains("9 to 21"));
  }
  onnx::ModelProto model = onnx_model(graph);
  model.set_ir_version(11);
  CHECK_THAT(onnx_error(model).because(), Catch::Contains("ir_version is 11"));
  model.set_ir_version(8);
  model.clear_opset_import();
  CHECK(onnx_error(model).kind() == ErrorKind::kModel);
}

}  // namespace msquant
