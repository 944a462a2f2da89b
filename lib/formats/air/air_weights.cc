#include "formats/air/air_weights.h"

#include "base/files.h"
#include "base/inner_folder.h"

namespace msquant {
namespace {

// "net" of "net.air", and of "net.air.unchecked", a file that is still to get its name.
std::string name_of(const std::filesystem::path& model) {
  const std::string file = model.filename().string();
  return file.substr(0, file.rfind(".air"));
}

}  // namespace

// The folder is GE's; the model's name below it keeps two models of one folder apart.
AirWeights::AirWeights(const std::filesystem::path& model)
    : folder_(model.parent_path()),
      location_(std::filesystem::path("air_weight") / name_of(model)) {}

bool AirWeights::deserves_file(const Tensor& tensor) {
  constexpr int64_t kLeastBytes = 1024;
  return tensor.byte_size() >= kLeastBytes;
}

std::string AirWeights::add(Tensor tensor) {
  const std::string name = "Const_" + std::to_string(files_.size()) + "_file";
  std::string location = (location_ / name).string();
  files_.emplace_back(location, std::move(tensor));
  return location;
}

void AirWeights::write() const {
  if (files_.empty()) return;
  make_folder_inside(folder_, location_);
  for (const auto& [location, tensor] : files_) {
    write_file(folder_ / location,
               {static_cast<const char*>(tensor.raw()), static_cast<size_t>(tensor.byte_size())});
  }
}

}  // namespace msquant
