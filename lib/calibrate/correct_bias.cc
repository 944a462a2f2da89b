#include "calibrate/correct_bias.h"

#include <utility>

#include "calibrate/output_fit.h"
#include "calibrate/own_errors.h"

namespace msquant {
void correct_bias(const CorrectionContext& context) {
  Graph corrected = context.graph;
  take_off_own_errors(
      {corrected, context.reference, context.samples, context.threads, context.events});
  const std::vector<OutputFit> fits = fit_outputs(context, {&context.graph, &corrected}, "outputs");
  if (fits.empty()) return;  // the caller reports that no image was good
  const bool is_better = fits[1].noise < fits[0].noise;
  if (is_better) context.graph = std::move(corrected);
  apply_fit(context.graph, fits[is_better ? 1 : 0]);
}

}  // namespace msquant
