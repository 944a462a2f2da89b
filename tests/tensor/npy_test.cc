#include "tensor/npy.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/shared.h"
#include "support/temp_dir.h"

using namespace msquant;

TEST_CASE("a tensor survives the way to .npy and back") {
  TempDir dir;
  const Tensor tensor = Tensor::from<float>({2, 3}, {1, -2, 3.5f, 0, 5, 6});
  write_npy(dir / "t.npy", tensor);
  const Tensor back = read_npy(dir / "t.npy");
  CHECK(back.shape() == Shape{2, 3});
  CHECK(back.data<float>()[2] == 3.5f);
  write_npy(dir / "s.npy", Tensor::from<int64_t>({}, {7}));
  CHECK(read_npy(dir / "s.npy").data<int64_t>()[0] == 7);
}

TEST_CASE("files written by NumPy itself are read") {
  const auto path = shared_file("models/lenet5/logits.npy");
  MSQUANT_SKIP_WITHOUT(path);
  const Tensor logits = read_npy(path);
  CHECK(logits.dtype() == DType::kFloat32);
  CHECK(logits.shape().back() == 10);
}

TEST_CASE("broken .npy files are data errors that say why") {
  TempDir dir;
  const auto check = [&](const std::string& bytes, const std::string& because) {
    write_file(dir / "bad.npy", bytes);
    CHECK_THROWS_WITH(read_npy(dir / "bad.npy"),
                      Catch::Contains("bad.npy") && Catch::Contains(because));
  };
  write_npy(dir / "good.npy", Tensor::from<float>({2}, {1, 2}));
  const std::string good = read_file(dir / "good.npy");
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string bytes = good;
    return bytes.replace(bytes.find(from), from.size(), to);
  };
  check("", "not an .npy file");
  check("hello, this is text", "not an .npy file");
  check(good.substr(0, 20), "ends inside its header");
  check(good.substr(0, good.size() - 1), "does not match the 7 bytes");
  check(replaced("<f4", ">f4"), "'>f4' is not supported");
  check(replaced("False", "True "), "Fortran order");
  check(replaced("(2, )", "(9, )"), "does not match");

  const Tensor truth = Tensor::allocate(DType::kBool, {1});
  write_npy(dir / "bools.npy", truth);
  std::string bools = read_file(dir / "bools.npy");
  bools.back() = 110;
  check(bools, "a bool in it is 110 instead of 0 or 1");
}

TEST_CASE("bfloat16 has no NumPy name") {
  TempDir dir;
  CHECK_THROWS_WITH(write_npy(dir / "b.npy", Tensor::allocate(DType::kBFloat16, {1})),
                    Catch::Contains("bfloat16"));
}
