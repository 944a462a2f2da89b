#pragma once

#include <functional>

#include "base/error.h"

namespace msquant {

// The Error that `action` throws. Fails the test if it throws none.
Error thrown_error(const std::function<void()>& action);

}  // namespace msquant
