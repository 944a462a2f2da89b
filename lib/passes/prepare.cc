#include "passes/prepare.h"

#include "passes/absorb_bias.h"
#include "passes/fold_batch_norm.h"
#include "passes/insert_quant.h"
#include "passes/pass.h"

namespace msquant {

void prepare_for_calibration(Graph& graph, const QuantConfig& config) {
  run_pass("absorb_bias", graph, absorb_bias);
  if (config.fuse_bn) run_pass("fold_batch_norm", graph, fold_batch_norm);
  run_pass("insert_quant", graph, [&](Graph& g) { insert_quant(g, config); });
}

}  // namespace msquant
