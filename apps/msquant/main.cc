// msquant: post-training int8 quantization of MindSpore vision models.

#include <malloc.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <system_error>

#include "base/error.h"
#include "base/exit_status.h"
#include "base/mapped_region.h"
#include "base/streams.h"
#include "base/suggest.h"
#include "comm/world.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/console_flags.h"
#include "msquant/environment.h"

namespace msquant {
namespace {

// The first word that is no flag's; a mistyped flag goes before what it leaves behind.
std::string unknown_word(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining(true);
  for (const std::string& word : words) {
    if (word[0] == '-') return word;
  }
  return words.empty() ? "" : words.front();
}

// CLI11's message in plain words. `unknown` is unknown_word(): a mistyped flag may leave the right
// one missing, which CLI11 would report first.
std::string usage_message(const CLI::ParseError& error, const std::string& unknown) {
  const std::string message = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const bool is_missing = message.find("missing") != std::string::npos;
    return message.substr(0, message.find(':')) +
           (is_missing ? " needs a value" : " is given more than once");
  }
  if (unknown.empty()) return message[0] == '-' ? message : "argument " + message;
  return (unknown[0] == '-' ? "unknown flag '" : "unexpected argument '") + unknown + "'";
}

// With what the nearest flag is, or where to read about flags.
Error usage_error(const CLI::ParseError& error, const CLI::App& app) {
  const CLI::App* command = &app;
  for (const CLI::App* parsed : app.get_subcommands()) command = parsed;
  const std::string unknown = unknown_word(app);
  std::string hint = unknown.empty() ? "" : did_you_mean(unknown, known_words(*command));
  if (hint.empty()) {
    hint = "msquant " + (command == &app ? "" : command->get_name() + " ") + "--help";
  }
  return Error(ErrorKind::kUsage, usage_message(error, unknown), "", "", hint);
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
  ConsoleFlags console_flags;
  console_flags.add_to(app);

  std::function<void()> chosen;
  for (const CommandGroup& group : command_groups()) {
    for (const Command& command : group.commands) {
      CLI::App* sub = app.add_subcommand(command.name, command.summary)->group(group.name);
      sub->footer("Examples:\n" + command.examples + "\nFlags of all commands: msquant --help");
      const std::function<void()> work = command.setup(*sub);
      sub->callback([&chosen, command, work] { chosen = [=] { run_command(command, work); }; });
    }
  }
  if (argc == 1) {
    print_result(app.help());
    throw Error(ErrorKind::kUsage, "no command is given", "", "", "msquant COMMAND --help");
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
  console_flags.apply();
  catch_interrupts();
  survive_lost_pages();
  chosen();
}

// The error with which `work` failed, if it did.
std::optional<Error> failure_of(const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return Error(ErrorKind::kIo, "out of memory", "", "the system gives no more",
                 "fewer --threads need less; --memory-limit may be too low");
  } catch (const std::filesystem::filesystem_error& error) {
    return Error(ErrorKind::kIo, "cannot access file", error.path1().string(),
                 error.code().message(), "check the path and its permissions");
  } catch (const std::system_error& error) {
    return Error(ErrorKind::kIo, "the system refuses a thread", "", error.code().message(),
                 "fewer --threads; ulimit -u and -v, or the memory of the container, may be low");
  } catch (const std::exception& error) {
    return Error(ErrorKind::kIo, "unexpected failure", "", error.what(),
                 "report this as a bug of msquant");
  }
}

// The same, unless a file was cut short while it was read: anything may come of that.
std::optional<Error> error_of(const std::function<void()>& work) {
  const std::optional<Error> error = failure_of(work);
  const std::optional<Error> cause = failure_of(throw_if_pages_were_lost);
  return cause ? cause : error;
}

ExitStatus run_with_ranks(int argc, char** argv) {
  if (const auto error = error_of([] { world(); })) {
    console().error(*error);
    return exit_status(error->kind());
  }
  return world().leave(error_of([&] { run(argc, argv); }),
                       [](const Error& error) { console().error(error); });
}

// Tensors go back to the system when they are freed. By default glibc keeps ever larger ones once
// some were freed, in gaps that the next network's do not fit.
void return_large_tensors() {
  constexpr int kLarge = 1 << 20;  // bytes; below that, asking the system each time costs more
  mallopt(M_MMAP_THRESHOLD, kLarge);
}

}  // namespace
}  // namespace msquant

int main(int argc, char** argv) {
  msquant::forget_plugins();
  msquant::return_large_tensors();
  return static_cast<int>(msquant::run_with_ranks(argc, argv));
}
