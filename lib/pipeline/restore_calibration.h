// A calibration from what it has left behind, without images.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/calibrate.h"
#include "tensor/parameter_set.h"

namespace msquant {

// What calibrate() made of `prepared` if no correction changed it: `record` holds the parameters.
// Throws Error(kModel) if the record is not one of these layers, and what insert_quant() throws.
Calibrated restore_calibration(const Graph& prepared, const QuantConfig& config,
                               const LayerMethods& methods, Record record);

// The same of a record that says by itself which layers are quantized, as AMCT's do.
Calibrated restore_calibration(const Graph& prepared, Record record);

// The constants that corrections changed: those of `corrected` that `restored` lacks or has
// otherwise, named after the node and the number of its input ("conv1:2").
ParameterSet changed_constants(const Graph& restored, const Graph& corrected);

// Puts such constants into a restored graph. Throws Error(kModel) naming the constant if the graph
// has no place for it.
void restore_constants(Graph& graph, const ParameterSet& constants);

// The elements of a tensor as they lie in memory, for digests.
std::string_view bytes_of(const Tensor& tensor);

// The names of the operators and the bytes of the constants as a digest: equal for equal calibrated
// models, another one if any weight differs.
std::string digest_of(const Graph& graph);

}  // namespace msquant
