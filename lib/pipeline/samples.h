// The samples of a run, from the settings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "comm/comm.h"
#include "data/sample_stream.h"
#include "graph/graph.h"
#include "pipeline/settings.h"

namespace msquant {

// What --data and --val say: one PATH that open_images() understands, or of .npy files for the
// model's only input, or NAME=PATH of .npy files for each input.
using DataArguments = std::vector<std::string>;

// Whether these name tensors, not images. Throws Error(kData) if there is no such file.
bool means_tensors(const DataArguments& data);

// The calibration data: `given`, else the calibration part of data_path (calib/ or train/ below
// it), else data_path itself. Throws Error(kConfig) if none is named or it does not exist.
DataArguments calibration_data(const DataArguments& given, const Settings& settings);

// The validation data: `given`, else the validation part of data_path (val/ or test/ below it, or
// the test part of CIFAR or MNIST), else nothing.
DataArguments validation_data(const DataArguments& given, const Settings& settings);

// calibration_batches × batch_size samples, picked round-robin over the classes. The data is opened
// once, by this call. Throws Error(kConfig) if the preprocessed images do not have the size of the
// graph's input, Error(kData) if there are no samples or they do not fit.
SampleSource calibration_samples(const DataArguments& data, const Settings& settings,
                                 const Graph& graph, std::optional<uint64_t> shuffle_seed,
                                 int threads);

// All samples. Throws Error(kData) if a label is no class of the model, and what
// calibration_samples() throws.
SampleSource validation_samples(const DataArguments& data, const Settings& settings,
                                const Graph& graph, int threads);

// The first `count` good samples that nobody has taken out yet, fewer if there are no more.
std::vector<ModelInputs> take_samples(SampleStream& samples, int64_t count);

// Warns of every sample that was skipped because it could not be read, by any rank. Throws
// Error(kData) if there were more than `most` (if `most` >= 0), or if no sample was good.
void report_bad_samples(const SampleStream& samples, int64_t most, Comm& comm = serial_comm());

}  // namespace msquant
