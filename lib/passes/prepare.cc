#include "passes/prepare.h"

#include "passes/absorb_bias.h"
#include "passes/fold_batch_norm.h"
#include "passes/pass.h"

namespace msquant {

void prepare(Graph& graph, bool fuse_bn, int threads) {
  run_pass("absorb_bias", graph, absorb_bias);
  if (!fuse_bn) return;
  run_pass("fold_batch_norm", graph, [&](Graph& each) { fold_batch_norm(each, threads); });
}

}  // namespace msquant
