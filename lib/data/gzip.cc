#include "data/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

#include "base/error.h"

namespace msquant {
namespace {

[[noreturn]] void fail(const std::string& file, const char* because) {
  throw Error(ErrorKind::kData, "cannot unpack file", file, because, "copy the file again");
}

class Inflater {
 public:
  explicit Inflater(const std::string& file) {
    constexpr int kGzipOnly = 16;
    const int status = ::inflateInit2(&stream, kGzipOnly + MAX_WBITS);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status != Z_OK) fail(file, "zlib cannot start");
  }
  ~Inflater() { ::inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
};

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.substr(0, 2) == "\x1F\x8B"; }

std::string unpack_gzip(std::string_view packed, size_t most, const std::string& file) {
  constexpr size_t kFirstStep = size_t{1} << 16, kLargestStep = size_t{1} << 26;
  if (packed.size() > std::numeric_limits<uInt>::max()) fail(file, "it is larger than 4 GB");
  Inflater inflater(file);
  z_stream& stream = inflater.stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string bytes;
  int status = Z_OK;
  while (status == Z_OK && bytes.size() < most) {
    const size_t held = bytes.size();
    bytes.resize(std::min(most, held + std::clamp(held, kFirstStep, kLargestStep)));
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + held);
    stream.avail_out = static_cast<uInt>(bytes.size() - held);
    status = ::inflate(&stream, Z_NO_FLUSH);
    bytes.resize(bytes.size() - stream.avail_out);
  }
  if (status == Z_MEM_ERROR) throw std::bad_alloc();
  if (status == Z_BUF_ERROR) fail(file, "it ends early");
  if (status != Z_OK && status != Z_STREAM_END) fail(file, "it is damaged");
  return bytes;
}

}  // namespace msquant
