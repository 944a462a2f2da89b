// Broken and malicious files: always a graph or an Error, never a crash or a large allocation.
#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "base/error.h"
#include "base/files.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/mindir_support.h"
#include "graph/verify.h"
#include "support/shared.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

// Reads `bytes` as a file. What is read must be a graph in order, what is refused an Error that is
// no bug of ours.
bool is_read(const std::string& bytes, const TempDir& dir) {
  // Not by write_file(), which waits for the disk.
  std::ofstream(dir / "model.mindir", std::ios::binary) << bytes;
  try {
    verify(read_mindir(dir / "model.mindir"));
    return true;
  } catch (const Error& error) {
    CAPTURE(error.what());
    CHECK(error.kind() != ErrorKind::kInternal);
    return false;
  }
}

const std::string kImage = "input { name: 'x' tensor { dims: 1 dims: 4 data_type: 1 } } ";

}  // namespace

TEST_CASE("A file cut short anywhere is refused") {
  const auto path = shared_file("golden/small.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const TempDir dir;
  const std::string whole = read_file(path);
  for (size_t size = 0; size < whole.size(); size += 11) {
    INFO("the first " << size << " bytes");
    // A cut between two fields leaves valid protobuf; then something that is needed is missing,
    // unless only the version fields at the end are.
    if (size < whole.size() / 2)
      CHECK_FALSE(is_read(whole.substr(0, size), dir));
    else
      is_read(whole.substr(0, size), dir);
  }
}

TEST_CASE("Flipped bits give a graph or an error") {
  const auto file = GENERATE("golden/small.mindir", "golden/t2_q.mindir");
  const auto path = shared_file(file);
  MSQUANT_SKIP_WITHOUT(path);
  const TempDir dir;
  const std::string whole = read_file(path);
  std::mt19937 random(7);
  for (int round = 0; round < 700; ++round) {
    std::string broken = whole;
    for (int flips = 1 + round % 3; flips > 0; --flips) {
      broken[random() % broken.size()] ^= static_cast<char>(1 << (random() % 8));
    }
    INFO("round " << round);
    is_read(broken, dir);
  }
}

TEST_CASE("Graphs that no exporter writes are errors of the model") {
  const std::string relu = "node { op_type: 'ReLU' output: 'y' input: 'x' } ";
  const auto text = GENERATE_COPY(
      // a cycle
      kImage + R"(node { op_type: 'Add' output: 'a' input: 'x' input: 'b' }
                  node { op_type: 'ReLU' output: 'b' input: 'a' } output { name: 'b' })",
      // a node that is its own input
      kImage + "node { op_type: 'ReLU' output: 'a' input: 'a' } output { name: 'a' }",
      // names that stand for two things
      kImage + relu + relu + "output { name: 'y' }",
      kImage + "node { op_type: 'ReLU' output: 'x' input: 'x' } output { name: 'x' }",
      kImage + kImage + relu + "output { name: 'y' }",
      // values that nobody computes
      kImage + "node { op_type: 'ReLU' output: 'y' input: 'z' } output { name: 'y' }",
      kImage + relu + "output { name: 'z' }",
      // nodes without a result or with several
      kImage + "node { op_type: 'ReLU' input: 'x' } output { name: 'x' }",
      kImage + "node { op_type: 'ReLU' output: 'y' output: 'z' input: 'x' } output { name: 'y' }",
      // no input where one is needed
      kImage + "node { op_type: 'ReLU' output: 'y' } output { name: 'y' }",
      kImage + "node { op_type: 'Load' output: 'y' } output { name: 'y' }");
  INFO(text);
  try {
    read_text(text);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
  }
}

TEST_CASE("Inputs and parameters of impossible size are refused") {
  const auto text = GENERATE(
      "input { name: 'x' tensor { dims: 4611686018427387904 dims: 4 data_type: 1 } }",
      "input { name: 'x' tensor { dims: 1 dims: -1 data_type: 1 } }",
      "input { name: 'x' tensor { dims: 1 dims: 0 data_type: 1 } }",
      "input { name: 'x' tensor { dims: -2 data_type: 1 } }",
      "input { name: 'x' tensor { dims: 1 data_type: 8 } }", "input { name: 'x' }",
      "parameter { name: 'x' dims: 4611686018427387904 dims: 8 data_type: 1 raw_data: '' }",
      "parameter { name: 'x' dims: 1099511627776 data_type: 1 raw_data: '' }",
      "parameter { name: 'x' dims: -1 data_type: 1 raw_data: '' }",
      "parameter { name: 'x' dims: 2 data_type: 1 raw_data: '1234' }",
      "parameter { name: 'x' dims: 1 data_type: 1 raw_data: '1234' compression_type: 1 }",
      "parameter { name: 'x' dims: 1 data_type: 99 raw_data: '1234' }",
      "parameter { name: 'x' dims: 2 data_type: 1 float_data: 1 }",
      "parameter { name: 'x' dims: 2 data_type: 1 }");
  INFO(text);
  CHECK_THROWS_AS(
      read_text(text + std::string(
                           "node { op_type: 'ReLU' output: 'y' input: 'x' } output { name: 'y' }")),
      Error);
}

TEST_CASE("One scale for a trillion channels allocates nothing") {
  CHECK_THROWS_AS(read_text(R"(
      input { name: 'x' tensor { dims: 1 dims: 1099511627776 data_type: 6 } }
      node { op_type: 'Constant' output: 's' attribute { name: 'value' type: TENSORS
             tensors { dims: 1 data_type: 13 uint64_data: 1065353216 } } }
      node { op_type: 'Dequant' output: 'y' input: 'x' input: 's' } output { name: 'y' })"),
                  Error);
}

TEST_CASE("A graph of a hundred thousand nodes in a row is read") {
  mind_ir::ModelProto model = model_of(kImage + "output { name: 'y99999' }");
  for (int i = 0; i < 100000; ++i) {
    auto& node = *model.mutable_graph()->add_node();
    node.set_op_type("Depend");
    node.add_input(i == 0 ? "x" : "y" + std::to_string(i - 1));
    node.add_output("y" + std::to_string(i));
  }
  CHECK(read_model(model).outputs() == read_model(model).inputs());
}

}  // namespace msquant
