#include "tensor/npy.h"

#include <array>
#include <cstring>
#include <optional>
#include <regex>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "tensor/bools.h"

namespace msquant {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);

struct NamedType {
  std::string_view descr;
  DType dtype;
};
constexpr std::array<NamedType, 12> kTypes{{{"<f4", DType::kFloat32},
                                            {"<f2", DType::kFloat16},
                                            {"<f8", DType::kFloat64},
                                            {"|i1", DType::kInt8},
                                            {"|u1", DType::kUInt8},
                                            {"<i2", DType::kInt16},
                                            {"<u2", DType::kUInt16},
                                            {"<i4", DType::kInt32},
                                            {"<u4", DType::kUInt32},
                                            {"<i8", DType::kInt64},
                                            {"<u8", DType::kUInt64},
                                            {"|b1", DType::kBool}}};

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& because) {
  throw Error(ErrorKind::kData, "cannot read .npy file", path.string(), because,
              "write it with numpy.save(file, numpy.ascontiguousarray(x))");
}

// The header text and the offset of the elements behind it.
struct Header {
  std::string text;
  size_t end;
};

Header split_header(const std::filesystem::path& path, std::string_view bytes) {
  if (bytes.size() < 10 || bytes.substr(0, 6) != kMagic) fail(path, "it is not an .npy file");
  const bool is_v1 = bytes[6] == 1;
  const size_t start = is_v1 ? 10 : 12;
  if (bytes.size() < start) fail(path, "the file ends inside its header");
  size_t length = 0;
  for (size_t i = start; i > 8; --i)
    length = length << 8 | static_cast<unsigned char>(bytes[i - 1]);
  // NumPy itself refuses headers longer than this.
  constexpr size_t kLongestHeader = 10000;
  if (length > kLongestHeader || length > bytes.size() - start) {
    fail(path, "the file ends inside its header");
  }
  return {std::string(bytes.substr(start, length)), start + length};
}

DType parse_dtype(const std::filesystem::path& path, const std::string& header) {
  std::smatch match;
  if (!std::regex_search(header, match, std::regex("'descr'\\s*:\\s*'([^']*)'"))) {
    fail(path, "its header names no element type");
  }
  for (const NamedType& type : kTypes) {
    if (match[1] == std::string(type.descr)) return type.dtype;
  }
  fail(path, "element type '" + match[1].str() + "' is not supported");
}

Shape parse_shape(const std::filesystem::path& path, const std::string& header) {
  std::smatch match;
  if (!std::regex_search(header, match, std::regex("'shape'\\s*:\\s*\\(([0-9, ]*)\\)"))) {
    fail(path, "its header names no shape");
  }
  const std::string list = match[1];
  const std::regex number("[0-9]+");
  Shape shape;
  for (std::sregex_iterator it(list.begin(), list.end(), number), end; it != end; ++it) {
    if (it->length() > 18) fail(path, "its shape is too large");
    shape.push_back(std::stoll(it->str()));
  }
  return shape;
}

std::string make_header(std::string_view descr, const Shape& shape) {
  std::string dims;
  for (int64_t dim : shape) dims += std::to_string(dim) + ", ";
  std::string text =
      "{'descr': '" + std::string(descr) + "', 'fortran_order': False, 'shape': (" + dims + "), }";
  // The elements start at a multiple of 64 bytes; the header ends with a newline.
  text.append(63 - (10 + text.size()) % 64, ' ');
  text += '\n';
  std::string bytes(kMagic);
  bytes += {1, 0, static_cast<char>(text.size() & 0xFF), static_cast<char>(text.size() >> 8)};
  return bytes + text;
}

}  // namespace

Tensor read_npy(const std::filesystem::path& path) {
  const auto file = MappedFile::open(path);
  const Header header = split_header(path, file->bytes());
  if (header.text.find("'fortran_order': True") != std::string::npos) {
    fail(path, "its elements are in Fortran order");
  }
  const DType dtype = parse_dtype(path, header.text);
  Shape shape = parse_shape(path, header.text);
  const auto expected = checked_byte_count(dtype, shape);
  const size_t held = file->size() - header.end;
  if (!expected || static_cast<size_t>(*expected) != held) {
    fail(path, "shape " + to_string(shape) + " does not match the " + std::to_string(held) +
                   " bytes of elements");
  }
  const std::string_view elements = file->bytes().substr(header.end);
  if (const auto bad = dtype == DType::kBool ? first_bad_bool(elements) : std::nullopt) {
    fail(path, "a bool in it is " + std::to_string(*bad) + " instead of 0 or 1");
  }
  return Tensor::view(dtype, std::move(shape), elements.data(), file);
}

void write_npy(const std::filesystem::path& path, const Tensor& tensor) {
  for (const NamedType& type : kTypes) {
    if (type.dtype != tensor.dtype()) continue;
    AtomicFile file(path);
    file.write(make_header(type.descr, tensor.shape()));
    file.write({static_cast<const char*>(tensor.raw()), static_cast<size_t>(tensor.byte_size())});
    file.commit();
    return;
  }
  throw Error(ErrorKind::kUnsupported, "cannot write .npy file", path.string(),
              "NumPy has no element type " + std::string(name_of(tensor.dtype())));
}

}  // namespace msquant
