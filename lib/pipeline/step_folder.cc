#include "pipeline/step_folder.h"

#include <utility>

#include "base/inner_folder.h"
#include "pipeline/sealed_file.h"

namespace msquant {
namespace fs = std::filesystem;

namespace {

constexpr const char* kFolder = "unfinished";

}  // namespace

StepFolder::StepFolder(const fs::path& run, std::string origin)
    : folder_(run / kFolder), origin_(std::move(origin)) {}

std::optional<std::string> StepFolder::find(int64_t number) const {
  const auto found = read_sealed(file(number), key_);
  if (!found) return std::nullopt;
  return std::string(found->content);
}

void StepFolder::keep(int64_t number, const std::string& bytes) {
  make_folder_inside(folder_.parent_path(), folder_.filename());
  write_sealed(file(number), key_, bytes);
}

void StepFolder::remove(const fs::path& run) { fs::remove_all(run / kFolder); }

fs::path StepFolder::file(int64_t number) const {
  return folder_ / ("rounding-" + std::to_string(number) + ".bin");
}

}  // namespace msquant
