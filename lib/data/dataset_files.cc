#include "data/dataset_files.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace msquant {
namespace fs = std::filesystem;

Part part_of(const fs::path& file) {
  const std::string name = file.filename().string();
  const bool is_test =
      name.find("test") != std::string::npos || name.find("t10k") != std::string::npos;
  return is_test ? Part::kTest : Part::kTraining;
}

std::vector<fs::path> files_of_part(const std::vector<fs::path>& files, Part part) {
  std::vector<fs::path> chosen;
  std::copy_if(files.begin(), files.end(), std::back_inserter(chosen),
               [&](const fs::path& file) { return part_of(file) == part; });
  return chosen.empty() ? files : chosen;
}

}  // namespace msquant
