#include "formats/checkpoint/foreign_content.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "formats/encryption.h"

namespace msquant {
namespace {

using namespace std::string_view_literals;

constexpr char kDecrypt[] = "decrypt it with MindSpore, or save the checkpoint without enc_key";
constexpr char kConvert[] = "give a checkpoint that MindSpore's save_checkpoint has written";

struct Magic {
  std::string_view bytes;
  const char* because;
  const char* hint;
};

constexpr std::array kMagics{
    Magic{"\x89PNG\r\n"sv, "it is a PNG image", kConvert},
    Magic{"\xFF\xD8\xFF"sv, "it is a JPEG image", kConvert},
    Magic{"\x93NUMPY"sv, "it is a NumPy array (.npy)", kConvert},
    Magic{"\x89HDF\r\n"sv, "it is an HDF5 file (Keras?)", kConvert},
    Magic{"PK\x03\x04"sv, "it is a ZIP archive (PyTorch or .npz?)", kConvert},
    Magic{"\x1F\x8B"sv, "it is compressed with gzip", "unpack it with gunzip"},
    Magic{"\x28\xB5\x2F\xFD"sv, "it is compressed with zstd", "unpack it with zstd -d"},
    Magic{"version https://git-lfs"sv, "it is a Git LFS pointer, not the file itself",
          "run git lfs pull"},
    Magic{"\0\0\0\0\0\0\0\0"sv, "it starts with zero bytes, as an interrupted download does",
          "copy the file again"}};

// Both formats are protobuf messages that start with a version and the producer. In ONNX the
// version is a small number (field 1, a varint), in MindIR a short text such as "1.1".
const char* exported_format(std::string_view bytes) {
  if (bytes.size() < 4) return nullptr;
  if (bytes[0] == 0x08 && bytes[1] > 0 && bytes[1] < 0x20 && bytes[2] == 0x12) return "ONNX";
  const bool names_mindspore = bytes.substr(0, 32).find("MindSpore") != std::string_view::npos;
  return bytes[0] == 0x0A && names_mindspore ? "MindIR" : nullptr;
}

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) {
    return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\r' || c == '\t';
  });
}

// Shannon entropy in bits per byte.
double entropy(std::string_view bytes) {
  std::array<double, 256> counts{};
  for (char c : bytes) counts[static_cast<unsigned char>(c)] += 1;
  double sum = 0;
  for (double count : counts) {
    const double share = count / static_cast<double>(bytes.size());
    if (count > 0) sum -= share * std::log2(share);
  }
  return sum;
}

}  // namespace

std::optional<ForeignContent> recognise_foreign_content(std::string_view bytes) {
  if (const auto cipher = encryption_of(bytes)) {
    return ForeignContent{"it is encrypted (" + std::string(*cipher) + ")", kDecrypt};
  }
  for (const Magic& magic : kMagics) {
    if (bytes.substr(0, magic.bytes.size()) == magic.bytes) {
      return ForeignContent{magic.because, magic.hint};
    }
  }
  if (const char* format = exported_format(bytes)) {
    return ForeignContent{std::string("it is a model in ") + format + " format, not a checkpoint",
                          kConvert};
  }
  if (is_text(bytes.substr(0, 512))) return ForeignContent{"it is a text file", kConvert};
  // Trained weights stay below 7.6 bits per byte, and a sample of random bytes above 7.9 from this
  // size on.
  constexpr size_t kLeastSample = 4096, kSample = 65536;
  if (bytes.size() >= kLeastSample && entropy(bytes.substr(0, kSample)) > 7.9) {
    return ForeignContent{"its bytes look random: it may be encrypted or compressed",
                          "decrypt or unpack it, or save the checkpoint without enc_key"};
  }
  return std::nullopt;
}

}  // namespace msquant
