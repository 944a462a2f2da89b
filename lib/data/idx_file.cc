#include "data/idx_file.h"

#include <string>

#include "base/error.h"
#include "base/files.h"
#include "data/gzip.h"

namespace msquant {
namespace fs = std::filesystem;

namespace {

// Two zeros, the code of unsigned bytes; the number of dimensions follows.
constexpr std::string_view kByteMagic("\0\0\x08", 3);

[[noreturn]] void fail(const fs::path& path, const std::string& because) {
  throw Error(ErrorKind::kData, "cannot read idx file", path.string(), because,
              "download the data set again");
}

size_t header_bytes(size_t rank) { return 4 + 4 * rank; }

Shape parse_header(std::string_view bytes, size_t rank, const fs::path& path) {
  if (!is_idx(bytes) || bytes.size() <= kByteMagic.size()) fail(path, "it is no idx file of bytes");
  const auto declared = static_cast<uint8_t>(bytes[3]);
  if (declared != rank) {
    fail(path, "it has " + std::to_string(declared) + " dimensions, not " + std::to_string(rank));
  }
  if (bytes.size() < header_bytes(rank)) fail(path, "it ends inside its header");
  Shape shape(rank, 0);
  for (size_t i = 0; i < 4 * rank; ++i) {
    shape[i / 4] = shape[i / 4] << 8 | static_cast<uint8_t>(bytes[4 + i]);
  }
  return shape;
}

size_t byte_count(const IdxFile& file) {
  const auto count = checked_element_count(file.shape);
  if (!count) fail(file.path, "it declares " + to_string(file.shape) + " bytes");
  return static_cast<size_t>(*count);
}

}  // namespace

bool is_idx(std::string_view bytes) { return bytes.substr(0, kByteMagic.size()) == kByteMagic; }

IdxFile read_idx(const fs::path& path, size_t rank) {
  const auto mapped = MappedFile::open(path);
  IdxFile file{path, {}, mapped->bytes(), mapped};
  const size_t header = header_bytes(rank);
  if (is_gzip(mapped->bytes())) {
    file.shape = parse_header(unpack_gzip(mapped->bytes(), header, path.string()), rank, path);
    // One byte more than declared is enough to see that there are more.
    const auto unpacked = std::make_shared<const std::string>(
        unpack_gzip(mapped->bytes(), header + byte_count(file) + 1, path.string()));
    file.elements = *unpacked;
    file.owner = unpacked;
  } else {
    file.shape = parse_header(mapped->bytes(), rank, path);
  }
  file.elements.remove_prefix(header);
  if (file.elements.size() == byte_count(file)) return file;
  fail(path, "it declares " + to_string(file.shape) + " bytes, but holds " +
                 (file.elements.size() < byte_count(file) ? "fewer" : "more"));
}

}  // namespace msquant
