#include "cli/run_cli.h"

#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/files.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

// In the child process: never returns. The first word is the program, looked up in PATH.
[[noreturn]] void execute(const std::vector<std::string>& command,
                          const std::filesystem::path& directory) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  if (!directory.empty() && ::chdir(directory.c_str()) != 0) ::_exit(126);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

void capture(int descriptor, const std::filesystem::path& file) {
  ::dup2(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), descriptor);
}

// Until the program has begun its work, or ended.
void wait_for_words(const std::filesystem::path& file, pid_t child) {
  siginfo_t ended{};
  std::error_code not_there;
  while (std::filesystem::file_size(file, not_there) == 0 || not_there) {
    ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT);
    if (ended.si_pid == child) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

std::vector<std::string> msquant_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{MSQUANT_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

CliResult run(const std::vector<std::string>& command, const std::filesystem::path& directory,
              const std::optional<TimedSignal>& signal = std::nullopt) {
  const TempDir captured;
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    capture(STDOUT_FILENO, captured / "out");
    capture(STDERR_FILENO, captured / "err");
    execute(command, directory);
  }
  if (signal) {
    wait_for_words(captured / "err", child);
    std::this_thread::sleep_for(signal->delay);
    ::kill(child, signal->number);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CliResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = read_file(captured / "out");
  result.err = read_file(captured / "err");
  return result;
}

}  // namespace

CliResult run_cli(const std::vector<std::string>& arguments,
                  const std::filesystem::path& directory) {
  return run(msquant_command(arguments), directory);
}

CliResult run_cli_interrupted(const std::vector<std::string>& arguments,
                              const std::filesystem::path& directory, int milliseconds) {
  return run_cli_signalled(arguments, directory, {SIGINT, std::chrono::milliseconds(milliseconds)});
}

CliResult run_cli_signalled(const std::vector<std::string>& arguments,
                            const std::filesystem::path& directory, const TimedSignal& signal) {
  return run(msquant_command(arguments), directory, signal);
}

CliResult run_command(const std::vector<std::string>& command,
                      const std::filesystem::path& directory) {
  return run(command, directory);
}

std::string run_cli_on_terminal(const std::vector<std::string>& arguments,
                                const std::filesystem::path& directory,
                                const std::string& setting) {
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child < 0) throw std::runtime_error("cannot open a terminal");
  if (child == 0) {
    ::putenv(const_cast<char*>(setting.c_str()));
    execute(msquant_command(arguments), directory);
  }
  std::string text, part(4096, '\0');
  // At its end a terminal whose program has gone gives an error.
  for (ssize_t size; (size = ::read(terminal, part.data(), part.size())) > 0;) {
    text.append(part, 0, static_cast<size_t>(size));
  }
  ::close(terminal);
  ::waitpid(child, nullptr, 0);
  return text;
}

}  // namespace msquant
