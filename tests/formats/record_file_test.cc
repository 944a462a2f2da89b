#include "formats/record/record_file.h"

#include <catch2/catch.hpp>
#include <cfloat>
#include <string>

#include "base/error.h"

using namespace msquant;

namespace {

std::string layer(const std::string& value, const std::string& key = "conv1") {
  return "record { key: \"" + key + "\" value { " + value + " } }\n";
}

}  // namespace

TEST_CASE("a record in AMCT's form is read") {
  const Record record = parse_record(
      layer("scale_d: 0.0798934 offset_d: 1 scale_w: 0.00297 offset_w: 0") +
          layer(
              "scale_d: 2 offset_d: -128 scale_w: 0.5 scale_w: 0.25 offset_w: 0 offset_w: 0 "
              "shift_bit: 1 skip_fusion: false dst_type: 'INT8' act_type: 'INT8' wts_type: 'INT8' "
              "tensor_balance_factor: 0.5 tensor_balance_factor: 2",
              "layer1.0.conv2"),
      "record.txt");
  REQUIRE(record.layers.size() == 2);
  CHECK(record.layers[0].layer == "conv1");
  CHECK(record.layers[0].activation == QuantParams{{0.0798934f}, {1}, -1});
  CHECK(record.layers[0].weight == QuantParams{{0.00297f}, {0}, -1});
  CHECK(record.layers[1].weight == QuantParams{{0.5f, 0.25f}, {0, 0}, 0});
  CHECK(record.layers[0].balance.empty());
  CHECK(record.layers[1].balance == std::vector<float>{0.5f, 2});
  CHECK(parse_record("", "empty").layers.empty());
}

TEST_CASE("a record is written in AMCT's form") {
  const Record record{{{"conv1", {{0.5f}, {-3}, -1}, {{0.25f, 0.1f}, {0, 0}, 0}, {4}}}};
  CHECK(to_text(record) ==
        "record {\n  key: \"conv1\"\n  value {\n    scale_d: 0.5\n    offset_d: -3\n"
        "    scale_w: 0.25\n    scale_w: 0.1\n    offset_w: 0\n    offset_w: 0\n    "
        "tensor_balance_factor: 4\n  }\n}\n");
}

TEST_CASE("every float32 and every name comes back as it was written") {
  Record record;
  LayerRecord entry{"a \"b\"\\\n\xC3\xA9", {{1.0f / 3}, {-128}, -1}, {{}, {}, 0}};
  for (float scale = FLT_MIN; scale < FLT_MAX / 7; scale *= 6.9314718f) {
    entry.weight.scale.push_back(scale);
    entry.weight.zero_point.push_back(0);
  }
  record.layers.push_back(entry);
  const Record copy = parse_record(to_text(record), "copy");
  REQUIRE(copy.layers.size() == 1);
  CHECK(copy.layers[0].layer == entry.layer);
  CHECK(copy.layers[0].activation == entry.activation);
  CHECK(copy.layers[0].weight == entry.weight);
}

TEST_CASE("a bad record is refused by file and cause") {
  const std::string good = "scale_d: 1 offset_d: 0 scale_w: 1 offset_w: 0";
  const auto [text, message] = GENERATE_COPY(table<std::string, std::string>({
      {layer(good) + "record { key: ", "line 2"},
      {layer(good + " surprise: 1"), "surprise"},
      {layer(good) + layer(good), "occurs twice"},
      {layer(good, ""), "no key"},
      {layer("scale_d: 0 offset_d: 0 scale_w: 1 offset_w: 0"), "scale_d is 0"},
      {layer("scale_d: -1 offset_d: 0 scale_w: 1 offset_w: 0"), "scale_d is -1"},
      {layer("scale_d: inf offset_d: 0 scale_w: 1 offset_w: 0"), "scale_d is inf"},
      {layer("scale_d: 1 offset_d: 0 scale_w: nan offset_w: 0"), "scale_w is nan"},
      {layer("scale_d: 1 offset_d: 128 scale_w: 1 offset_w: 0"), "outside [-128, 127]"},
      {layer("scale_d: 1 offset_d: 0 scale_w: 1 offset_w: 2"), "offset_w is not 0"},
      {layer("scale_d: 1 offset_d: 0 scale_w: 1 scale_w: 2 offset_w: 0"), "2 scale_w and 1"},
      {layer("scale_d: 1 offset_d: 0"), "scale_w is missing"},
      {layer("offset_d: 0 scale_w: 1 offset_w: 0"), "scale_d or offset_d is missing"},
      {layer(good + " tensor_balance_factor: 0"), "tensor_balance_factor is 0"},
      {layer(good + " act_type: 'INT16'"), "its type is INT16"},
      {layer(good + " skip_fusion: true"), "skip_fusion"},
      {"record { key: \"fc\" }", "layer 'fc'"},
      {std::string("\0\xFF{{{", 5), "line 1"},
  }));
  INFO(text);
  CHECK_THROWS_WITH(parse_record(text, "r.txt"),
                    Catch::Contains("r.txt") && Catch::Contains(message));
}
