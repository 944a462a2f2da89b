#include "msquant/completion.h"

#include <fmt/format.h>

#include <algorithm>

#include "msquant/command.h"

namespace msquant {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

bool is_flag(const CLI::Option& option) { return option.get_type_size() == 0; }

// A description for one line of a menu, without what the shells' quoting would trip over.
std::string brief(const std::string& description) {
  std::string text = description.substr(0, description.find_first_of(":;(\n"));
  text.erase(text.find_last_not_of(' ') + 1);
  text.erase(
      std::remove_if(text.begin(), text.end(),
                     [](char c) { return std::string("'\"[]`$\\").find(c) != std::string::npos; }),
      text.end());
  return text;
}

std::string bash_script(const CLI::App& app) {
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command->get_name(),
                         fmt::join(known_words(*command), " "));
  }
  return fmt::format(
      "_msquant() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} words\n"
      "  case $([ \"$COMP_CWORD\" -gt 1 ] && echo \"${{COMP_WORDS[1]}}\") in\n"
      "{}"
      "    *) words=\"{}\" ;;\n"
      "  esac\n"
      "  if [[ $COMP_CWORD -eq 1 || $current == -* ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "  else\n"
      "    mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
      "  fi\n"
      "}}\n"
      "complete -o filenames -F _msquant msquant\n",
      cases, fmt::join(known_words(app), " "));
}

std::string zsh_arguments(const CLI::App& command) {
  std::string lines;
  for (const CLI::Option* option : flags_of(command)) {
    for (const std::string& name : option->get_lnames()) {
      lines += fmt::format(" \\\n        '--{}[{}]{}'", name, brief(option->get_description()),
                           is_flag(*option) ? "" : ":value:_files");
    }
  }
  return lines + " \\\n        '*:file:_files'";
}

std::string zsh_script(const CLI::App& app) {
  std::string commands, cases;
  for (const CLI::App* command : commands_of(app)) {
    commands +=
        fmt::format("      '{}:{}'\n", command->get_name(), brief(command->get_description()));
    cases += fmt::format("    {}) _arguments{} ;;\n", command->get_name(), zsh_arguments(*command));
  }
  return fmt::format(
      "#compdef msquant\n"
      "_msquant() {{\n"
      "  if (( CURRENT == 2 )); then\n"
      "    local -a commands=(\n{}    )\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  local command=$words[2]\n"
      "  shift words\n"
      "  (( CURRENT-- ))\n"
      "  case $command in\n{}  esac\n"
      "}}\n"
      // As a file in fpath this script is the body of _msquant, which is to complete at once.
      "if [[ $funcstack[1] == _msquant ]]; then _msquant \"$@\"; else compdef _msquant msquant; "
      "fi\n",
      commands, cases);
}

std::string fish_script(const CLI::App& app) {
  std::string lines;
  for (const CLI::App* command : commands_of(app)) {
    lines += fmt::format("complete -c msquant -n __fish_use_subcommand -f -a {} -d '{}'\n",
                         command->get_name(), brief(command->get_description()));
    for (const CLI::Option* option : flags_of(*command)) {
      for (const std::string& name : option->get_lnames()) {
        lines +=
            fmt::format("complete -c msquant -n '__fish_seen_subcommand_from {}' -l {}{} -d '{}'\n",
                        command->get_name(), name, is_flag(*option) ? "" : " -r",
                        brief(option->get_description()));
      }
    }
  }
  return lines;
}

}  // namespace

const std::vector<Shell>& completion_shells() {
  static const std::vector<Shell> shells = {
      {"bash", bash_script}, {"zsh", zsh_script}, {"fish", fish_script}};
  return shells;
}

}  // namespace msquant
