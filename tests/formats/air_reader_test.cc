#include "formats/air/air_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/air/air_attributes.h"
#include "formats/air/air_writer.h"
#include "formats/air_edits.h"
#include "formats/air_models.h"
#include "graph/dump.h"
#include "graph/verify.h"
#include "support/temp_dir.h"
#include "support/thrown_error.h"

namespace msquant {
namespace {

using ge::proto::ModelDef;
using ge::proto::OpDef;

Graph read_bytes(const std::string& bytes) {
  const TempDir folder;
  write_quickly(folder / "model.air", bytes);
  return read_air(folder / "model.air");
}

std::string round_trip(const Graph& graph, AirStyle style) {
  const Graph result = read_bytes(written_bytes(graph, style));
  verify(result);
  return dump(result);
}

// The error of reading a model, which must fail.
Error error_of(const ModelDef& model) {
  return thrown_error([&] { read_bytes(model.SerializeAsString()); });
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a float graph comes back as it was written, with padding in place of ceil_mode") {
  const Graph graph = float_graph();
  Graph expected = float_graph();
  expected.node(expected.find_node("max_ceil")).attributes =
      PoolAttrs{{2, 2}, {2, 2}, {0, 1, 0, 1}, false, false};
  CHECK(round_trip(graph, AirStyle::kCompact) == dump(expected));
}

TEST_CASE("a quantized graph comes back as it was written") {
  const Graph graph = quantized_graph();
  CHECK(round_trip(graph, AirStyle::kCompact) == dump(graph));
}

TEST_CASE("ptq_quant style comes back with the float16 rounding that it adds") {
  CHECK(round_trip(quantized_graph(), AirStyle::kPtqQuant) == dump(quantized_graph(true)));
  CHECK(round_trip(quantized_graph(true), AirStyle::kPtqQuant) == dump(quantized_graph(true)));
}

TEST_CASE("constants keep their elements") {
  const Graph graph = read_bytes(written_bytes(quantized_graph(), AirStyle::kPtqQuant));
  const Graph original = quantized_graph();
  const auto input_of = [](const Graph& g, const char* node, size_t i) {
    return *g.value(g.node(g.find_node(node)).inputs[i]).constant;
  };
  const auto same = [](const Tensor& a, const Tensor& b) {
    return a.byte_size() == b.byte_size() &&
           std::equal(static_cast<const char*>(a.raw()),
                      static_cast<const char*>(a.raw()) + a.byte_size(),
                      static_cast<const char*>(b.raw()));
  };
  for (const char* node : {"conv2", "fc"}) {
    CHECK(same(input_of(graph, node, 1), input_of(original, node, 1)));
    CHECK(same(input_of(graph, node, 2), input_of(original, node, 2)));
  }
  CHECK(same(input_of(graph, "fc.dequant", 1), input_of(original, "fc.dequant", 1)));
}

TEST_CASE("a convolution behind AscendQuant gets its offset, a matrix product does not") {
  const Graph graph = read_bytes(written_bytes(quantized_graph()));
  CHECK(graph.node(graph.find_node("conv3")).as<ConvAttrs>().x_zero_point == -128);
}

TEST_CASE("one scale for all channels is spread over them") {
  ModelDef model = written_model(quantized_graph());
  auto& constant = find_op(model, "fc.dequant.deq_scale_const");
  auto& value = *(*constant.mutable_attr())["value"].mutable_t();
  value.mutable_data()->resize(8);
  value.mutable_desc()->mutable_shape()->set_dim(0, 1);
  const Graph graph = read_bytes(model.SerializeAsString());
  const Node& dequantize = graph.node(graph.find_node("fc.dequant"));
  const auto scales = graph.value(dequantize.inputs[1]).constant->data<float>();
  REQUIRE(scales.size() == 10);
  CHECK(scales[9] == 0.01f);
}

TEST_CASE("deq_scale may be float16") {
  ModelDef model = written_model(quantized_graph());
  auto& value = *attribute(model, "fc.dequant.deq_scale_const", "value").mutable_t();
  value.set_data(std::string("\x00\x38", 2) + std::string(18, '\0'));  // 0.5, 0, …
  value.mutable_desc()->set_dtype(ge::proto::DT_FLOAT16);
  const Graph graph = read_bytes(model.SerializeAsString());
  const Node& dequantize = graph.node(graph.find_node("fc.dequant"));
  CHECK(graph.value(dequantize.inputs[1]).constant->data<float>()[0] == 0.5f);
}

TEST_CASE("a mean whose axes are an attribute is the same as one whose axes are an input") {
  ModelDef model = written_model(quantized_graph());
  OpDef& mean = find_op(model, "mean");
  mean.set_type("ReduceMeanD");
  mean.mutable_input()->RemoveLast();
  mean.mutable_input_desc()->RemoveLast();
  attribute(model, "mean", "axes") = ints_attribute({-1, -2});
  CHECK(dump(read_bytes(model.SerializeAsString())) == dump(quantized_graph()));
}

TEST_CASE("an unknown operator is named with its node") {
  ModelDef model = written_model(quantized_graph());
  find_op(model, "relu").set_type("Swoosh");
  const Error error = error_of(model);
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK(mentions(error.where(), "model.air"));
  CHECK(mentions(error.where(), "'relu' (Swoosh)"));
}

TEST_CASE("what changes the arithmetic and is not read is refused") {
  const auto refused_with = [](const std::string& node, const std::string& attribute,
                               const ge::proto::AttrDef& value) {
    ModelDef model = written_model(quantized_graph());
    (*find_op(model, node).mutable_attr())[attribute] = value;
    const Error error = error_of(model);
    CHECK(error.kind() == ErrorKind::kUnsupported);
    CHECK(mentions(error.where(), "'" + node + "'"));
  };
  refused_with("conv2", "offset_x", int_attribute(-128));
  refused_with("conv2", "data_format", string_attribute("NHWC"));
  refused_with("conv2.quant", "sqrt_mode", bool_attribute(true));
  refused_with("conv2.dequant", "relu_flag", bool_attribute(true));
}

TEST_CASE("malformed files are refused with the node and the reason") {
  SECTION("a cycle") {
    ModelDef model = written_model(quantized_graph());
    find_op(model, "conv2.quant").set_input(0, "fc.dequant:0");
    CHECK(mentions(error_of(model).because(), "cycle"));
  }
  SECTION("a constant that is too short") {
    ModelDef model = written_model(quantized_graph());
    auto& constant = find_op(model, "fc.weight_const");
    (*constant.mutable_attr())["value"].mutable_t()->mutable_data()->pop_back();
    const Error error = error_of(model);
    CHECK(mentions(error.where(), "fc.weight_const"));
    CHECK(mentions(error.because(), "319 bytes do not fill [32, 10]"));
  }
  SECTION("an operator that does not fit its inputs") {
    ModelDef model = written_model(quantized_graph());
    (*find_op(model, "conv2").mutable_attr())["groups"] = int_attribute(2);
    CHECK(mentions(error_of(model).where(), "node 'conv2' (Conv2d)"));
  }
  SECTION("a shape of unknown size") {
    ModelDef model = written_model(quantized_graph());
    find_op(model, "x").mutable_input_desc(0)->mutable_shape()->set_dim(0, -1);
    CHECK(error_of(model).kind() == ErrorKind::kUnsupported);
  }
}

TEST_CASE("the order of operators and a NetOutput make no difference") {
  ModelDef model = written_model(quantized_graph());
  add_net_output(model);
  auto* graph = model.mutable_graph(0);
  graph->clear_output();
  std::reverse(graph->mutable_op()->begin(), graph->mutable_op()->end());
  CHECK(dump(read_bytes(model.SerializeAsString())) == dump(quantized_graph()));
}

}  // namespace msquant
