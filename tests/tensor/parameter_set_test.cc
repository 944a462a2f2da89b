#include "tensor/parameter_set.h"

#include <catch2/catch.hpp>

using namespace msquant;

TEST_CASE("parameters keep their order and refuse a second one of a name") {
  ParameterSet set("a.ckpt");
  CHECK(set.add("b", Tensor::from<float>({1}, {1})));
  CHECK(set.add("a", Tensor::from<float>({1}, {2})));
  CHECK_FALSE(set.add("b", Tensor::from<float>({1}, {3})));
  CHECK(set.names() == std::vector<std::string>{"b", "a"});
  CHECK(set.find("b")->data<float>()[0] == 1);
  CHECK(set.find("c") == nullptr);
}
