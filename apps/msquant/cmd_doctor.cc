#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "comm/mpi_library.h"
#include "comm/world.h"
#include "data/image_library.h"
#include "engine/engine_library.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/json_output.h"

namespace msquant {
namespace {

using Fact = std::pair<std::string, std::string>;

// The cores that this process may use: fewer than the machine's in a container.
int usable_cores() {
  cpu_set_t cores;
  return ::sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
}

std::string gibibytes(double bytes) { return fmt::format("{:.1f} GiB", bytes / (1 << 30)); }

std::string memory() {
  const double page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  return fmt::format("{} free of {}",
                     gibibytes(page * static_cast<double>(::sysconf(_SC_AVPHYS_PAGES))),
                     gibibytes(page * static_cast<double>(::sysconf(_SC_PHYS_PAGES))));
}

std::string disk() {
  std::error_code error;
  const auto space = std::filesystem::space(std::filesystem::current_path(error), error);
  return error ? "unknown: " + error.message()
               : gibibytes(static_cast<double>(space.available)) + " free here";
}

std::string mpi() {
  const int ranks = world().size();
  return mpi_library() + (ranks > 1 ? fmt::format(", {} ranks", ranks) : "");
}

std::vector<Fact> facts() {
  return {{"msquant", MSQUANT_VERSION},
          {"engine", engine_library()},
          {"images", image_library()},
          {"mpi", mpi()},
          {"cores", std::to_string(usable_cores())},
          {"memory", memory()},
          {"disk", disk()}};
}

void run(bool as_json) {
  Json document;
  std::string text;
  for (const auto& [name, value] : facts()) {
    document[name] = value;
    text += fmt::format("{:<10} {}\n", name, value);
  }
  as_json ? print_json(document) : print_result(text);
}

}  // namespace

Command doctor_command() {
  Command command{"doctor", "show versions, processor and memory, for reports of problems", "", {}};
  command.examples =
      "  msquant doctor\n"
      "  msquant doctor --json\n";
  command.shares_work = true;
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto json = std::make_shared<bool>(false);
    app.add_flag("--json", *json, "print the result as JSON");
    return [json] { run(*json); };
  };
  return command;
}

}  // namespace msquant
