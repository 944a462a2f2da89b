#include "quant/amct_config.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;

namespace {

QuantConfig read_text(const std::string& text) {
  const TempDir dir;
  write_file(dir / "config.json", text);
  return read_quant_config(dir / "config.json");
}

// As in AMCT's documentation of the file.
constexpr const char* kDocumented = R"({
  "version": 1, "batch_num": 2, "activation_offset": false, "do_fusion": true,
  "skip_fusion_layers": [],
  "conv1": {
    "quant_enable": true, "dmq_balancer_param": 0.3,
    "activation_quant_params": {
      "num_bits": 8, "max_percentile": 0.999999, "min_percentile": 0.99, "search_range": [0.7, 1.3],
      "search_step": 0.01, "act_algo": "ifmr", "asymmetric": true},
    "weight_quant_params": {"num_bits": 8, "wts_algo": "arq_quantize", "channel_wise": true}},
  "fc": {
    "quant_enable": false,
    "activation_quant_params": {"act_algo": "hfmg", "num_of_bins": 2048},
    "weight_quant_params": {"channel_wise": false}}})";

}  // namespace

TEST_CASE("AMCT's configuration is recognised and read") {
  const QuantConfig config = read_text(kDocumented);
  CHECK(config.fuse_bn);
  CHECK(config.batch_num == 2);
  CHECK(config.num_rollback_nodes == 0);
  REQUIRE(config.layers.size() == 2);
  CHECK(config.quantized_layers() == std::vector<std::string>{"conv1"});
  LayerMethods global;
  global.activation.estimator = "minmax";
  const LayerMethods conv = config.methods_of(config.layers[0], "Conv2d", global);
  CHECK(conv.activation.estimator == "ifmr");
  CHECK(conv.activation.options.min_percentile == 0.99);
  CHECK(conv.activation.options.asymmetric);
  CHECK(conv.weight == WeightChoice{"arq", true});
  CHECK(conv.migration_strength == 0.3);
  const LayerMethods dense = config.methods_of(config.layers[1], "Dense", global);
  CHECK(dense.activation.estimator == "hfmg");
  CHECK_FALSE(dense.activation.options.asymmetric);  // activation_offset
  CHECK(dense.weight == WeightChoice{"arq", false});
}

TEST_CASE("without a version a layer's quant_enable gives AMCT away") {
  CHECK(read_text(R"({"a": {"quant_enable": true}})").layers[0].methods.weight_method == "arq");
  CHECK(read_text(R"({"a": {"quant": true}})").layers[0].methods.empty());
}

TEST_CASE("what AMCT's configuration asks for and msquant has not is refused") {
  const auto kind_of = [](const std::string& key) {
    try {
      read_text("{\"version\": 1, " + key + "}");
    } catch (const Error& error) {
      CHECK_THAT(error.where(), Catch::Contains("config.json"));
      return error.kind();
    }
    return ErrorKind::kInternal;
  };
  CHECK(kind_of(R"("skip_fusion_layers": ["conv1"])") == ErrorKind::kUnsupported);
  CHECK(kind_of(R"("joint_quant": true)") == ErrorKind::kUnsupported);
  CHECK(kind_of(R"("tensor_quantize": [{}])") == ErrorKind::kUnsupported);
  CHECK(kind_of(R"("batch_num": 0)") == ErrorKind::kConfig);
  CHECK(kind_of(R"("activation_offset": 1)") == ErrorKind::kConfig);
  CHECK(kind_of(R"("a": {"dmq_balancer_param": 0.9})") == ErrorKind::kConfig);
  CHECK(kind_of(R"("a": {"quant": true})") == ErrorKind::kConfig);
}

TEST_CASE("the configuration written for AMCT has its keys, and reads back the same") {
  QuantConfig config;
  config.layers = {{"conv1", true}, {"fc", false}};
  config.layers[1].methods.channel_wise = false;
  config.layers[1].methods.migration_strength = 0.75;
  const std::string text = to_amct_json(config);
  const ConfigJson root = ConfigJson::parse(text);
  const auto expected = ConfigJson::parse(R"({
    "version": 1, "batch_num": 1, "activation_offset": true, "do_fusion": true,
    "skip_fusion_layers": [],
    "conv1": {"quant_enable": true,
      "activation_quant_params": {"num_bits": 8, "act_algo": "ifmr", "max_percentile": 0.999999,
        "min_percentile": 0.999999, "search_range": [0.7, 1.3], "search_step": 0.01,
        "asymmetric": true},
      "weight_quant_params": {"num_bits": 8, "wts_algo": "arq_quantize", "channel_wise": true}},
    "fc": {"quant_enable": false, "dmq_balancer_param": 0.75,
      "activation_quant_params": {"num_bits": 8, "act_algo": "ifmr", "max_percentile": 0.999999,
        "min_percentile": 0.999999, "search_range": [0.7, 1.3], "search_step": 0.01,
        "asymmetric": true},
      "weight_quant_params": {"num_bits": 8, "wts_algo": "arq_quantize", "channel_wise": false}}})");
  CHECK(root == expected);
  CHECK(to_amct_json(read_text(text)) == text);
}
