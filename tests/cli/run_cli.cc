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

// In the child process: never returns.
[[noreturn]] void execute(const std::vector<std::string>& arguments,
                          const std::filesystem::path& directory, const TempDir& captured) {
  std::vector<char*> argv;
  std::string program = MSQUANT_BINARY;
  argv.push_back(program.data());
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  ::dup2(::open((captured / "out").c_str(), flags, 0600), STDOUT_FILENO);
  ::dup2(::open((captured / "err").c_str(), flags, 0600), STDERR_FILENO);
  if (!directory.empty() && ::chdir(directory.c_str()) != 0) ::_exit(126);
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

CliResult run(const std::vector<std::string>& arguments, const std::filesystem::path& directory,
              int interrupt_after_milliseconds) {
  const TempDir captured;
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) execute(arguments, directory, captured);
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
  return run(arguments, directory, -1);
}

CliResult run_cli_interrupted(const std::vector<std::string>& arguments,
                              const std::filesystem::path& directory, int milliseconds) {
  return run(arguments, directory, milliseconds);
}

}  // namespace msquant
