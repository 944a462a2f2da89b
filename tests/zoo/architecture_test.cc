// The built networks, cell by cell, against what MindSpore lists for the model zoo's definitions.
#include <catch2/catch.hpp>
#include <cstdio>
#include <map>

#include "graph/dump.h"
#include "graph/verify.h"
#include "support/golden_network.h"
#include "support/shared.h"
#include "zoo/zoo.h"

namespace msquant {
namespace {

// The side of the images that the golden networks were made for.
const std::map<std::string, int64_t> kGoldenNetworks{{"resnet18", 224},
                                                     {"resnet50", 224},
                                                     {"se_resnet50", 224},
                                                     {"mobilenetv2", 224},
                                                     {"vgg16", 32}};

Graph build_golden(const std::string& name) {
  const int64_t side = kGoldenNetworks.at(name);
  return build_network(name, zero_parameters(golden_parameters(name)), {1, side, side, {}});
}

// The attributes of a convolution in the words of golden/*_cells.txt. `pad` is its pad_mode and
// padding, which the graph holds resolved.
std::string conv_details(const Graph& graph, const Node& node, const std::string& pad) {
  const auto& conv = node.as<ConvAttrs>();
  const Shape& weight = graph.value(node.inputs[1]).type.shape;
  char text[200];
  std::snprintf(text, sizeof text, "%d->%d k(%d, %d) s(%d, %d) %s g%d bias%s",
                int(graph.value(node.inputs[0]).type.shape[1]), int(weight[0]), int(weight[2]),
                int(weight[3]), int(conv.stride[0]), int(conv.stride[1]), pad.c_str(),
                int(conv.groups), node.inputs.size() > 2 ? "True" : "False");
  return text;
}

// Zeros before and after by the rule of pad_mode: ceil(in / stride) windows in 'same' mode.
Pair expected_padding(const std::string& pad, int64_t in, int64_t kernel, int64_t stride) {
  if (pad.rfind("pad ", 0) == 0) return {std::stoll(pad.substr(4)), std::stoll(pad.substr(4))};
  int64_t total = 0;
  while ((in + total - kernel) / stride + 1 < (in + stride - 1) / stride || in + total < kernel) {
    ++total;
  }
  return {total / 2, total - total / 2};
}

void check_conv(const Graph& graph, const Node& node, const GoldenCell& cell) {
  const size_t begin = cell.details.find(") ", cell.details.find(" s(")) + 2;
  const std::string pad = cell.details.substr(begin, cell.details.find(" g", begin) - begin);
  CHECK(conv_details(graph, node, pad) == cell.details);
  const Shape& image = graph.value(node.inputs[0]).type.shape;
  const auto& conv = node.as<ConvAttrs>();
  const int64_t kernel = graph.value(node.inputs[1]).type.shape[2];
  const Pair rows = expected_padding(pad, image[2], kernel, conv.stride[0]);
  const Pair columns = expected_padding(pad, image[3], kernel, conv.stride[1]);
  CHECK(Pair{conv.padding.top, conv.padding.bottom} == rows);
  CHECK(Pair{conv.padding.left, conv.padding.right} == columns);
}

void check_dense(const Graph& graph, const Node& node, const GoldenCell& cell) {
  const Shape& weight = graph.value(node.inputs[1]).type.shape;
  CHECK(std::to_string(weight[1]) + "->" + std::to_string(weight[0]) + " biasTrue" == cell.details);
  CHECK(node.as<MatMulAttrs>().transpose_b);
  CHECK(node.inputs.size() == 3);
}

void check_batch_norm(const Node& node, const GoldenCell& cell) {
  CHECK(node.as<BatchNormAttrs>().epsilon == std::stof(cell.details.substr(3)));
}

// MindSpore's cell type of a node with parameters, or "".
std::string cell_type(const Node& node) {
  switch (node.kind) {
    case OpKind::kConv2d:
      return "Conv2d";
    case OpKind::kMatMul:
      return "Dense";
    case OpKind::kBatchNorm:
      return "BatchNorm2d";
    default:
      return "";
  }
}

// Names of nodes with parameters in the order of the graph.
std::vector<std::string> layer_names(const Graph& graph) {
  std::vector<std::string> names;
  for (NodeId id : graph.node_ids()) {
    if (!cell_type(graph.node(id)).empty()) names.push_back(graph.node(id).name);
  }
  return names;
}

}  // namespace

TEST_CASE("every layer of the zoo's networks is MindSpore's cell, in MindSpore's order") {
  for (const auto& golden : kGoldenNetworks) {
    const std::string& name = golden.first;
    CAPTURE(name);
    MSQUANT_SKIP_WITHOUT(shared_file("golden/" + name + "_cells.txt"));
    const Graph graph = build_golden(name);
    std::vector<std::string> expected;
    for (const GoldenCell& cell : golden_cells(name)) {
      CAPTURE(cell.name, cell.type, cell.details);
      if (cell.type != "Conv2d" && cell.type != "Dense" && cell.type != "BatchNorm2d") continue;
      expected.push_back(cell.name);
      const NodeId id = graph.find_node(cell.name);
      REQUIRE(id != kNoId);
      const Node& node = graph.node(id);
      REQUIRE(cell_type(node) == cell.type);
      if (node.kind == OpKind::kConv2d) check_conv(graph, node, cell);
      if (node.kind == OpKind::kMatMul) check_dense(graph, node, cell);
      if (node.kind == OpKind::kBatchNorm) check_batch_norm(node, cell);
    }
    CHECK(layer_names(graph) == expected);
  }
}

TEST_CASE("the parameters of the zoo's networks have MindSpore's names, shapes and order") {
  for (const auto& [name, side] : kGoldenNetworks) {
    CAPTURE(name);
    const NamedShapes golden = golden_parameters(name);
    MSQUANT_SKIP_WITHOUT(shared_file("golden/" + name + "_params.txt"));
    const Graph graph = build_golden(name);
    std::map<std::string, Shape> constants;
    for (ValueId id = 0; id < graph.value_count(); ++id) {
      const Value& value = graph.value(id);
      if (value.constant) constants[value.name] = value.type.shape;
    }
    CHECK(constants == std::map<std::string, Shape>(golden.begin(), golden.end()));
    // A VGG-16 that nobody has said more about is the one without batch normalization.
    if (name == "vgg16") continue;
    CHECK(network_parameters(name, {1, side, side, golden.back().second[0]}) == golden);
  }
}

TEST_CASE("non-layer operators stand where the zoo's definitions have them") {
  const auto line_of = [](const Graph& graph, const std::string& node) {
    const std::string text = "\n" + dump(graph);
    const size_t begin = text.find("\n" + node + " = ") + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  const auto parameters = [](const std::string& name) {
    return zero_parameters(network_parameters(name, {}));
  };
  const Graph resnet18 = build_network("resnet18", parameters("resnet18"), {});
  CHECK(line_of(resnet18, "pad") ==
        "pad = Pad(relu) before=[0, 0, 1, 1] after=[0, 0, 1, 1] value=0 "
        ": float32[1, 64, 114, 114]");
  CHECK(line_of(resnet18, "maxpool") ==
        "maxpool = MaxPool(pad) kernel=[3, 3] stride=[2, 2] pads=[0, 0, 0, 0] "
        ": float32[1, 64, 56, 56]");
  const Graph resnet50 = build_network("resnet50", parameters("resnet50"), {});
  CHECK(line_of(resnet50, "maxpool") ==
        "maxpool = MaxPool(relu) kernel=[3, 3] stride=[2, 2] pads=[0, 1, 0, 1] "
        ": float32[1, 64, 56, 56]");
  CHECK(line_of(resnet50, "layer1.0.add") ==
        "layer1.0.add = Add(layer1.0.bn3, layer1.0.down_sample_layer.1) "
        ": float32[1, 256, 56, 56]");
  const Graph se = build_network("se_resnet50", parameters("se_resnet50"), {});
  CHECK(line_of(se, "layer3.5.se_mul") ==
        "layer3.5.se_mul = Mul(layer3.5.bn3, layer3.5.se_reshape) : float32[1, 1024, 14, 14]");
  CHECK(line_of(se, "layer2.0.down_sample_layer.0") ==
        "layer2.0.down_sample_layer.0 = MaxPool(layer1.2.relu) kernel=[2, 2] stride=[2, 2] "
        "pads=[0, 0, 0, 0] : float32[1, 256, 28, 28]");
  const Graph mobilenet = build_network("mobilenet_v2", parameters("mobilenet_v2"), {});
  CHECK(line_of(mobilenet, "backbone.features.3.add") ==
        "backbone.features.3.add = Add(backbone.features.2.conv.3, backbone.features.3.conv.3) "
        ": float32[1, 24, 56, 56]");
}

// Trainable parameters of the ImageNet networks, as torchvision documents them for the same
// architectures. The zoo's VGG-16 has no biases in its 4224 convolution channels.
TEST_CASE("networks of 1000 classes have the documented number of weights") {
  const std::map<std::string, int64_t> documented{
      {"resnet18", 11689512},     {"resnet34", 21797672},  {"resnet50", 25557032},
      {"resnet101", 44549160},    {"resnet152", 60192808}, {"mobilenet_v2", 3504872},
      {"vgg16", 138357544 - 4224}};
  for (const auto& [name, count] : documented) {
    CAPTURE(name);
    int64_t total = 0;
    for (const auto& [parameter, shape] : network_parameters(name, {1, 224, 224, 1000})) {
      if (parameter.find(".moving_") == std::string::npos) total += element_count(shape);
    }
    CHECK(total == count);
  }
}

TEST_CASE("every network of the zoo is a valid graph at several image sizes") {
  for (const std::string& name : network_names()) {
    for (const int64_t side : {32, 64, 225}) {
      if (name == "lenet5" && side != 32) continue;
      CAPTURE(name, side);
      const NetworkInput input{2, side, side, 7};
      const Graph graph =
          build_network(name, zero_parameters(network_parameters(name, input)), input);
      verify(graph);
      CHECK(graph.value(graph.outputs().at(0)).type == TensorType{DType::kFloat32, {2, 7}});
    }
  }
}

}  // namespace msquant
