#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "formats/air/air_check.h"
#include "formats/model_file.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/inspection.h"

namespace msquant {
namespace {

struct Options {
  std::filesystem::path file;
  bool json = false, check = false, no_verify = false, dump = false;
};

void check(const Options& options) {
  const std::vector<AirProblem> problems = check_air(options.file);
  Json list = Json::array();
  std::string text;
  for (const AirProblem& problem : problems) {
    list.push_back({{"node", problem.node}, {"rule", problem.rule}});
    text += fmt::format("{}: {}\n", problem.node.empty() ? "file" : problem.node, problem.rule);
  }
  if (options.json) {
    print_json({{"file", options.file.string()}, {"problems", list}});
  } else if (problems.empty()) {
    print_result(options.file.string() + ": every rule of the Graph Engine's loader holds\n");
  } else {
    print_result(text);
  }
  if (problems.empty()) return;
  throw Error(ErrorKind::kModel, "the Graph Engine would not take this file", options.file.string(),
              std::to_string(problems.size()) + " rules are broken", "the list above names them");
}

void run(const Options& options) {
  if (options.check) return check(options);
  const Inspection inspection = inspect(options.file, !options.no_verify, options.dump);
  if (options.json) {
    print_json(inspection.json);
  } else {
    print_result(inspection.text);
  }
}

}  // namespace

Command inspect_command() {
  Command command{
      "inspect", "show what a checkpoint, MindIR, ONNX, AIR or quant_config.json holds", "", {}};
  command.examples =
      "  msquant inspect resnet50.ckpt\n"
      "  msquant inspect --check quantized_model.air\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    app.add_option("file", options->file, "the file")->required();
    app.add_flag("--json", options->json, "print JSON");
    app.add_flag("--check", options->check, "check an AIR against the Graph Engine's rules");
    app.add_flag("--dump", options->dump, "print every node of the graph");
    app.add_flag("--no-verify", options->no_verify, "do not verify the checkpoint's CRC");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
