// How the channels of a weight differ.
#pragma once

#include "report/report.h"
#include "tensor/tensor.h"

namespace msquant {

// `rows` is float32 [channels, elements of a channel].
ReportWeight weight_report(const Tensor& rows);

}  // namespace msquant
