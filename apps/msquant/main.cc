// msquant: post-training int8 quantization of MindSpore vision models.

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/exit_status.h"
#include "base/log.h"
#include "base/streams.h"
#include "base/suggest.h"
#include "comm/world.h"
#include "msquant/command.h"
#include "msquant/console.h"

namespace msquant {
namespace {

// What CLI11 says of the command line. A mistyped flag may leave the right one missing, which it
// would report first.
std::string usage_message(const CLI::ParseError& error, const CLI::App& app) {
  if (dynamic_cast<const CLI::RequiredError*>(&error) == nullptr) return error.what();
  for (const std::string& word : app.remaining(true)) {
    if (word[0] == '-') return CLI::ExtrasError(app.get_name(), {word}).what();
  }
  return error.what();
}

// CLI11 reports a word it does not know, without a suggestion; the word stands last in its message.
Error usage_error(const CLI::ParseError& error, const CLI::App& app) {
  const std::string message = usage_message(error, app);
  const std::string word = message.substr(message.find_last_of(": ") + 1);
  const CLI::App* command = &app;
  for (const CLI::App* parsed : app.get_subcommands()) command = parsed;
  std::string hint = did_you_mean(word, known_words(*command));
  if (hint.empty())
    hint = "msquant " + (command == &app ? "" : command->get_name() + " ") + "--help";
  return Error(ErrorKind::kUsage, message, "", "", hint);
}

// CLI11 only says that a command is missing when the first word is none.
void require_command(int argc, char** argv, const CLI::App& app) {
  if (argc < 2 || argv[1][0] == '-') return;
  const std::string word = argv[1];
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == word) return;
  }
  const std::string hint = did_you_mean(word, known_words(app));
  throw Error(ErrorKind::kUsage, "unknown command '" + word + "'", "", "",
              hint.empty() ? "msquant --help" : hint);
}

// Only the root speaks: the others say the same.
void setup_logging(const std::string& level, bool quiet) {
  log::setup(world().is_root() ? level : "error");
  if (quiet || !world().is_root()) set_quiet();
}

void run_command(const Command& command, const std::function<void()>& work) {
  if (!command.shares_work) require_one_rank("'" + command.name + "'");
  if (world().size() > 1) {
    console().stage("ranks", std::to_string(world().size()) + ", each takes a part of the images");
  }
  work();
}

void run(int argc, char** argv) {
  CLI::App app("Post-training int8 quantization of MindSpore vision models.", "msquant");
  app.set_version_flag("--version", "msquant " MSQUANT_VERSION);
  app.set_help_all_flag("--help-all", "print the help of every command");
  app.require_subcommand(1);
  app.fallthrough();
  std::string log_level = "info";
  bool quiet = false;
  app.add_option("--log-level", log_level, "debug, info, warn or error")->capture_default_str();
  app.add_flag("-q,--quiet", quiet, "print warnings, errors and results only");

  std::function<void()> chosen;
  for (const Command& command : all_commands()) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    sub->footer("Examples:\n" + command.examples);
    const std::function<void()> work = command.setup(*sub);
    sub->callback([&chosen, command, work] { chosen = [=] { run_command(command, work); }; });
  }
  require_command(argc, argv, app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    if (world().is_root()) app.exit(success);
    return;
  } catch (const CLI::ParseError& error) {
    throw usage_error(error, app);
  }
  setup_logging(log_level, quiet);
  catch_interrupts();
  chosen();
}

// The error with which `work` failed, if it did.
std::optional<Error> error_of(const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return Error(ErrorKind::kIo, "out of memory");
  } catch (const std::exception& error) {
    return Error(ErrorKind::kIo, "unexpected failure", "", error.what(),
                 "report this as a bug of msquant");
  }
}

ExitStatus run_with_ranks(int argc, char** argv) {
  if (const auto error = error_of([] { world(); })) {
    print_error(*error);
    return exit_status(error->kind());
  }
  return world().leave(error_of([&] { run(argc, argv); }), print_error);
}

}  // namespace
}  // namespace msquant

int main(int argc, char** argv) { return static_cast<int>(msquant::run_with_ranks(argc, argv)); }
