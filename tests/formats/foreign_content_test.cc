#include "formats/checkpoint/foreign_content.h"

#include <catch2/catch.hpp>
#include <random>

#include "base/files.h"
#include "support/shared.h"

using namespace msquant;
using Catch::Contains;

namespace {

std::string because(std::string_view bytes) {
  const auto content = recognise_foreign_content(bytes);
  return content ? content->because : "";
}

}  // namespace

TEST_CASE("files of other kinds are recognised by their first bytes") {
  CHECK(because("\xD8\x5E\x3A\x7Fxyz") == "it is encrypted (AES-GCM)");
  CHECK(because("PK\x03\x04") == "it is a ZIP archive (PyTorch or .npz?)");
  CHECK_THAT(because("version https://git-lfs.github.com/spec/v1\n"), Contains("Git LFS"));
  CHECK_THAT(because(std::string(20, '\0')), Contains("zero bytes"));
  CHECK(because("a,b\n1,2\n") == "it is a text file");
}

TEST_CASE("bytes without structure may be encrypted") {
  std::mt19937 random(1);
  std::string bytes(4096, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  bytes[0] = '\x0A';
  CHECK_THAT(because(bytes), Contains("may be encrypted"));
  CHECK(because(bytes.substr(0, 4095)).empty());
}

TEST_CASE("real MindIR and ONNX files are recognised, real checkpoints are not foreign") {
  const auto mindir = shared_file("golden/small.mindir");
  MSQUANT_SKIP_WITHOUT(mindir);
  CHECK_THAT(because(read_file(mindir)), Contains("MindIR"));
  CHECK_THAT(because(read_file(shared_file("models/lenet5/lenet5.onnx"))), Contains("ONNX"));
  for (const char* name : {"edge/plain.ckpt", "edge/lenet5_float16.ckpt", "golden/small.ckpt"}) {
    CHECK(because(read_file(shared_file(name))).empty());
  }
}
