#include <algorithm>
#include <memory>

#include "msquant/command.h"
#include "msquant/completion.h"
#include "msquant/console.h"
#include "msquant/flag_checks.h"

namespace msquant {
namespace {

std::vector<std::string> shell_names() {
  std::vector<std::string> names;
  for (const Shell& shell : completion_shells()) names.push_back(shell.name);
  return names;
}

void run(const std::string& name, const CLI::App& app) {
  const auto& shells = completion_shells();
  const auto shell = std::find_if(shells.begin(), shells.end(),
                                  [&](const Shell& each) { return each.name == name; });
  print_result(shell->script(app));
}

}  // namespace

Command completion_command() {
  Command command{"completion", "print a script that completes commands and flags", "", {}};
  command.examples =
      "  msquant completion bash > msquant.bash\n"
      "  msquant completion fish > msquant.fish\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto name = std::make_shared<std::string>();
    app.add_option("SHELL", *name, "bash, zsh or fish")
        ->required()
        ->check(one_of("SHELL", shell_names()));
    return [name, &app] { run(*name, *app.get_parent()); };
  };
  return command;
}

}  // namespace msquant
