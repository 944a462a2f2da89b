// A quantized model that the original tool exported through MindSpore.
#include <catch2/catch.hpp>
#include <cstring>

#include "base/error.h"
#include "formats/mindir_support.h"
#include "support/kinds.h"
#include "support/shared.h"

namespace msquant {
namespace {

using Kinds = std::map<std::string, int>;

mind_ir::AttributeProto& attribute_of(mind_ir::ModelProto& model, const std::string& primitive,
                                      const std::string& name) {
  for (auto& row : *model.mutable_primitives()) {
    if (row.op_type() != primitive) continue;
    for (auto& attribute : *row.mutable_attribute()) {
      if (attribute.name() == name) return attribute;
    }
  }
  throw std::runtime_error("no " + name);
}

}  // namespace

TEST_CASE("A quantized export is read as Quantize, integer products and Dequantize") {
  const auto path = shared_file("golden/t2_q.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_model(load_model(path));
  CHECK(count_kinds(graph) == Kinds{{"Add", 1},
                                    {"BiasAdd", 3},
                                    {"Cast", 3},
                                    {"Conv2d", 3},
                                    {"Dequantize", 3},
                                    {"Flatten", 1},
                                    {"MatMul", 1},
                                    {"Quantize", 3},
                                    {"ReduceMean", 1},
                                    {"Relu", 1},
                                    {"Relu6", 1}});

  SECTION("Quant's scale and offset are kept") {
    const auto& quantize = node_named(graph, "conv2/Quant").as<QuantizeAttrs>();
    CHECK(quantize.inverse_scale == 42.5531921f);
    CHECK(quantize.zero_point == -128);
  }
  SECTION("a quantized convolution knows the zero point of its image, a float one has none") {
    const Node& conv = node_named(graph, "conv2");
    CHECK(conv.as<ConvAttrs>().x_zero_point == -128);
    CHECK(conv.as<ConvAttrs>().groups == 24);
    CHECK(graph.value(conv.outputs[0]).type == TensorType{DType::kInt32, {1, 24, 8, 8}});
    CHECK(node_named(graph, "conv1").as<ConvAttrs>().x_zero_point == 0);
  }
  SECTION("a weight offset of zeros leaves the weight as it is") {
    const Tensor weight = constant_named(graph, "conv2.weight");
    CHECK(weight.dtype() == DType::kInt8);
    CHECK(weight.shape() == Shape{24, 1, 3, 3});
  }
  SECTION("an int8 matrix product is int32 without a Cast") {
    const Node& product = node_named(graph, "fc");
    CHECK(graph.value(product.outputs[0]).type == TensorType{DType::kInt32, {1, 10}});
    CHECK_FALSE(product.as<MatMulAttrs>().transpose_b);
    const Node& bias = node_named(graph, "fc/BiasAdd");
    CHECK(bias.inputs[0] == product.outputs[0]);
  }
  SECTION("Dequant gives float16, which is cast back") {
    const Node& dequant = node_named(graph, "conv2/Dequant");
    CHECK(graph.value(dequant.outputs[0]).type.dtype == DType::kFloat16);
    CHECK(graph.value(dequant.inputs[1]).type == TensorType{DType::kFloat32, {24}});
    CHECK(graph.value(graph.outputs()[0]).type.dtype == DType::kFloat32);
  }
}

TEST_CASE("deq_scale is the float32 in the lower half of each word") {
  const auto path = shared_file("golden/t2_q.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  mind_ir::ModelProto model = load_model(path);
  const float expected[] = {0.5f, 0.0001f};
  for (auto& node : *model.mutable_graph()->mutable_node()) {
    if (node.name() != "ValueNode_69") continue;
    std::string& packed = *node.mutable_attribute(0)->mutable_tensors(0)->mutable_raw_data();
    std::memcpy(&packed[0], &expected[0], 4);
    std::memcpy(&packed[8], &expected[1], 4);
  }
  const Graph graph = read_model(model);
  const Node& dequant = node_named(graph, "conv2/Dequant");
  const Tensor scale = *graph.value(dequant.inputs[1]).constant;
  CHECK(scale.data<float>()[0] == expected[0]);
  CHECK(scale.data<float>()[1] == expected[1]);
}

TEST_CASE("A weight offset is subtracted from the weight") {
  const auto path = shared_file("golden/t2_q.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  mind_ir::ModelProto model = load_model(path);
  int8_t before = 0;
  for (auto& parameter : *model.mutable_graph()->mutable_parameter()) {
    if (parameter.ref_key() == "conv2.weight") {
      before = static_cast<int8_t>(parameter.raw_data()[5]);
    }
    if (parameter.ref_key() == "conv2.weight_offset") {
      (*parameter.mutable_raw_data())[5] = static_cast<char>(before > 0 ? 3 : -3);
    }
  }
  const Tensor weight = constant_named(read_model(model), "conv2.weight");
  CHECK(weight.data<int8_t>()[5] == before - (before > 0 ? 3 : -3));
}

TEST_CASE("What msquant does not know of quantization is refused, not ignored") {
  const auto path = shared_file("golden/t2_q.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  mind_ir::ModelProto model = load_model(path);
  SECTION("sqrt_mode") { attribute_of(model, "Quant", "sqrt_mode").set_i(1); }
  SECTION("relu_flag") { attribute_of(model, "Dequant", "relu_flag").set_i(1); }
  SECTION("another rounding") { attribute_of(model, "Quant", "round_mode").set_s("Floor"); }
  SECTION("an offset that is no int8") { attribute_of(model, "Quant", "offset").set_f(-129); }
  SECTION("a fractional offset") { attribute_of(model, "Quant", "offset").set_f(0.5f); }
  SECTION("a scale that is not finite") { attribute_of(model, "Quant", "scale").set_f(INFINITY); }
  CHECK_THROWS_AS(read_model(model), Error);
}

}  // namespace msquant
