#include "base/sha256.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;

// The examples of FIPS 180-4 that NIST publishes.
TEST_CASE("SHA-256 of the standard's examples") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 pieces;
  pieces.add("abcdbcdecdefdefgefghfghigh");
  pieces.add("ijhijkijkljklmklmnlmnomnopnopq");
  CHECK(pieces.hex() == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("the digest of a file is that of its bytes") {
  TempDir dir;
  write_file(dir / "a", "abc");
  CHECK(sha256_of_file(dir / "a") == sha256("abc"));
  CHECK_THROWS_AS(sha256_of_file(dir / "b"), Error);
}
