// What a plan computes before any input is there: weights in the layouts that primitives read.
#pragma once

#include <vector>

#include "engine/onednn/plan.h"

namespace msquant {

// Runs steps that read constants only and write storages of kind kConstant, which get their memory
// here, in `threads` threads. Storages that only other ones of these steps read are freed.
void run_constant_steps(Plan& plan, const std::vector<Step>& steps, int threads);

}  // namespace msquant
