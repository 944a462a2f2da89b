#include "msquant/command.h"

#include "comm/world.h"

namespace msquant {

std::vector<Command> all_commands() {
  return {
      inspect_command(), gen_config_command(), calibrate_command(), quantize_command(),
      export_command(),  run_command(),        eval_command(),      compare_command(),
      analyze_command(), tune_command(),       report_command(),    zoo_command(),
      doctor_command(),  completion_command(),
  };
}

void require_one_rank(const std::string& what) {
  if (world().size() == 1) return;
  throw Error(ErrorKind::kUsage, what + " cannot share its work", "",
              "it was started on " + std::to_string(world().size()) + " ranks",
              "start it without mpirun; calibrate, quantize, eval and compare can share theirs");
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
