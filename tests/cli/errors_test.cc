#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

TEST_CASE("version and help succeed on stdout") {
  CHECK(run_cli({"--version"}).out == "msquant 0.1.0\n");
  const CliResult help = run_cli({"calibrate", "--help"});
  CHECK(help.exit_code == 0);
  CHECK_THAT(help.out, Contains("--quant-config") && Contains("Examples:") && Contains("ifmr"));
}

TEST_CASE("a mistyped command or flag is a usage error with a suggestion") {
  const CliResult command = run_cli({"quantise"});
  CHECK(command.exit_code == 2);
  CHECK_THAT(command.err, Contains("did you mean 'quantize'?"));
  const CliResult flag = run_cli({"calibrate", "--batchs", "3"});
  CHECK(flag.exit_code == 2);
  CHECK_THAT(flag.err, Contains("did you mean '--batches'?"));
  const CliResult global = run_cli({"calibrate", "--quite"});
  CHECK_THAT(global.err, Contains("did you mean '--quiet'?"));
}

TEST_CASE("msquant alone lists the commands by what they are for") {
  const CliResult result = run_cli({});
  CHECK(result.exit_code == 2);
  for (const char* text : {"Discover:", "Configure:", "Build:", "Measure:", "gen-config"}) {
    CHECK_THAT(result.out, Contains(text));
  }
}

TEST_CASE("networks, layers, keys and values are suggested") {
  TempDir dir;
  const std::string sample = MSQUANT_SOURCE_DIR "/configs/sample/lenet5.yaml";
  const auto check = [&](const std::vector<std::string>& arguments, const std::string& expected) {
    CHECK_THAT(run_cli(arguments, dir.path()).err, Contains("did you mean '" + expected + "'?"));
  };
  check({"gen-config", "-c", sample, "--net", "lenett5"}, "lenet5");
  check({"zoo", "resnt50"}, "resnet50");
  check({"quantize", "-c", sample, "--format", "onx"}, "onnx");
  check({"quantize", "-c", sample, "--preset", "fats"}, "fast");
  check({"quantize", "-c", sample, "--corrections", "bais"}, "bias");
  check({"analyze", "-c", sample, "--views", "isolatd"}, "isolated");
  check({"run", "x.air", "--input", "x.npy", "--engine", "onednm"}, "onednn");
  check({"completion", "bsh"}, "bash");
  check({"doctor", "--progress", "jsn"}, "json");
  write_file(dir / "q.json", R"({"version": "1.0", "fuse_nb": true})");
  check({"calibrate", "-c", sample, "--quant-config", "q.json"}, "fuse_bn");
}

TEST_CASE("a bad value of a flag is a usage error that lists the good ones") {
  const CliResult compat = run_cli({"calibrate", "--compat", "tensorrt"});
  CHECK(compat.exit_code == 2);
  CHECK_THAT(compat.err, Contains("ptq_quant"));
  const CliResult activation = run_cli({"calibrate", "--ckpt", "x", "--activation", "minmx"});
  CHECK(activation.exit_code == 2);
  CHECK_THAT(activation.err, Contains("did you mean 'minmax'?"));
  const CliResult level = run_cli({"--log-level", "loud", "inspect", "x"});
  CHECK(level.exit_code == 2);
}

TEST_CASE("no model, a missing file and a file of another kind are told apart") {
  CHECK(run_cli({"gen-config"}).exit_code == 2);
  const CliResult missing = run_cli({"gen-config", "--ckpt", "none.ckpt"});
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.err, Contains("none.ckpt") && Contains("No such file"));
  TempDir dir;
  write_file(dir / "text.mindir", "hello");
  const CliResult text = run_cli({"gen-config", "--model", (dir / "text.mindir").string()});
  CHECK(text.exit_code == 6);
  CHECK_THAT(text.err, Contains("text.mindir"));
}

TEST_CASE("a pipe in the place of a file is refused, not waited for") {
  TempDir dir;
  fs::create_directory(dir / "images");
  for (const char* name : {"pipe.ckpt", "pipe.onnx", "pipe.yaml", "pipe.json", "images/pipe.jpg"}) {
    REQUIRE(::mkfifo((dir / name).c_str(), 0600) == 0);
  }
  const auto check = [&](std::vector<std::string> arguments, const std::string& pipe) {
    arguments.insert(arguments.end(), {"-o", "out"});
    const CliResult result = run_cli(arguments, dir.path());
    CHECK(result.exit_code != 0);
    CHECK_THAT(result.err, Contains(pipe) && Contains("it is not a regular file"));
  };
  check({"quantize", "-c", kSampleYaml, "--ckpt", "pipe.ckpt"}, "pipe.ckpt");
  check({"quantize", "--model", "pipe.onnx"}, "pipe.onnx");
  check({"quantize", "-c", "pipe.yaml"}, "pipe.yaml");
  check({"quantize", "-c", kSampleYaml, "--quant-config", "pipe.json"}, "pipe.json");
  check({"quantize", "-c", kSampleYaml, "--data", "images"}, "images/pipe.jpg");
}

TEST_CASE("calibrating without quant_config.json tells what writes one") {
  TempDir dir;
  const CliResult result = run_cli({"calibrate", "-c", kSampleYaml}, dir.path());
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err,
             Contains("error: there is no quantization config\n  in: quant_config.json\n") &&
                 Contains("'msquant gen-config' writes one"));
}

TEST_CASE("a pipe in the place of a log file is written into if somebody reads it, else refused") {
  TempDir dir;
  const fs::path pipe = dir / "log";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const std::vector<std::string> fails{"inspect", "none.ckpt", "--log-file", "log"};
  CHECK_THAT(run_cli(fails, dir.path()).err,
             Contains("cannot write the log file") && Contains("it is a pipe that nobody reads"));
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  REQUIRE(reader >= 0);
  CHECK_THAT(run_cli(fails, dir.path()).err, !Contains("log file"));
  char logged[4096] = {};
  CHECK(::read(reader, logged, sizeof logged - 1) > 0);
  CHECK_THAT(logged, Contains("none.ckpt"));
  ::close(reader);
}

TEST_CASE("a broken YAML is named with its line") {
  TempDir dir;
  write_file(dir / "bad.yaml", "net_name: lenet5\nmean: [1, 2\n");
  const CliResult result = run_cli({"gen-config", "-c", (dir / "bad.yaml").string()});
  CHECK(result.exit_code == 3);
  CHECK_THAT(result.err, Contains("bad.yaml:"));
}

TEST_CASE("a setting of the wrong type says what was expected and found") {
  TempDir dir;
  write_file(dir / "a.yaml", "class_num: many\nheight: 32\nwidth: 32\n");
  const std::string sample = MSQUANT_SOURCE_DIR "/configs/sample/lenet5.ckpt";
  const CliResult result =
      run_cli({"gen-config", "-c", (dir / "a.yaml").string(), "--ckpt", sample});
  CHECK(result.exit_code == 3);
  CHECK_THAT(result.err, Contains("class_num") && Contains("a.yaml:1") &&
                             Contains("expected a whole number, got many"));
}

TEST_CASE("an unknown key of the YAML is a warning, with --strict an error") {
  TempDir dir;
  write_file(dir / "a.yaml", "net_name: lenet5\nbatch_sise: 8\n");
  const std::string yaml = (dir / "a.yaml").string();
  const CliResult lenient = run_cli({"gen-config", "-c", yaml, "--print-config"});
  CHECK_THAT(lenient.err, Contains("batch_sise") && Contains("did you mean 'batch_size'?"));
  const CliResult strict = run_cli({"gen-config", "-c", yaml, "--print-config", "--strict"});
  CHECK(strict.exit_code == 3);
}

TEST_CASE("the printed settings tell where each came from, and the flags that are none") {
  const std::string sample = MSQUANT_SOURCE_DIR "/configs/sample/lenet5.yaml";
  const std::string text =
      run_cli({"quantize", "-c", sample, "--ckpt", MSQUANT_SOURCE_DIR "/configs/sample/lenet5.ckpt",
               "--batch-size", "8", "--weights", "mse", "--data", "images", "--threads", "2",
               "--no-activation-offset", "--print-config"})
          .out;
  const auto origin = [&](const std::string& key) {
    const size_t line = text.find("\n" + key + ": ");
    REQUIRE(line != std::string::npos);
    const size_t comment = text.find("# ", line);
    return text.substr(comment + 2, text.find('\n', comment) - comment - 2);
  };
  CHECK(origin("checkpoint_file_path") == "--ckpt");
  CHECK(origin("batch_size") == "--batch-size");
  CHECK(origin("weights") == "--weights");
  CHECK(origin("activation_offset") == "--no-activation-offset");
  CHECK(origin("mean") == "lenet5.yaml:17");
  CHECK(origin("activation") == "preset default");
  CHECK(origin("calibration_batches") == "default");
  CHECK_THAT(text, Contains("\n# --data images\n") && Contains("\n# --threads 2\n") &&
                       !Contains("# --batch-size 8"));
}
