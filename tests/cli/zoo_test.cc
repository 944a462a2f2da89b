#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/run_cli.h"

using namespace msquant;
using Catch::Contains;

TEST_CASE("zoo lists the networks") {
  const CliResult table = run_cli({"zoo"});
  CHECK(table.exit_code == 0);
  CHECK_THAT(table.out, Contains("resnet50") && Contains("MobileNetV2"));
  const auto json = nlohmann::json::parse(run_cli({"zoo", "--json"}).out);
  CHECK(json.size() == 9);
}

TEST_CASE("zoo shows the parameters of a network") {
  const CliResult table = run_cli({"zoo", "lenet5", "--size", "32"});
  CHECK_THAT(table.out, Contains("fc1.weight") && Contains("[120, 400]"));
  const auto json = nlohmann::json::parse(run_cli({"zoo", "LeNet-5", "--json"}).out);
  CHECK(json["name"] == "lenet5");
  CHECK(json["parameters"].size() == 8);
}

TEST_CASE("zoo suggests the network that was meant") {
  const CliResult result = run_cli({"zoo", "resnet5"});
  CHECK(result.exit_code == 3);
  CHECK_THAT(result.err, Contains("did you mean 'resnet50'"));
}
