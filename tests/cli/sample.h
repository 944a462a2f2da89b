// The small real model that comes with the repository.
#pragma once

#include <string>

namespace msquant {

inline const std::string kSampleDir = MSQUANT_SOURCE_DIR "/configs/sample";
inline const std::string kSampleYaml = kSampleDir + "/lenet5.yaml";
inline const std::string kSampleCheckpoint = kSampleDir + "/lenet5.ckpt";
inline const std::string kSampleImages = kSampleDir + "/fashion/calib";

}  // namespace msquant
