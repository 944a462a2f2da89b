// The range by AMCT's HFMG algorithm: a histogram is narrowed from both ends, and the least error
// of merging its bins into 256 wins.
#pragma once

#include "quant/range_options.h"
#include "quant/tensor_stats.h"

namespace msquant {

// As AMCT's amct_pytorch (custom_op/hfmg) over num_of_bins bins between minimum and maximum: while
// more than a quarter of them is left, drops a hundred-thousandth of all elements from the end that
// loses more bins by it (the upper one if equal); each range so met is a candidate. Its loss is the
// squared distance of the elements to the nearest of the 256 centres of equal parts of the range.
// The histogram differs from AMCT's, which spreads what it has merged over batches of other ranges.
Range hfmg_range(const TensorStats& stats, const RangeOptions& options);

}  // namespace msquant
