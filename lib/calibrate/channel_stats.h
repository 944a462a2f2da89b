// What samples do in each channel of the activations that can be rescaled.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "calibrate/correction.h"
#include "passes/channel_scales.h"
#include "quant/equalization.h"

namespace msquant {

// Of the channels of one activation, in all samples.
struct ChannelStats {
  HalfRanges halves;  // of every other sample
  std::vector<double> sum, squares;
  int64_t count = 0;  // elements of each channel

  explicit ChannelStats(int64_t channels);

  std::vector<float> range() const;
  std::vector<double> variance() const;
};

using ChannelStatsMap = std::map<ValueId, ChannelStats>;

// Of the inputs of the groups' consumers in the context's graph. One pass over the samples, shown
// as `step`; does not depend on the number of threads.
ChannelStatsMap channel_stats(const CorrectionContext& context,
                              const std::vector<ScaleGroup>& groups, const std::string& step);

}  // namespace msquant
