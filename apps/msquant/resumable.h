// Work of which an interruption leaves something to go on from.
#pragma once

#include <functional>

namespace msquant {

// Runs `work`. If it is interrupted, the error says how to go on.
void resumable(const std::function<void()>& work);

}  // namespace msquant
