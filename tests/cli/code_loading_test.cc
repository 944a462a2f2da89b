// No variable of the environment makes msquant load code: a library that leaves a mark when it is
// loaded is planted where libraries that msquant uses would look for plugins.
#include <catch2/catch.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

// A grey BMP of 32 x 32 pixels, for which msquant loads more libraries than for a PNG.
std::string bmp() {
  constexpr char kHeader[] =
      "BM\x36\x0C\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x20\0\0\0\x20\0\0\0\1\0\x18\0\0\0\0\0\0\x0C\0\0"
      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
  return std::string(kHeader, 54) + std::string(32 * 32 * 3, '\x7F');
}

class Planted {
 public:
  Planted() {
    // As OpenCV and GDAL look for them.
    for (const char* name :
         {"libopencv_core_parallel_openmp.so", "gdal_planted.so", "ogr_planted.so"}) {
      fs::create_symlink(PLANTED_LIBRARY, dir_ / name);
    }
    write_file(dir_ / "openssl.cnf",
               "openssl_conf = a\n[a]\nproviders = b\n[b]\ndefault = c\nplanted = d\n[c]\n"
               "activate = 1\n[d]\nactivate = 1\nmodule = " PLANTED_LIBRARY "\n");
    write_file(dir_ / "image.bmp", bmp());
    write_file(dir_ / "images.txt", "image.bmp 0\n");
  }

  const fs::path& path() const { return dir_.path(); }

  // Whether a run in that environment loads the library.
  bool is_loaded_with(const std::vector<std::string>& settings) const {
    fs::remove(mark());
    std::vector<std::string> command{"env", "PLANTED_MARK=" + mark().string()};
    command.insert(command.end(), settings.begin(), settings.end());
    command.insert(command.end(),
                   {MSQUANT_BINARY, "quantize", "-c", kSampleYaml, "--data", "images.txt",
                    "--preset", "fast", "--no-report", "--fresh", "-o", "out"});
    const CliResult result = run_command(command, dir_.path());
    INFO(result.err);
    REQUIRE(result.exit_code == 0);
    return fs::exists(mark());
  }

 private:
  fs::path mark() const { return dir_ / "mark"; }

  TempDir dir_;
};

}  // namespace

TEST_CASE("no variable of the environment makes a library load code") {
  const Planted planted;
  const std::string folder = planted.path().string(), library = PLANTED_LIBRARY;
  // The loader's own variable: what the test looks for can be seen.
  REQUIRE(planted.is_loaded_with({"LD_PRELOAD=" + library}));
  CHECK_FALSE(planted.is_loaded_with(
      {"OPENSSL_CONF=" + folder + "/openssl.cnf", "INTEL_LIBITTNOTIFY64=" + library,
       "INTEL_JIT_PROFILER64=" + library, "GDAL_DRIVER_PATH=" + folder,
       "OPENCV_OPENCL_RUNTIME=" + library, "OPENCV_CORE_PLUGIN_PATH=" + folder,
       "OPENCV_PARALLEL_BACKEND=OPENMP"}));
}
