#include "formats/mindir/mindir_data_file.h"

#include "base/inner_folder.h"
#include "formats/mindir/mindir_tensor.h"

namespace msquant {
namespace {

std::string location_for(const std::filesystem::path& model) {
  return model.stem().string() + "_variables/data_0";
}

std::filesystem::path with_folder(const std::filesystem::path& folder,
                                  const std::filesystem::path& location) {
  make_folder_inside(folder, location.parent_path());
  return folder / location;
}

}  // namespace

MindirDataFile::MindirDataFile(const std::filesystem::path& model)
    : location_(location_for(model)), file_(with_folder(model.parent_path(), location_)) {
  std::string header(kMindirDataAlignment, '\0');
  header[0] = 1;
  file_.write(header);
  size_ = kMindirDataAlignment;
}

void MindirDataFile::put(const Tensor& tensor, mind_ir::TensorProto* proto) {
  const int64_t length = tensor.byte_size();
  set_mindir_type(tensor.dtype(), tensor.shape(), proto);
  auto* reference = proto->mutable_external_data();
  reference->set_location(location_);
  reference->set_offset(size_);
  reference->set_length(length);
  file_.write({static_cast<const char*>(tensor.raw()), static_cast<size_t>(length)});
  const int64_t rest = length % kMindirDataAlignment;
  const int64_t padding = rest == 0 ? 0 : kMindirDataAlignment - rest;
  file_.write(std::string(static_cast<size_t>(padding), '\0'));
  size_ += length + padding;
}

}  // namespace msquant
