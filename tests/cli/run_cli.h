// Runs the real binary and keeps what it said.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace msquant {

struct CliResult {
  int exit_code = 0;
  std::string out, err;
};

// Runs `msquant ARGUMENTS…` in the folder `directory` (the current one by default).
CliResult run_cli(const std::vector<std::string>& arguments,
                  const std::filesystem::path& directory = {});

// Runs another program, looked up in PATH.
CliResult run_command(const std::vector<std::string>& command,
                      const std::filesystem::path& directory = {});

// The same as run_cli(), with SIGINT sent `milliseconds` after the first words on stderr.
CliResult run_cli_interrupted(const std::vector<std::string>& arguments,
                              const std::filesystem::path& directory, int milliseconds);

// A signal, and when it is sent, counted from the first words on stderr.
struct TimedSignal {
  int number = 0;
  std::chrono::microseconds delay{0};
};
CliResult run_cli_signalled(const std::vector<std::string>& arguments,
                            const std::filesystem::path& directory, const TimedSignal& signal);

// What `msquant ARGUMENTS…` writes to a terminal, with the environment variable `setting`
// ("NAME=VALUE") set.
std::string run_cli_on_terminal(const std::vector<std::string>& arguments,
                                const std::filesystem::path& directory,
                                const std::string& setting = "TERM=xterm");

}  // namespace msquant
