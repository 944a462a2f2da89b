#include "support/shared.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace msquant {
namespace fs = std::filesystem;

fs::path shared_dir() {
  const char* chosen = std::getenv("MSQUANT_SHARED_DIR");
  const fs::path dir =
      chosen != nullptr ? fs::path(chosen) : fs::path(MSQUANT_SOURCE_DIR).parent_path() / "shared";
  return fs::is_directory(dir) ? dir : fs::path();
}

fs::path shared_file(const fs::path& relative) {
  const fs::path dir = shared_dir();
  if (dir.empty()) return {};
  if (fs::exists(dir / relative)) return dir / relative;
  const fs::path packed = dir / (relative.string() + ".zst");
  if (!fs::exists(packed)) return {};
  const fs::path target = fs::path(MSQUANT_TEST_BINARY_DIR) / "unpacked" / relative;
  if (fs::exists(target)) return target;
  fs::create_directories(target.parent_path());
  // Tests run side by side: unpack under a name of our own, then rename.
  const std::string part = target.string() + "." + std::to_string(::getpid());
  const std::string command = "zstd -dqf '" + packed.string() + "' -o '" + part + "'";
  if (std::system(command.c_str()) != 0) return {};
  fs::rename(part, target);
  return target;
}

}  // namespace msquant
