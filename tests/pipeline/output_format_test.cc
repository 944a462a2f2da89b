// The check of what was written. The networks are of oneself; what is asserted is that a good file
// passes and that any change of it does not.
#include "pipeline/output_format.h"

#include <catch2/catch.hpp>

#include "base/checked_file.h"
#include "base/error.h"
#include "base/files.h"
#include "passes/generate_config.h"
#include "passes/insert_quant.h"
#include "passes/lower_quantized.h"
#include "passes/prepare.h"
#include "support/models.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

Graph quantized(Graph graph) {
  prepare(graph, true);
  insert_quant(graph, generate_config(graph));
  for (NodeId id : graph.node_ids()) {
    if (graph.node(id).kind != OpKind::kFakeQuant) continue;
    auto& params = graph.node(id).as<FakeQuantAttrs>().params;
    if (!params) params = QuantParams{{0.025f}, {-100}, -1};
  }
  lower_quantized(graph, {});
  return graph;
}

std::vector<ModelInputs> samples_for(const Graph& graph) {
  Shape shape = graph.value(graph.inputs()[0]).type.shape;
  shape[0] = 1;
  return {{random_tensor(shape, 1)}, {random_tensor(shape, 2)}, {random_tensor(shape, 3)}};
}

const std::vector<OutputOptions> kOutputs{{"air", false, 0},
                                          {"air", true, 0},
                                          {"mindir", false, 0},
                                          {"onnx", false, 0},
                                          {"onnx", false, 21}};

// The bytes of the first quantized layer's weight as they stand in the file.
std::string weight_bytes(const Graph& graph) {
  for (NodeId id : graph.node_ids()) {
    const Node& node = graph.node(id);
    if (node.kind != OpKind::kConv2d && node.kind != OpKind::kMatMul) continue;
    const Tensor& weight = *graph.value(node.inputs[1]).constant;
    if (weight.dtype() != DType::kInt8) continue;
    return {static_cast<const char*>(weight.raw()), static_cast<size_t>(weight.byte_size())};
  }
  throw std::runtime_error("no int8 layer");
}

// As a write that goes wrong would leave it: every byte of a weight is another one.
void corrupt(const fs::path& path, const Graph& graph) {
  std::string bytes = read_file(path);
  const std::string weight = weight_bytes(graph);
  const size_t start = bytes.find(weight);
  REQUIRE(start != std::string::npos);
  for (size_t i = 0; i < weight.size(); ++i) bytes[start + i] ^= 0x40;
  write_file(path, bytes);
}

}  // namespace

TEST_CASE("what is written in any format passes its check, at any batch size") {
  for (const OutputOptions& options : kOutputs) {
    for (Graph (*build)(int64_t) : {conv_net, residual_block, depthwise_block, dense_head}) {
      const TempDir dir;
      const Graph graph = quantized(build(2));
      INFO(options.format << " " << options.ptq_quant << " " << graph.name());
      write_output(graph, dir / "model", options, samples_for(graph), 2);
      CHECK(fs::exists(dir / "model"));
      CHECK(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()) == 1);
    }
  }
}

TEST_CASE("a file that is damaged between writing and checking is rejected") {
  for (const OutputOptions& options : kOutputs) {
    const TempDir dir;
    const Graph graph = quantized(conv_net(1));
    const std::vector<ModelInputs> samples = samples_for(graph);
    const auto write = [&](const fs::path& path) {
      find_output_format(options.format).write(graph, path, options);
      corrupt(path, graph);
    };
    const auto check = [&](const fs::path& path) {
      check_output(graph, path, options, samples, 1);
    };
    INFO(options.format);
    try {
      write_checked(dir / "model", write, check);
      FAIL("it must throw");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::kInternal);
      CHECK_THAT(error.what(), Contains("model.rejected"));
    }
    CHECK_FALSE(fs::exists(dir / "model"));
    CHECK(fs::exists(dir / "model.rejected"));
  }
}

TEST_CASE("a file of another model, or of another batch size, fails the check") {
  for (const OutputOptions& options : kOutputs) {
    const TempDir dir;
    const Graph graph = quantized(conv_net(1));
    INFO(options.format);
    const OutputFormat& format = find_output_format(options.format);
    format.write(quantized(conv_net(2)), dir / "batch", options);
    CHECK_THROWS_AS(check_output(graph, dir / "batch", options, samples_for(graph), 1), Error);
    format.write(quantized(dense_head(1)), dir / "other", options);
    CHECK_THROWS_AS(check_output(graph, dir / "other", options, {}, 1), Error);
    write_file(dir / "text", "no model");
    CHECK_THROWS_AS(check_output(graph, dir / "text", options, {}, 1), Error);
  }
}

TEST_CASE("an unknown format is a usage error with a suggestion") {
  CHECK_THROWS_WITH(find_output_format("onx"), Contains("did you mean 'onnx'?"));
}
