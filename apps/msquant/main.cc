// msquant: post-training int8 quantization of MindSpore vision models.

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/error.h"
#include "base/exit_status.h"
#include "base/streams.h"
#include "base/suggest.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/console_flags.h"

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

int run(int argc, char** argv) {
  CLI::App app("Post-training int8 quantization of MindSpore vision models.", "msquant");
  app.set_version_flag("--version", "msquant " MSQUANT_VERSION);
  app.set_help_all_flag("--help-all", "print the help of every command");
  app.require_subcommand(1);
  app.fallthrough();
  ConsoleFlags console_flags;
  console_flags.add_to(app);

  std::function<void()> chosen;
  for (const CommandGroup& group : command_groups()) {
    for (const Command& command : group.commands) {
      CLI::App* sub = app.add_subcommand(command.name, command.summary)->group(group.name);
      sub->footer("Examples:\n" + command.examples);
      const std::function<void()> work = command.setup(*sub);
      sub->callback([&chosen, work] { chosen = work; });
    }
  }
  if (argc == 1) {
    print_result(app.help());
    return static_cast<int>(ExitStatus::kUsage);
  }
  require_command(argc, argv, app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    throw usage_error(error, app);
  }
  console_flags.apply();
  catch_interrupts();
  chosen();
  return static_cast<int>(ExitStatus::kSuccess);
}

}  // namespace
}  // namespace msquant

int main(int argc, char** argv) {
  using namespace msquant;
  try {
    return run(argc, argv);
  } catch (const Error& error) {
    console().error(error);
    return static_cast<int>(exit_status(error.kind()));
  } catch (const std::bad_alloc&) {
    console().error(Error(ErrorKind::kIo, "out of memory"));
  } catch (const std::exception& error) {
    console().error(Error(ErrorKind::kIo, "unexpected failure", "", error.what(),
                          "report this as a bug of msquant"));
  }
  return static_cast<int>(ExitStatus::kUnexpected);
}
