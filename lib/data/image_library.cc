#include "data/image_library.h"

#include <opencv2/core/utility.hpp>

namespace msquant {

std::string image_library() { return "OpenCV " + std::string(cv::getVersionString()); }

}  // namespace msquant
