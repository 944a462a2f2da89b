#include "calibrate/correction.h"

#include <algorithm>

#include "base/error.h"
#include "base/suggest.h"
#include "calibrate/balance.h"
#include "calibrate/correct_bias.h"
#include "calibrate/equalize.h"
#include "calibrate/fit_outputs.h"
#include "calibrate/headroom.h"
#include "calibrate/round_weights.h"

namespace msquant {

const std::vector<Correction>& corrections() {
  static const std::vector<Correction> table = {
      {"equalization", "evens out the ranges of an activation's channels", CorrectionStage::kFloat,
       equalize},
      {"dmq", "AMCT's balance: moves an activation's range into its layers' weights",
       CorrectionStage::kFloat, balance},
      {"headroom", "leaves room for unseen values where resolution is not needed",
       CorrectionStage::kSimulated, add_headroom},
      {"bias", "takes the mean error of each layer's output off its bias",
       CorrectionStage::kSimulated, correct_bias},
      {"rounding", "rounds each layer's weights for the least error of its output",
       CorrectionStage::kSimulated, round_weights, rounding_passes},
      {"outputs", "brings the network's outputs back to their mean and size",
       CorrectionStage::kWhole, fit_outputs},
  };
  return table;
}

std::vector<Correction> find_corrections(const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const Correction& correction : corrections()) known.emplace_back(correction.name);
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Error(ErrorKind::kUsage, "unknown correction '" + name + "'", {},
                "the corrections are: " + joined(known), did_you_mean(name, known));
  }
  std::vector<Correction> found;
  for (const Correction& correction : corrections()) {
    if (std::find(names.begin(), names.end(), correction.name) != names.end()) {
      found.push_back(correction);
    }
  }
  return found;
}

}  // namespace msquant
