// AMCT's DMQ balance: how much of an activation's range its layer's weights can take over.
#pragma once

#include <vector>

namespace msquant {

// What to divide each channel of an activation by, and to multiply its weights by:
//   activation^strength / weight^(1 - strength)
// of the largest magnitudes of both. A channel that is 0 in the one (below FLT_EPSILON) is made as
// wide as the widest other one in the other; in both it keeps 1, as all do if none is left. Factors
// are kept within FLT_EPSILON and its inverse, which AMCT makes an error. `strength` is from 0.2 to
// 0.8; at 0.5 both become equally wide. (Ascend's AMCT, dmq_balance; as SmoothQuant, Xiao et
// al. 2022, equation 4.)
std::vector<float> balance_factors(const std::vector<float>& activation,
                                   const std::vector<float>& weight, double strength);

}  // namespace msquant
