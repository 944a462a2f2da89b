#include "quant/quant_config.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/shared.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

QuantConfig read_text(const std::string& text) {
  const TempDir dir;
  write_file(dir / "quant_config.json", text);
  return read_quant_config(dir / "quant_config.json");
}

// "key: because" of the error that reading `text` gives.
std::string complaint(const std::string& text) {
  try {
    read_text(text);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kConfig);
    const std::string file = "quant_config.json";
    const size_t name = error.where().find(file);
    REQUIRE(name != std::string::npos);
    const std::string key = error.where().substr(name + file.size());
    return (key.empty() ? "" : key.substr(2) + ": ") + error.because();
  }
  return "no error";
}

std::string hint_of(const std::string& text) {
  try {
    read_text(text);
  } catch (const Error& error) {
    return error.hint();
  }
  return "no error";
}

}  // namespace

TEST_CASE("msmodelslim's files come back byte for byte") {
  for (const std::string network :
       {"resnet18", "resnet50", "se_resnet50", "mobilenetv2", "vgg16"}) {
    const auto path = shared_file("golden/" + network + "_quant_config.json");
    MSQUANT_SKIP_WITHOUT(path);
    CHECK(to_json(read_quant_config(path)) == read_file(path));
  }
}

TEST_CASE("a configuration keeps its values and the order of its layers") {
  const QuantConfig config = read_text(R"({
    "version": "1.0", "fuse_bn": false, "num_rollback_nodes": 1,
    "layer1.conv2": {"quant": true}, "conv1": {"quant": false}, "a": {"quant": true}})");
  CHECK_FALSE(config.fuse_bn);
  CHECK(config.num_rollback_nodes == 1);
  REQUIRE(config.layers.size() == 3);
  CHECK(config.layers[1].name == "conv1");
  CHECK_FALSE(config.layers[1].quant);
  CHECK(config.quantized_layers() == std::vector<std::string>{"layer1.conv2", "a"});
}

TEST_CASE("absent keys have msmodelslim's defaults") {
  const QuantConfig config = read_text("{}");
  CHECK(config.fuse_bn);
  CHECK(config.num_rollback_nodes == 0);
  CHECK(config.layers.empty());
}

// What Python's json.dump(…, indent=4) writes.
TEST_CASE("names outside ASCII are escaped as Python escapes them") {
  QuantConfig config;
  config.layers = {{"è\"\x7f", false}};
  CHECK(to_json(config) ==
        "{\n    \"version\": \"1.0\",\n    \"fuse_bn\": true,\n    \"num_rollback_nodes\": 0,\n"
        "    \"\\u00e8\\\"\\u007f\": {\n        \"quant\": false\n    }\n}");
}

TEST_CASE("names that JSON cannot hold are refused") {
  for (const std::string name : {"\xff", "version"}) {
    QuantConfig config;
    config.layers = {{name, true}};
    CHECK_THROWS_AS(to_json(config), Error);
  }
}

TEST_CASE("values of a wrong type are named with what was expected and found") {
  CHECK(complaint("[1]") == "expected an object {…}, found [1]");
  CHECK(complaint(R"({"fuse_bn": "yes"})") ==
        "key 'fuse_bn': expected true or false, found \"yes\"");
  CHECK(complaint(R"({"num_rollback_nodes": 1.5})") ==
        "key 'num_rollback_nodes': expected an integer, found 1.5");
  CHECK(complaint(R"({"num_rollback_nodes": true})") ==
        "key 'num_rollback_nodes': expected an integer, found true");
  CHECK(complaint(R"({"conv1": {"quant": 1}})") ==
        "key 'conv1.quant': expected true or false, found 1");
  CHECK(complaint(R"({"conv1": true})") ==
        "key 'conv1': expected a layer's {\"quant\": true or false}, found true");
  CHECK(complaint(R"({"conv1": {}})") ==
        "key 'conv1': expected a layer's {\"quant\": true or false}, found {}");
}

TEST_CASE("another version is refused") {
  CHECK(complaint(R"({"version": "2.0"})") ==
        "key 'version': expected the text \"1.0\", found \"2.0\"");
}

TEST_CASE("unknown and mistyped keys are refused with a suggestion") {
  CHECK(complaint(R"({"conv1": {"quant": true, "qaunt": false}})") ==
        "key 'conv1.qaunt': the keys of 'conv1' are: quant, activation_quant_params, "
        "weight_quant_params, dmq_balancer_param");
  CHECK(hint_of(R"({"conv1": {"quant": true, "qaunt": false}})") == "did you mean 'quant'?");
  CHECK(hint_of(R"({"fuse_bm": true})") == "did you mean 'fuse_bn'?");
}

TEST_CASE("a repeated key is refused, also inside a layer") {
  CHECK(complaint(R"({"a": {"quant": true}, "b": {"quant": true}, "a": {"quant": false}})") ==
        "key 'a': the key is repeated");
  CHECK(complaint(R"({"a": {"quant": true, "quant": true}})") ==
        "key 'quant': the key is repeated");
}

TEST_CASE("num_rollback_nodes lies below the number of layers") {
  const std::string layers = R"("a": {"quant": true}, "b": {"quant": false}})";
  CHECK(read_text(R"({"num_rollback_nodes": 1, )" + layers).num_rollback_nodes == 1);
  CHECK(complaint(R"({"num_rollback_nodes": 2, )" + layers) ==
        "key 'num_rollback_nodes': expected at least 0 and less than the number of layers (2), "
        "found 2");
  for (const std::string bad : {"-1", "9223372036854775808", "18446744073709551615"}) {
    CHECK_THROWS_AS(read_text("{\"num_rollback_nodes\": " + bad + ", " + layers), Error);
  }
}

TEST_CASE("a layer goes before its type, and that before the global method") {
  const QuantConfig config = read_text(R"({
    "override_layer_types": {
      "Dense": {"activation_quant_params": {"act_algo": "percentile", "max_percentile": 0.99},
                "weight_quant_params": {"wts_algo": "mse"}}},
    "a": {"quant": true},
    "b": {"quant": true, "activation_quant_params": {"max_percentile": 0.9, "asymmetric": false}},
    "c": {"quant": true, "activation_quant_params": {"act_algo": "hfmg", "num_of_bins": 1024},
          "weight_quant_params": {"wts_algo": "arq_quantize", "channel_wise": false}}})");
  LayerMethods global;
  global.activation.estimator = "minmax";
  const auto of = [&](size_t layer, const char* type) {
    return config.methods_of(config.layers[layer], type, global);
  };
  CHECK(of(0, "Conv2d").activation.estimator == "minmax");
  CHECK(of(0, "Conv2d").weight == WeightChoice{"max", true});
  CHECK(of(0, "Dense").activation.estimator == "percentile");
  CHECK(of(0, "Dense").activation.options.max_percentile == 0.99);
  CHECK(of(0, "Dense").weight == WeightChoice{"mse", true});
  CHECK(of(1, "Dense").activation.options.max_percentile == 0.9);
  CHECK_FALSE(of(1, "Dense").activation.options.asymmetric);
  CHECK(of(2, "Dense").activation.estimator == "hfmg");
  CHECK(of(2, "Dense").activation.options.num_of_bins == 1024);
  // The type's percentile is not a parameter of another estimator.
  CHECK(of(2, "Dense").activation.options.max_percentile == RangeOptions{}.max_percentile);
  CHECK(of(2, "Dense").weight == WeightChoice{"arq", false});
}

TEST_CASE("overrides come back from the text written") {
  const std::string text = R"({"version": "1.0",
    "override_layer_types": {"Conv2d": {"weight_quant_params": {"channel_wise": false}}},
    "a": {"quant": true, "activation_quant_params":
          {"act_algo": "ifmr", "search_range": [0.5, 1.5], "search_step": 0.1}}})";
  const std::string written = to_json(read_text(text));
  CHECK(to_json(read_text(written)) == written);
  CHECK(read_text(written).layers[0].methods.parameters.at("search_range_end") == 1.5);
  CHECK(read_text(written).types[0].second.channel_wise == false);
}

TEST_CASE("unknown types, algorithms and parameters are refused with a suggestion") {
  const auto layer = [](const std::string& activation) {
    return R"({"a": {"quant": true, "activation_quant_params": {)" + activation + "}}}";
  };
  CHECK(hint_of(layer(R"("act_algo": "minmaxx")")) == "did you mean 'minmax'?");
  CHECK(hint_of(layer(R"("max_percentil": 1)")) == "did you mean 'max_percentile'?");
  CHECK(complaint(layer(R"("num_bits": 16)")) ==
        "key 'a.activation_quant_params.num_bits': expected 8, found 16");
  CHECK(complaint(layer(R"("search_range": 1)")) ==
        "key 'a.activation_quant_params.search_range': expected [start, end], found 1");
  CHECK(hint_of(R"({"a": {"quant": true, "weight_quant_params": {"wts_algo": "msee"}}})") ==
        "did you mean 'mse'?");
  CHECK(hint_of(R"({"override_layer_types": {"Denses": {}}})") == "did you mean 'Dense'?");
  CHECK(complaint(R"({"override_layer_types": {"Dense": {"quant": true}}})") ==
        "key 'override_layer_types.Dense.quant': the keys of 'override_layer_types.Dense' are: "
        "activation_quant_params, weight_quant_params, dmq_balancer_param");
}

TEST_CASE("text that is not JSON is refused with its place") {
  CHECK(complaint("{\n  \"a\": }").find("parse error at line 2, column 8") == 0);
  CHECK(complaint("").find("parse error at line 1, column 1") == 0);
  CHECK(complaint("\x89PNG\r\n").find("parse error at line 1, column 1") == 0);
  CHECK(complaint(R"({"num_rollback_nodes": 1e999})") != "no error");
  CHECK(complaint("{\"\xff\": {\"quant\": true}}") != "no error");
  CHECK(complaint(std::string("{}\0{", 4)) == "it holds a zero byte");
}

TEST_CASE("values nested without end are refused before they fill the stack") {
  CHECK(complaint(std::string(1000000, '[')) == "values are nested too deeply");
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  CHECK(complaint(objects) == "values are nested too deeply");
}

TEST_CASE("a file that cannot be opened is an I/O error") {
  const TempDir dir;
  try {
    read_quant_config(dir / "absent.json");
    FAIL("no error was thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kIo);
  }
}

}  // namespace msquant
