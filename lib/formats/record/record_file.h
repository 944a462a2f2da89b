// The calibration record as text, in the format of Ascend's AMCT (text-format protobuf):
//   record {
//     key: "conv1"
//     value { scale_d: 0.0798934 offset_d: 1 scale_w: 0.00297 offset_w: 0 }
//   }
// scale_d and offset_d are the activation's scale and zero point; scale_w and offset_w, one for
// each output channel, the weight's; tensor_balance_factor, if there is any, what AMCT's DMQ
// balance divides the channels of the input by. Fields: AMCT's scale_offset_record_pytorch.proto.
#pragma once

#include <string>
#include <string_view>

#include "quant/record.h"

namespace msquant {

// Scales are written with as many digits as it takes to read the same float32 back.
std::string to_text(const Record& record);

// A weight of one scale is per tensor; of several, per channel along axis 0 (a layer whose weight
// lies otherwise has to set the axis). Throws Error(kModel) naming `source`, and line or layer: bad
// syntax, an unknown field, a missing one, a layer that occurs twice, a scale that is not finite
// and positive, a balance factor outside AMCT's bounds, an activation's offset outside int8, a
// weight's offset that is not 0 or one offset too many or too few. Throws Error(kUnsupported) if a
// layer is not of int8, or keeps its batch normalization (skip_fusion).
Record parse_record(std::string_view text, const std::string& source);

}  // namespace msquant
