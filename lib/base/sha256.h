// SHA-256 digests (FIPS 180-4) as 64 lowercase hexadecimal digits.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace msquant {

// The digest of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();

  void add(std::string_view bytes);

  // The digest of all that was added. Ends the computation: nothing may be called after it.
  std::string hex();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

std::string sha256(std::string_view bytes);

// Of a whole file. Throws Error(kIo).
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace msquant
