#include "pipeline/sealed_file.h"

#include "base/bytes.h"
#include "base/sha256.h"

namespace msquant {

void write_sealed(const std::filesystem::path& path, const std::string& key,
                  std::string_view content) {
  std::string bytes;
  put(bytes, key);
  bytes += content;
  AtomicFile file(path);
  file.write(sha256(bytes));
  file.write(bytes);
  file.commit();
}

std::optional<SealedFile> read_sealed(const std::filesystem::path& path, const std::string& key) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  SealedFile sealed{MappedFile::open(path), {}};
  std::string_view bytes = sealed.file->bytes();
  const size_t length = sha256("").size();
  if (bytes.size() < length) return std::nullopt;
  const std::string_view digest = bytes.substr(0, length);
  bytes.remove_prefix(length);
  // Nothing but what write_sealed() wrote goes on.
  if (sha256(bytes) != digest || take<std::string>(bytes) != key) return std::nullopt;
  sealed.content = bytes;
  return sealed;
}

}  // namespace msquant
