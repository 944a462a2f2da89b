#include "msquant/environment.h"

#include <cstdlib>

namespace msquant {
namespace {

constexpr const char* kVariables[] = {
    // OpenSSL (digests): a configuration that names modules, and where these are.
    "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES",
    // oneDNN and TBB: a library that is told what runs when.
    "INTEL_ITTNOTIFY_GROUPS", "INTEL_JIT_PROFILER64", "INTEL_LIBITTNOTIFY64",
    // OpenCV (images): other ways to run loops.
    "OPENCV_CORE_PLUGIN_PATH", "OPENCV_OPENCL_RUNTIME", "OPENCV_PARALLEL_BACKEND",
    // GDAL, which OpenCV's imgcodecs (BMP, TIFF) bring: drivers of more formats.
    "GDAL_DRIVER_PATH", "GDAL_PYTHON_DRIVER_PATH", "OGR_DRIVER_PATH"};

}  // namespace

void forget_plugins() {
  for (const char* variable : kVariables) ::unsetenv(variable);
}

}  // namespace msquant
