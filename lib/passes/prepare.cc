#include "passes/prepare.h"

#include "passes/absorb_bias.h"
#include "passes/fold_batch_norm.h"
#include "passes/pass.h"

namespace msquant {

void prepare(Graph& graph, bool fuse_bn) {
  run_pass("absorb_bias", graph, absorb_bias);
  if (fuse_bn) run_pass("fold_batch_norm", graph, fold_batch_norm);
}

}  // namespace msquant
