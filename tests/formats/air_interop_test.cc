#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "formats/air/air_writer.h"
#include "formats/air_models.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

constexpr int kSkipped = 77;

// The Python that scripts/install_deps.sh --interop made, or the system's.
std::string python() {
  const std::string venv = MSQUANT_SOURCE_DIR "/build/interop-venv/bin/python";
  return std::filesystem::exists(venv) ? venv : "python3";
}

// The exit status of the script that parses a file with GE's own protobuf descriptor.
int check_with_ge(const std::filesystem::path& file) {
  const std::string script = MSQUANT_SOURCE_DIR "/scripts/check_air_with_ge_proto.py";
  const std::string command =
      "'" + python() + "' '" + script + "' '" + file.string() + "' >/dev/null";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("GE's own descriptor knows every field that is written") {
  const TempDir folder;
  for (const AirStyle style : {AirStyle::kCompact, AirStyle::kPtqQuant}) {
    for (const Graph& graph : {quantized_graph(), float_graph()}) {
      write_air(graph, folder / "model.air", {style});
      const int status = check_with_ge(folder / "model.air");
      if (status == kSkipped) {
        WARN("SKIPPED: GE's descriptor is absent (scripts/install_deps.sh --interop)");
        return;
      }
      CHECK(status == 0);
    }
  }
}

}  // namespace msquant
