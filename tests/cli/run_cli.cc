#include "cli/run_cli.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

#include "base/files.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

// In the child process: never returns. The first word is the program, looked up in PATH.
[[noreturn]] void execute(const std::vector<std::string>& command,
                          const std::filesystem::path& directory, const TempDir& captured) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  ::dup2(::open((captured / "out").c_str(), flags, 0600), STDOUT_FILENO);
  ::dup2(::open((captured / "err").c_str(), flags, 0600), STDERR_FILENO);
  if (!directory.empty() && ::chdir(directory.c_str()) != 0) ::_exit(126);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

std::vector<std::string> msquant_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{MSQUANT_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

CliResult run(const std::vector<std::string>& command, const std::filesystem::path& directory,
              int interrupt_after_milliseconds) {
  const TempDir captured;
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) execute(command, directory, captured);
  if (interrupt_after_milliseconds >= 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(interrupt_after_milliseconds));
    ::kill(child, SIGINT);
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
  return run(msquant_command(arguments), directory, -1);
}

CliResult run_cli_interrupted(const std::vector<std::string>& arguments,
                              const std::filesystem::path& directory, int milliseconds) {
  return run(msquant_command(arguments), directory, milliseconds);
}

CliResult run_command(const std::vector<std::string>& command,
                      const std::filesystem::path& directory) {
  return run(command, directory, -1);
}

}  // namespace msquant
