#include "msquant/command.h"

#include <algorithm>

#include "comm/world.h"

namespace msquant {

std::vector<CommandGroup> command_groups() {
  return {
      {"Discover", {inspect_command(), zoo_command(), doctor_command(), completion_command()}},
      {"Configure", {init_command(), gen_config_command()}},
      {"Build", {quantize_command(), calibrate_command(), export_command(), run_command()}},
      {"Measure",
       {eval_command(), compare_command(), analyze_command(), tune_command(), report_command()}},
  };
}

std::vector<const CLI::Option*> flags_of(const CLI::App& app) {
  std::vector<const CLI::Option*> flags = app.get_options();
  if (app.get_parent() == nullptr) return flags;
  for (const CLI::Option* option : app.get_parent()->get_options()) {
    const auto is_same = [&](const CLI::Option* own) {
      return own->get_single_name() == option->get_single_name();
    };
    if (std::none_of(flags.begin(), flags.end(), is_same)) flags.push_back(option);
  }
  return flags;
}

void require_one_rank(const std::string& what) {
  if (world().size() == 1) return;
  throw Error(ErrorKind::kUsage, what + " cannot share its work", "",
              "it was started on " + std::to_string(world().size()) + " ranks",
              "start it without mpirun; calibrate, quantize, eval and compare can share theirs");
}

std::vector<std::string> known_words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : flags_of(app)) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  for (const CLI::App* command : app.get_subcommands({})) words.push_back(command->get_name());
  return words;
}

}  // namespace msquant
