// A subcommand: its flags, and what to do once they are parsed. Each cmd_*.cc makes one.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace msquant {

struct Command {
  std::string name, summary;
  std::string examples;  // shown at the end of its --help
  // Adds the flags to `app` and returns the function that runs the command.
  std::function<std::function<void()>(CLI::App& app)> setup;
  bool shares_work = false;  // runs on several ranks, each with a part of the samples
};

Command init_command();
Command gen_config_command();
Command calibrate_command();
Command quantize_command();
Command export_command();
Command report_command();
Command inspect_command();
Command run_command();
Command eval_command();
Command compare_command();
Command zoo_command();
Command doctor_command();
Command completion_command();
Command analyze_command();
Command tune_command();

// What a command is for.
struct CommandGroup {
  std::string name;
  std::vector<Command> commands;
};

// All of them, in the order of --help.
std::vector<CommandGroup> command_groups();

// The flags of `app` and those that all commands have.
std::vector<const CLI::Option*> flags_of(const CLI::App& app);

// Throws Error(kUsage) if this run has several ranks: they would all do, and write, the same.
void require_one_rank(const std::string& what);

// Those flags and the names of the subcommands: what a mistyped word is compared with.
std::vector<std::string> known_words(const CLI::App& app);

}  // namespace msquant
