// Links that somebody put into a folder before msquant reads or writes there.
#include <catch2/catch.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "formats/mindir/mindir_writer.h"
#include "support/folder_content.h"
#include "support/models.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> kQuantize{"quantize", "-c",      kSampleYaml, "--preset",
                                         "fast",     "--fresh", "-o",        "out"};

}  // namespace

TEST_CASE("a link that has the name of an output is replaced, not followed") {
  TempDir dir;
  REQUIRE(run_cli(kQuantize, dir.path()).exit_code == 0);
  const FolderContent expected = content_of(dir / "out");
  write_file(dir / "victim", "precious");
  for (const auto& [name, bytes] : expected) {
    fs::remove(dir / "out" / name);
    fs::create_symlink(dir / "victim", dir / "out" / name);
  }
  fs::create_symlink(dir / "victim", dir / "out" / "quantized_model.air.unchecked");
  const CliResult result = run_cli(kQuantize, dir.path());
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK(read_file(dir / "victim") == "precious");
  for (const auto& entry : fs::directory_iterator(dir / "out")) {
    CHECK_FALSE(entry.is_symlink());
  }
  require_equal(content_of(dir / "out"), expected);
}

TEST_CASE("a link to a file that is not there is not followed either") {
  TempDir dir;
  fs::create_symlink(dir / "victim", dir / "model.air");
  fs::create_symlink(dir / "victim", dir / "quant_config.json");
  CHECK(run_cli({"gen-config", "-c", kSampleYaml}, dir.path()).exit_code == 0);
  CHECK(run_cli({"calibrate", "-c", kSampleYaml, "-o", "model"}, dir.path()).exit_code == 0);
  CHECK_FALSE(fs::exists(dir / "victim"));
  CHECK(fs::is_regular_file(fs::symlink_status(dir / "model.air")));
}

TEST_CASE("a folder below the output folder that is a link is refused") {
  TempDir dir;
  fs::create_directory(dir / "elsewhere");
  fs::create_directory(dir / "out");
  fs::create_directory_symlink(dir / "elsewhere", dir / "out/trials");
  const CliResult result =
      run_cli({"tune", "-c", kSampleYaml, "--max-drop", "1", "-o", "out"}, dir.path());
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.err, Contains("error: cannot make folder\n  in: out/trials\n"
                                  "  because: it is a symbolic link\n"));
  CHECK(fs::is_empty(dir / "elsewhere"));
}

TEST_CASE("finished steps are not written through a link that is named as their folder") {
  TempDir dir;
  fs::create_directory(dir / "elsewhere");
  fs::create_directory(dir / "out");
  for (const char* name : {"rounding-0.bin", "rounding-1.bin"}) {
    write_file(dir / "elsewhere" / name, "precious");
  }
  const FolderContent expected = content_of(dir / "elsewhere");
  fs::create_directory_symlink(dir / "elsewhere", dir / "out/unfinished");
  const std::vector<std::string> quantize{"quantize", "-c",       kSampleYaml, "-o",
                                          "out",      "--preset", "accurate"};
  const CliResult refused = run_cli(quantize, dir.path());
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, Contains("error: cannot make folder\n  in: out/unfinished\n"
                                   "  because: it is a symbolic link\n"));
  require_equal(content_of(dir / "elsewhere"), expected);

  std::vector<std::string> fresh = quantize;
  fresh.push_back("--fresh");
  CHECK(run_cli(fresh, dir.path()).exit_code == 0);
  CHECK_FALSE(fs::exists(fs::symlink_status(dir / "out/unfinished")));
  require_equal(content_of(dir / "elsewhere"), expected);
}

TEST_CASE("the output folder itself may be a link") {
  TempDir dir;
  fs::create_directory(dir / "elsewhere");
  fs::create_directory_symlink("elsewhere", dir / "out");
  CHECK(run_cli(kQuantize, dir.path()).exit_code == 0);
  CHECK(fs::exists(dir / "elsewhere/quantized_model.air"));
}

TEST_CASE("a log file that is a link is refused") {
  TempDir dir;
  write_file(dir / "victim", "precious");
  fs::create_symlink("victim", dir / "log");
  const CliResult result = run_cli({"doctor", "--log-file", "log"}, dir.path());
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.err, Contains("error: cannot write the log file\n  in: log\n"
                                  "  because: it is a symbolic link\n"));
  CHECK(read_file(dir / "victim") == "precious");
}

TEST_CASE("weights of a model are not read through a link that leaves its folder") {
  TempDir dir;
  fs::create_directory(dir / "model");
  Graph graph("dense");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, 32}});
  const ValueId weight = graph.add_constant("fc.weight", random_tensor({32, 10}, 1));
  graph.set_outputs({graph.add_node(OpKind::kMatMul, "fc", MatMulAttrs{}, {x, weight})});
  write_mindir(graph, dir / "model/net.mindir", {0});
  REQUIRE(run_cli({"inspect", "model/net.mindir"}, dir.path()).exit_code == 0);

  fs::rename(dir / "model/net_variables", dir / "secret");
  fs::create_directory_symlink("../secret", dir / "model/net_variables");
  const CliResult result = run_cli({"inspect", "model/net.mindir"}, dir.path());
  CHECK(result.exit_code == 4);
  CHECK_THAT(result.err,
             Contains("error: cannot read external data of the model\n  in: model/net.mindir: ") &&
                 Contains("  because: 'net_variables/data_0' is not a file within the folder of "
                          "the model\n"));
}
