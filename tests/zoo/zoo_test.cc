#include "zoo/zoo.h"

#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "base/error.h"
#include "support/golden_network.h"
#include "support/shared.h"
#include "support/thrown_error.h"

namespace msquant {
namespace {

// LeNet-5 as lenet5.ckpt holds it.
const NamedShapes kLenet5{{"conv1.weight", {6, 3, 5, 5}}, {"conv2.weight", {16, 6, 5, 5}},
                          {"fc1.weight", {120, 400}},     {"fc1.bias", {120}},
                          {"fc2.weight", {84, 120}},      {"fc2.bias", {84}},
                          {"fc3.weight", {10, 84}},       {"fc3.bias", {10}}};

NamedShapes prefixed(const std::string& prefix, NamedShapes shapes) {
  for (auto& item : shapes) item.first = prefix + item.first;
  return shapes;
}

NamedShapes joined(NamedShapes a, const NamedShapes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

NamedShapes without(NamedShapes shapes, const std::string& name) {
  NamedShapes rest;
  for (const auto& item : shapes) {
    if (item.first != name) rest.push_back(item);
  }
  return rest;
}

NamedShapes reshaped(NamedShapes shapes, const std::string& name, const Shape& shape) {
  for (auto& item : shapes) {
    if (item.first == name) item.second = shape;
  }
  return shapes;
}

Error build_error(const std::string& name, const NamedShapes& shapes,
                  const NetworkInput& input = {1, 32, 32, {}}) {
  return thrown_error([&] { build_network(name, zero_parameters(shapes), input); });
}

}  // namespace

TEST_CASE("LeNet-5 has the parameters of the official checkpoint") {
  CHECK(network_parameters("lenet5", {1, 32, 32, {}}) == kLenet5);
}

TEST_CASE("a checkpoint for grey images gives a network of one channel") {
  const ParameterSet grey = zero_parameters(reshaped(kLenet5, "conv1.weight", {6, 1, 5, 5}));
  CHECK(recognise_network(grey) == "lenet5");
  const Graph graph = build_network("lenet5", grey, {1, 32, 32, {}});
  CHECK(graph.value(graph.inputs().front()).type.shape == Shape{1, 1, 32, 32});
}

TEST_CASE("each network is recognised from its own parameters") {
  for (const std::string& name : network_names()) {
    for (const int64_t classes : {10, 1001}) {
      const NamedShapes shapes = network_parameters(name, {1, 32, 32, classes});
      CHECK(recognise_network(zero_parameters(shapes)) == name);
    }
  }
}

TEST_CASE("MindSpore's own parameter lists are recognised") {
  for (const std::string name : {"resnet18", "resnet50", "se_resnet50", "vgg16"}) {
    MSQUANT_SKIP_WITHOUT(shared_file("golden/" + name + "_params.txt"));
    CHECK(recognise_network(zero_parameters(golden_parameters(name))) == name);
  }
  CHECK(recognise_network(zero_parameters(golden_parameters("mobilenetv2"))) == "mobilenet_v2");
}

TEST_CASE("the spellings of the zoo's YAML files name its networks") {
  const NetworkInput input;
  CHECK(network_parameters("se-resnet50", input) == network_parameters("se_resnet50", input));
  CHECK(network_parameters("mobilenetv2", input) == network_parameters("mobilenet_v2", input));
  CHECK(network_parameters("ResNet50", input) == network_parameters("resnet50", input));
}

TEST_CASE("an unknown network is refused with a suggestion") {
  const Error error = build_error("resnet51", kLenet5);
  CHECK(error.kind() == ErrorKind::kConfig);
  CHECK(error.where() == "'resnet51'");
  CHECK(error.hint() == "did you mean 'resnet50'?");
}

TEST_CASE("a common prefix is stripped and optimizer state ignored") {
  const NamedShapes training =
      joined(prefixed("moments.", prefixed("net.", kLenet5)),
             joined(prefixed("net.", kLenet5), {{"global_step", {}}, {"learning_rate", {1}}}));
  CHECK(recognise_network(zero_parameters(training)) == "lenet5");
  const Graph graph = build_network("lenet5", zero_parameters(training), {1, 32, 32, 10});
  const Node& conv = graph.node(graph.find_node("conv1"));
  CHECK(graph.value(conv.inputs[1]).name == "conv1.weight");
}

TEST_CASE("optimizer state alone is no network") {
  const Error error =
      thrown_error([] { recognise_network(zero_parameters(prefixed("moments.", kLenet5))); });
  CHECK(error.kind() == ErrorKind::kModel);
}

TEST_CASE("a missing parameter is named together with the nearest entry") {
  const NamedShapes shapes = joined(without(kLenet5, "fc2.bias"), {{"fc2.bais", {84}}});
  const Error error = build_error("lenet5", shapes);
  CHECK(error.kind() == ErrorKind::kModel);
  CHECK(error.where() == "test.ckpt: parameter 'fc2.bias'");
  CHECK(error.because() == "missing 1 of the 8 parameters of lenet5: 'fc2.bias'");
  CHECK(error.hint() == "did you mean 'fc2.bais'?");
}

TEST_CASE("a missing parameter of a prefixed checkpoint is named with its prefix") {
  const NamedShapes shapes = prefixed("backbone.", without(kLenet5, "fc2.bias"));
  CHECK(build_error("lenet5", shapes).where() == "test.ckpt: parameter 'backbone.fc2.bias'");
}

TEST_CASE("a wrong shape is named with what was expected and found") {
  const Error error = build_error("lenet5", reshaped(kLenet5, "conv2.weight", {16, 3, 5, 5}));
  CHECK(error.kind() == ErrorKind::kModel);
  CHECK(error.where() == "test.ckpt: parameter 'conv2.weight'");
  CHECK(
      error.because() ==
      "lenet5 expects a floating-point tensor of shape [16, 6, 5, 5], found float32[16, 3, 5, 5]");
}

TEST_CASE("a checkpoint for another image size is told from a wrong one") {
  const Error error = build_error("lenet5", kLenet5, {1, 64, 64, {}});
  CHECK(error.where() == "test.ckpt: parameter 'fc1.weight'");
  CHECK_THAT(error.hint(), Catch::Contains("the image size that the network was trained with"));
}

TEST_CASE("trailing dimensions of one are accepted, as MindSpore accepts them") {
  const NamedShapes shapes = reshaped(kLenet5, "fc3.weight", {10, 84, 1, 1});
  const Graph graph = build_network("lenet5", zero_parameters(shapes), {1, 32, 32, {}});
  CHECK(graph.value(graph.node(graph.find_node("fc3")).inputs[1]).type.shape == Shape{10, 84});
}

TEST_CASE("a class_num other than the checkpoint's is a mistake of the configuration") {
  const NamedShapes seven = reshaped(reshaped(kLenet5, "fc3.weight", {7, 84}), "fc3.bias", {7});
  const Error error = build_error("lenet5", seven, {1, 32, 32, 10});
  CHECK(error.kind() == ErrorKind::kConfig);
  CHECK(error.where() == "test.ckpt: parameter 'fc3.weight'");
  CHECK(error.because() == "class_num is 10, the checkpoint has 7 classes");
  CHECK(build_network("lenet5", zero_parameters(seven), {1, 32, 32, {}}).outputs().size() == 1);
}

TEST_CASE("a checkpoint of another network of the zoo is named") {
  const auto shapes_of = [](const std::string& name) { return network_parameters(name, {}); };
  const Error smaller = build_error("resnet50", shapes_of("resnet101"));
  CHECK(smaller.kind() == ErrorKind::kModel);
  CHECK(smaller.because() == "it has every parameter of the larger resnet101");
  const Error larger = build_error("resnet101", shapes_of("resnet50"));
  CHECK(larger.where() == "test.ckpt: parameter 'layer3.6.conv1.weight'");
  CHECK(larger.hint() == "name resnet50, which the checkpoint fits");
  CHECK(build_error("resnet50", shapes_of("se_resnet50")).where() ==
        "test.ckpt: parameter 'conv1.weight'");
}

TEST_CASE(
    "a checkpoint of no network of the zoo names the nearest, and lists what it lacks if that is "
    "little") {
  const NamedShapes other{{"conv.weight", {4, 3, 3, 3}}, {"bn.gamma", {4}}, {"fc1.bias", {120}}};
  const Error error = thrown_error([&] { recognise_network(zero_parameters(other)); });
  CHECK(error.kind() == ErrorKind::kModel);
  CHECK(error.message() == "the checkpoint fits no network of the zoo");
  CHECK(error.because() ==
        "even the nearest, lenet5, wants 7 of 8 parameters that it does not have");
  CHECK_THAT(error.hint(), Catch::Contains("MindIR"));
  NamedShapes close = network_parameters("resnet18", {});
  close.resize(close.size() - 2);
  CHECK_THAT(thrown_error([&] { recognise_network(zero_parameters(close)); }).because(),
             Catch::Contains("missing 2 of the 102 parameters of resnet18: 'end_point"));
  CHECK_THROWS_AS(recognise_network(ParameterSet("empty.ckpt")), Error);
}

TEST_CASE("half-precision parameters become float32, integers are refused") {
  ParameterSet half("half.ckpt"), integer("integer.ckpt");
  for (const auto& [name, shape] : kLenet5) {
    half.add(name, Tensor::from(shape, std::vector<Half>(static_cast<size_t>(element_count(shape)),
                                                         Half(1.5f))));
    integer.add(name, Tensor::allocate(DType::kInt8, shape));
  }
  const Graph graph = build_network("lenet5", half, {1, 32, 32, {}});
  const Value& weight = graph.value(graph.node(graph.find_node("fc2")).inputs[1]);
  CHECK(weight.type.dtype == DType::kFloat32);
  CHECK(weight.constant->data<float>()[7] == 1.5f);
  const Error error = thrown_error([&] { build_network("lenet5", integer, {1, 32, 32, {}}); });
  CHECK(error.because() ==
        "lenet5 expects a floating-point tensor of shape [6, 3, 5, 5], found int8[6, 3, 5, 5]");
}

TEST_CASE("float32 parameters are used without a copy") {
  const ParameterSet parameters = zero_parameters(kLenet5);
  const Graph graph = build_network("lenet5", parameters, {1, 32, 32, {}});
  const Value& weight = graph.value(graph.node(graph.find_node("fc2")).inputs[1]);
  CHECK(weight.constant->raw() == parameters.find("fc2.weight")->raw());
}

TEST_CASE("impossible image sizes are refused") {
  for (const NetworkInput& input :
       {NetworkInput{0, 32, 32, {}}, NetworkInput{1, -1, 32, {}},
        NetworkInput{1, INT64_MAX, INT64_MAX, {}}, NetworkInput{1, 8, 8, {}}}) {
    CHECK_THROWS_AS(build_network("lenet5", zero_parameters(kLenet5), input), Error);
  }
}

}  // namespace msquant
