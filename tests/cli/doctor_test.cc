#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/run_cli.h"

using namespace msquant;
using Catch::Contains;

TEST_CASE("doctor names versions, cores and memory") {
  const CliResult table = run_cli({"doctor"});
  CHECK(table.exit_code == 0);
  CHECK_THAT(table.out,
             Contains("oneDNN") && Contains("OpenCV") && Contains("mpi ") && Contains("GiB"));
  const auto json = nlohmann::json::parse(run_cli({"doctor", "--json"}).out);
  CHECK(std::stoi(json["cores"].get<std::string>()) >= 1);
}
