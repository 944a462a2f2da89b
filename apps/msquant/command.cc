#include "msquant/command.h"

namespace msquant {

std::vector<CommandGroup> command_groups() {
  return {
      {"Discover", {inspect_command(), zoo_command(), doctor_command(), completion_command()}},
      {"Configure", {init_command(), gen_config_command()}},
      {"Build", {quantize_command(), calibrate_command(), export_command(), run_command()}},
      {"Measure", {eval_command(), compare_command(), analyze_command(), tune_command()}},
  };
}

std::vector<std::string> known_words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  for (const CLI::App* command : app.get_subcommands({})) words.push_back(command->get_name());
  return words;
}

}  // namespace msquant
