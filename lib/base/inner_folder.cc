#include "base/inner_folder.h"

#include "base/error.h"
#include "base/files.h"

namespace msquant {

void make_folder_inside(const std::filesystem::path& parent,
                        const std::filesystem::path& relative) {
  std::filesystem::path folder = parent;
  for (const std::filesystem::path& part : relative) {
    folder /= part;
    if (!std::filesystem::is_symlink(folder)) continue;
    throw Error(ErrorKind::kIo, "cannot make folder", folder.string(), "it is a symbolic link",
                "remove the link, or choose another output folder");
  }
  make_folder(folder);
}

}  // namespace msquant
