// Models from a record instead of from images.
#include <catch2/catch.hpp>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

// plain.air and plain.record.txt of the sample, as nothing but their record makes them.
void calibrate_plain(const TempDir& dir, const std::string& config = "{}") {
  run_cli({"gen-config", "-c", kSampleYaml}, dir.path());
  if (config != "{}") write_file(dir / "quant_config.json", config);
  const CliResult result = run_cli({"calibrate", "-c", kSampleYaml, "--activation", "minmax",
                                    "--corrections", "none", "-o", "plain"},
                                   dir.path());
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
}

CliResult from_record(const TempDir& dir, const std::string& record,
                      std::vector<std::string> more = {}) {
  write_file(dir / "record.txt", record);
  more.insert(more.begin(),
              {"calibrate", "-c", kSampleYaml, "--record", "record.txt", "-o", "again"});
  return run_cli(more, dir.path());
}

std::string plain_record(const TempDir& dir) { return read_file(dir / "plain.record.txt"); }

}  // namespace

TEST_CASE("a record gives the model that its calibration gave, byte for byte") {
  TempDir dir;
  calibrate_plain(dir);
  const CliResult result = from_record(dir, plain_record(dir), {"--data", kSampleImages});
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.err, Contains("3 layers of record.txt") && !Contains("warning"));
  CHECK(read_file(dir / "again.air") == read_file(dir / "plain.air"));
  fs::remove(dir / "again.air");
  const CliResult unchecked = from_record(dir, plain_record(dir));
  CHECK(unchecked.exit_code == 0);
  CHECK_THAT(unchecked.err, Contains("not run as a check"));
  CHECK(read_file(dir / "again.air") == read_file(dir / "plain.air"));
}

// AMCT writes one scale_w for a dense layer, and the types.
TEST_CASE("one scale of a weight stands for all of its channels") {
  TempDir dir;
  calibrate_plain(dir,
                  R"({"fc2": {"quant": true, "weight_quant_params": {"channel_wise": false}}})");
  std::smatch scale;
  const std::string record = plain_record(dir);
  REQUIRE(std::regex_search(record, scale, std::regex("scale_d: \\S+\\s+offset_d: \\S+")));
  std::smatch weight;
  REQUIRE(std::regex_search(record, weight, std::regex("scale_w: \\S+")));
  const CliResult result =
      from_record(dir, "record { key: \"fc2\" value { " + scale.str() + " " + weight.str() +
                           " offset_w: 0 dst_type: \"INT8\" act_type: \"INT8\" wts_type: "
                           "\"INT8\" } }");
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK(read_file(dir / "again.air") == read_file(dir / "plain.air"));
}

// With a factor of 2 for every channel, half the scale of the activation and twice those of the
// weight, the integers are the same, and so are the outputs.
TEST_CASE("AMCT's balance factors are carried out at run time") {
  TempDir dir;
  calibrate_plain(dir, R"({"fc2": {"quant": true}})");
  std::istringstream record(plain_record(dir));
  std::ostringstream balanced;
  balanced << std::setprecision(9);
  for (std::string name, value; record >> name >> value;) {
    const bool is_activation = name == "scale_d:";
    if (is_activation || name == "scale_w:") {
      balanced << name << " " << std::stof(value) * (is_activation ? 0.5f : 2.0f) << "\n";
    } else {
      balanced << name << " " << value << "\n";
    }
    for (int i = 0; is_activation && i < 120; ++i) balanced << "tensor_balance_factor: 2\n";
  }
  const CliResult result = from_record(dir, balanced.str(), {"--data", kSampleImages});
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  CHECK_THAT(run_cli({"inspect", "again.air"}, dir.path()).out, Contains("1 Mul"));
  const CliResult compared = run_cli(
      {"compare", "plain.air", "again.air", "-c", kSampleYaml, "--data", kSampleImages, "--json"},
      dir.path());
  CHECK(nlohmann::json::parse(compared.out)["max_abs_difference"] == 0);
}

TEST_CASE("a record that does not fit is refused, with the reason") {
  TempDir dir;
  calibrate_plain(dir);
  const auto check = [&](const std::string& record, int exit_code, const std::string& expected) {
    const CliResult result = from_record(dir, record);
    CHECK(result.exit_code == exit_code);
    CHECK_THAT(result.err, Contains(expected) && Contains("record.txt"));
    CHECK_FALSE(fs::exists(dir / "again.air"));
  };
  const auto layer = [](const std::string& name, const std::string& more = "") {
    return "record { key: \"" + name + "\" value { scale_d: 1 offset_d: 0 scale_w: 1 offset_w: 0 " +
           more + " } }";
  };
  check(layer("fc7"), 3, "did you mean 'fc1'?");
  check(layer("fc1", "scale_w: 1 offset_w: 0"), 4, "120 output channels, the record 2");
  check(layer("fc1", "tensor_balance_factor: 1"), 4, "400 input channels, the record 1");
  check(layer("fc1", "act_type: \"INT16\""), 6, "INT16");
  check("record {", 4, "line 1");
}

TEST_CASE("a record leaves nothing to be chosen") {
  TempDir dir;
  calibrate_plain(dir);
  for (const std::vector<std::string>& flags :
       std::vector<std::vector<std::string>>{{"--activation", "ifmr"},
                                             {"--corrections", "bias"},
                                             {"--preset", "fast"},
                                             {"--quant-config", "quant_config.json"},
                                             {"--batches", "2"}}) {
    const CliResult result = from_record(dir, plain_record(dir), flags);
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.err, Contains("--record") && Contains(flags[0]));
  }
  const CliResult missing =
      run_cli({"calibrate", "-c", kSampleYaml, "--record", "none.txt"}, dir.path());
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.err, Contains("none.txt"));
}
