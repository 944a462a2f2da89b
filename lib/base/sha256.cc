#include "base/sha256.h"

#include <openssl/evp.h>

#include <array>

#include "base/error.h"
#include "base/file_part.h"
#include "base/files.h"

namespace msquant {

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  MSQUANT_CHECK(context_ != nullptr);
  MSQUANT_CHECK(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void Sha256::add(std::string_view bytes) {
  MSQUANT_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  MSQUANT_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    constexpr const char* kDigits = "0123456789abcdef";
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes);
  return digest.hex();
}

std::string sha256_of_file(const std::filesystem::path& path) {
  // Piece by piece, so that a large file does not stay in memory.
  constexpr size_t kPiece = size_t{4} << 20;
  const auto file = MappedFile::open(path);
  Sha256 digest;
  for (std::string_view rest = file->bytes(); !rest.empty();) {
    const std::string_view piece = rest.substr(0, kPiece);
    const auto part = part_of(file, piece);
    digest.add(piece);
    rest.remove_prefix(piece.size());
  }
  return digest.hex();
}

}  // namespace msquant
