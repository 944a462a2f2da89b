#include "cli/faults.h"

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/sample.h"

namespace msquant {
namespace fs = std::filesystem;

namespace {

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

bool is_temporary(const std::string& name) {
  const std::string extension = fs::path(name).extension();
  return extension == ".partial" || extension == ".unchecked";
}

bool holds(const FolderContent& files, const std::string& name, const std::string& bytes) {
  const auto found = files.find(name);
  return found != files.end() && found->second == bytes;
}

// A few images: runs are many.
const Words kFewImages{"--batches", "1", "--batch-size", "4", "--max-bad-images", "0"};

}  // namespace

DisturbedRun::DisturbedRun(Words command, std::string folder_flag)
    : command_(std::move(command) + Words{"-c", kSampleYaml} + kFewImages),
      folder_flag_(std::move(folder_flag)) {
  REQUIRE(run_cli({"gen-config", "-c", kSampleYaml}, dir_.path()).exit_code == 0);
  const Words other{"--preset", "fast", "--format", "onnx"};
  REQUIRE(run_cli(command_ + other + Words{folder_flag_, "old"}, dir_.path()).exit_code == 0);
  old_ = content_of(dir_ / "old");
  REQUIRE(run_cli(command_ + Words{folder_flag_, "new"}, dir_.path()).exit_code == 0);
  new_ = content_of(dir_ / "new");
}

Words DisturbedRun::arguments(const Words& more) const {
  return command_ + Words{folder_flag_, "out"} + more;
}

void DisturbedRun::reset() const {
  fs::remove_all(dir_ / "out");
  fs::copy(dir_ / "old", dir_ / "out", fs::copy_options::recursive);
}

DisturbedRun::Outcome DisturbedRun::run_with(const std::string& fault) const {
  const fs::path mark = dir_ / "mark";
  fs::remove(mark);
  const Words words = Words{"env", "LD_PRELOAD=" MSQUANT_FAULT_INJECTOR, "MSQUANT_FAULT=" + fault,
                            "MSQUANT_FAULT_MARK=" + mark.string(), MSQUANT_BINARY} +
                      arguments({});
  CliResult result = run_command(words, dir_.path());
  return {fs::exists(mark), std::move(result)};
}

CliResult DisturbedRun::run_signalled(const TimedSignal& signal) const {
  return run_cli_signalled(arguments({}), dir_.path(), signal);
}

CliResult DisturbedRun::resume() const { return run_cli(arguments({"--resume"}), dir_.path()); }

void DisturbedRun::check_state(bool was_killed) const {
  const FolderContent files = content_of(dir_ / "out");
  for (const auto& [name, bytes] : files) {
    if (name == "run.json" || name == "run.lock") continue;
    if (was_killed && is_temporary(name)) continue;
    INFO(name);
    CHECK((holds(old_, name, bytes) || holds(new_, name, bytes)));
  }
  if (files.count("run.json") == 0 || holds(old_, "run.json", files.at("run.json"))) return;
  const auto listed = nlohmann::json::parse(files.at("run.json")).at("artifacts");
  for (const auto& [name, digest] : listed.items()) {
    INFO(name);
    CHECK((files.count(name) == 1 && holds(new_, name, files.at(name))));
  }
}

void DisturbedRun::check_finished() const {
  FolderContent files = content_of(dir_ / "out");
  files.erase("run.lock");
  for (const auto& [name, bytes] : files) {
    INFO(name);
    CHECK(holds(new_, name, bytes));
  }
  CHECK(files.size() == new_.size());
}

int for_every_call(const DisturbedRun& run, const std::string& call, const std::string& action,
                   const std::function<void(const CliResult& result)>& check) {
  for (int k = 1;; ++k) {
    const std::string fault = call + " " + std::to_string(k) + " " + action;
    INFO(fault);
    run.reset();
    const auto [has_happened, result] = run.run_with(fault);
    INFO(result.err);
    if (!has_happened) {
      CHECK(result.exit_code == 0);
      return k - 1;
    }
    check(result);
    run.check_state(action == "kill");
    if (result.exit_code != 0) REQUIRE(run.resume().exit_code == 0);
    run.check_finished();
  }
}

}  // namespace msquant
