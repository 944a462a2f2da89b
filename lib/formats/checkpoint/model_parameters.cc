#include "formats/checkpoint/model_parameters.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace msquant {
namespace {

// Entries of their own. Names as of MindSpore's nn/optim, nn/wrap and train/callback.
constexpr std::string_view kTrainingNames[] = {
    "global_step",
    "learning_rate",
    "momentum",
    "beta1_power",
    "beta2_power",
    "epoch_num",
    "step_num",
    "epoch",
    "step",
    "lr",
    "loss",
    "loss_scale",
    "scale_sense",
    "weight_decay",
    "afactor_step",
    "cov_step",
    "fake_lr",
    "fake_param",
    "current_iterator_step",
    "last_overflow_iterator_step",
};

// An optimizer's copy of parameter P is called "<prefix>.P".
constexpr std::string_view kStatePrefixes[] = {
    "moments",
    "moment",
    "moment1",
    "moment2",
    "accum",
    "accum_update",
    "stat",
    "adam_m",
    "adam_v",
    "lamb_m",
    "lamb_v",
    "vhat",
    "linear",
    "mean_grad",
    "mean_square",
    "prev",
    "step_size",
    "ax",
    "ax_",
    "exp_avg",
    "exp_avg_sq",
    "max_exp_avg_sq",
    "exp_inf",
    "momentum_buf",
    "accu_grads",
    "delta_weight",
    "weights_clone",
    "dn_init",
    "grad_accumulation",
    "grad_res_momentum",
    "grad_proj_init",
};

// AdaFactor joins with an underscore: "exp_avg_sq_row_P".
constexpr std::string_view kAdaFactorPrefixes[] = {"exp_avg_sq_row_", "exp_avg_sq_col_",
                                                   "exp_avg_sq_"};

template <size_t n>
bool contains(const std::string_view (&names)[n], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool is_optimizer_state(const ParameterSet& checkpoint, const std::string& name) {
  const size_t dot = name.find('.');
  if (dot != std::string::npos && contains(kStatePrefixes, name.substr(0, dot))) {
    return checkpoint.find(name.substr(dot + 1)) != nullptr;
  }
  return std::any_of(std::begin(kAdaFactorPrefixes), std::end(kAdaFactorPrefixes),
                     [&](std::string_view prefix) {
                       return name.compare(0, prefix.size(), prefix) == 0 &&
                              checkpoint.find(name.substr(prefix.size())) != nullptr;
                     });
}

// With parameter groups, each group has a rate of its own: "learning_rate_group_0".
bool is_training_value(std::string_view name) {
  constexpr std::string_view kGroupRate = "learning_rate_group_";
  return contains(kTrainingNames, name) || name.substr(0, kGroupRate.size()) == kGroupRate;
}

}  // namespace

ParameterSet model_parameters(const ParameterSet& checkpoint) {
  ParameterSet model(checkpoint.source());
  for (const auto& [name, tensor] : checkpoint.entries()) {
    if (is_training_value(name) || is_optimizer_state(checkpoint, name)) continue;
    model.add(name, tensor);
  }
  return model;
}

}  // namespace msquant
