// What images are decoded and resized with, for reports of problems.
#pragma once

#include <string>

namespace msquant {

std::string image_library();  // "OpenCV 4.6.0"

}  // namespace msquant
