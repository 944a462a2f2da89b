// What the environment must not decide.
#pragma once

namespace msquant {

// Removes the variables by which libraries of ours would load code of another's choice: plugins,
// drivers, profilers. For the start of the program, before any library looks.
void forget_plugins();

}  // namespace msquant
