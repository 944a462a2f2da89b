// Real checkpoint files, good and broken. What MindSpore itself reads from the good ones is in
// data/expected_parameters.tsv.
#include <zlib.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

#include "base/error.h"
#include "formats/checkpoint/checkpoint_reader.h"
#include "support/shared.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

// Type, shape and CRC-32 of the elements, as in the table.
using Fingerprint = std::tuple<std::string, std::string, std::string>;
using Fingerprints = std::map<std::string, Fingerprint>;

fs::path data_dir() { return fs::path(MSQUANT_SOURCE_DIR) / "tests" / "formats"; }

std::vector<std::vector<std::string>> read_table(const fs::path& path) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(path);
  for (std::string line, cell; std::getline(file, line);) {
    rows.emplace_back();
    for (std::istringstream cells(line); std::getline(cells, cell, '\t');) {
      rows.back().push_back(cell);
    }
  }
  return rows;
}

// By file.
std::map<std::string, Fingerprints> expected_parameters() {
  std::map<std::string, Fingerprints> files;
  for (const auto& row : read_table(data_dir() / "data" / "expected_parameters.tsv")) {
    files[row[0]][row[1]] = {row[2], row[3], row[4]};
  }
  return files;
}

Fingerprint fingerprint(const Tensor& tensor) {
  const auto crc = ::crc32_z(0, static_cast<const Bytef*>(tensor.raw()),
                             static_cast<size_t>(tensor.byte_size()));
  char text[9];
  std::snprintf(text, sizeof text, "%08lx", crc);
  return {std::string(name_of(tensor.dtype())), to_string(tensor.shape()), text};
}

Fingerprints fingerprints(const fs::path& path) {
  Fingerprints result;
  const ParameterSet parameters = read_checkpoint(path, {});
  for (const auto& [name, tensor] : parameters.entries()) {
    result[name] = fingerprint(tensor);
  }
  return result;
}

struct Refused {
  const char* file;
  const char* where;
  const char* because;
};

constexpr Refused kRefused[] = {
    {"crc_bitflip.ckpt", "", "does not match the CRC"},
    {"crc_wrong.ckpt", "", "does not match the CRC"},
    {"enc_aes_gcm.ckpt", "", "it is encrypted (AES-GCM)"},
    {"enc_aes_cbc.ckpt", "", "it is encrypted (AES-CBC)"},
    {"enc_sm4_cbc.ckpt", "", "it is encrypted (SM4-CBC)"},
    {"safetensors_named.ckpt", "", "it holds safetensors content"},
    {"complex64.ckpt", "'p.complex64'", "'Complex64' is not supported"},
    {"truncated_tail.ckpt", "'fc3.weight'", "the file ends at least 933 bytes early"},
    {"truncated_half.ckpt", "'fc1.weight'", "the file ends at least 79412 bytes early"},
    {"bitflip_header.ckpt", "'conv1.weight'", "the entry at byte 0 is damaged"},
    {"bitflip_type.ckpt", "'fc3.bias'", "'float32' is not supported"},
    {"dims_mismatch.ckpt", "'conv1.weight'", "needs 2100 bytes, but the file holds 1800"},
    {"dims_huge.ckpt", "'conv1.weight'", "needs 329853488332800 bytes, but the file holds 1800"},
    {"dims_negative.ckpt", "'conv1.weight'", "[-6, 3, 5, 5] has a negative dimension"},
    {"duplicate_tag.ckpt", "'fc1.weight'", "the file holds it twice"},
    {"zero_byte.ckpt", "", "the file is empty"},
    {"text.ckpt", "", "it is a text file"},
    {"random.ckpt", "", "it may be encrypted"},
    {"png_named.ckpt", "", "it is a PNG image"},
};

}  // namespace

TEST_CASE("a checkpoint holds exactly what MindSpore reads from it") {
  for (const auto& [file, expected] : expected_parameters()) {
    const bool is_ours = file.compare(0, 5, "data/") == 0;
    const fs::path path = is_ours ? data_dir() / file : shared_file(file);
    MSQUANT_SKIP_WITHOUT(path);
    INFO(file);
    CHECK(fingerprints(path) == expected);
  }
}

TEST_CASE("a broken checkpoint is refused with its file, parameter and cause") {
  for (const Refused& refused : kRefused) {
    const fs::path path = shared_file(fs::path("edge") / refused.file);
    MSQUANT_SKIP_WITHOUT(path);
    INFO(refused.file);
    try {
      read_checkpoint(path, {});
      FAIL_CHECK("no error");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::kModel);
      CHECK_THAT(error.where(), Contains(refused.file) && Contains(refused.where));
      CHECK_THAT(error.because(), Contains(refused.because));
      CHECK_FALSE(error.hint().empty());
    }
  }
}

TEST_CASE("every edge file is covered by one of the tests here") {
  const fs::path table = shared_file("edge/EXPECT.tsv");
  MSQUANT_SKIP_WITHOUT(table);
  std::set<std::string> covered{"file", "big/chunked_513MiB.ckpt(.zst)"};
  for (const Refused& refused : kRefused) covered.insert(refused.file);
  for (const auto& [file, parameters] : expected_parameters()) {
    covered.insert(fs::path(file).filename());
  }
  for (const auto& row : read_table(table)) {
    INFO(row[0]);
    CHECK(covered.count(row[0]) == 1);
  }
}

TEST_CASE("a parameter above 512 MiB is joined from its slices") {
  const fs::path path = shared_file("edge/big/chunked_513MiB.ckpt");
  MSQUANT_SKIP_WITHOUT(path);
  CHECK(fingerprints(path) ==
        Fingerprints{{"embedding.table", {"float32", "[513, 512, 512]", "4373128c"}},
                     {"tail", {"float32", "[3]", "dc7c4e94"}}});
}
