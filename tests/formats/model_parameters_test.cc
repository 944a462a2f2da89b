#include "formats/checkpoint/model_parameters.h"

#include <catch2/catch.hpp>

#include "formats/checkpoint/checkpoint_reader.h"
#include "support/shared.h"

using namespace msquant;

namespace {

std::vector<std::string> kept(const std::vector<std::string>& names) {
  ParameterSet checkpoint;
  for (const std::string& name : names) {
    checkpoint.add(name, Tensor::allocate(DType::kFloat32, {1}));
  }
  return model_parameters(checkpoint).names();
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("what an optimizer adds to a real checkpoint is dropped, the network stays") {
  const auto plain = shared_file("edge/plain.ckpt");
  MSQUANT_SKIP_WITHOUT(plain);
  const Names lenet5 = read_checkpoint(plain, {}).names();
  REQUIRE(lenet5.size() == 8);
  for (const char* name : {"edge/opt_momentum.ckpt", "edge/opt_adam.ckpt"}) {
    const ParameterSet checkpoint = read_checkpoint(shared_file(name), {});
    const ParameterSet model = model_parameters(checkpoint);
    CHECK(model.names() == lenet5);
    CHECK(model.source() == checkpoint.source());
    for (const auto& [parameter, tensor] : model.entries()) {
      CHECK(tensor.raw() == checkpoint.find(parameter)->raw());
    }
  }
}

TEST_CASE("a checkpoint without training state stays as it is") {
  const auto plain = shared_file("edge/other_architecture.ckpt");
  MSQUANT_SKIP_WITHOUT(plain);
  const ParameterSet checkpoint = read_checkpoint(plain, {});
  CHECK(model_parameters(checkpoint).names() == checkpoint.names());
}

TEST_CASE("an optimizer's prefix counts only before the name of a parameter") {
  CHECK(kept({"fc.weight", "linear.fc.weight"}) == Names{"fc.weight"});
  CHECK(kept({"linear.weight", "accum.0.weight"}) == Names{"linear.weight", "accum.0.weight"});
  CHECK(kept({"w", "exp_avg_sq_row_w", "exp_avg_sq_col_w", "exp_avg_sq_w", "exp_avg.w"}) ==
        Names{"w"});
}

TEST_CASE("values of the training loop are dropped, other scalars stay") {
  CHECK(kept({"learning_rate", "learning_rate_group_0", "step_num", "cls", "temperature"}) ==
        Names{"cls", "temperature"});
}
