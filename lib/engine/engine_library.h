// What the fast engine is made of, for reports of problems.
#pragma once

#include <string>

namespace msquant {

// "oneDNN 2.6.3, AVX2": the library and the widest instructions that it uses on this processor.
std::string engine_library();

}  // namespace msquant
