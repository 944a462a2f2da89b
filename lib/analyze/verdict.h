// Rules of thumb: which error of a layer is worth a look.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "analyze/layer_errors.h"

namespace msquant {

enum class Verdict { kGood, kSuspicious, kBad };

std::string_view name_of(Verdict verdict);

// A view, what it is called, and the SQNR in dB from which its errors are good or suspicious; below
// both they are bad. At the output of a classifier noise of a tenth of the signal's power is
// usually tolerable (10 dB) and noise of a hundredth not seen at all (20 dB); one layer among many
// must stay ten times below that.
struct ViewInfo {
  View view;
  std::string_view name;
  double good_from, suspicious_from;
};

inline constexpr std::array<ViewInfo, kViewCount> kViews{{
    {View::kIsolated, "isolated", 30, 20},
    {View::kAccumulated, "accumulated", 20, 10},
    {View::kEndToEnd, "end-to-end", 30, 20},
}};

// The worst over the views that were measured.
Verdict verdict_of(const LayerError& error);

// How the layers of a table may be sorted; the first is what decides which layer is worst.
//   worst        lowest SQNR first, end to end, else isolated, else accumulated
//   a view       lowest SQNR in that view first
//   clipped      highest clipped share first
//   network      the network's order
const std::vector<std::string_view>& sort_orders();

// `layers` in one of those orders; ties keep the network's.
std::vector<const LayerError*> sorted(const std::vector<LayerError>& layers,
                                      std::string_view order);

}  // namespace msquant
