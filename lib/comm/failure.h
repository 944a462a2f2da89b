// The error that ends a run of several ranks.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace msquant {

// The error of one rank, or the first one's of several.
struct Failure {
  Error error;
  int rank = 0;          // the lowest that failed for a reason of its own, or was interrupted
  int count = 1;         // ranks that failed
  bool is_alike = true;  // whether all of them failed with this error
};

std::string to_bytes(const Failure& failure);
Failure failure_from_bytes(std::string_view bytes);

// The failures of lower and of higher ranks as one. That a rank was interrupted comes last: a
// launcher interrupts the others when one has failed.
Failure merged(const Failure& lower, const Failure& higher);

// The error for people. Where it happened begins with the rank, unless all `size` ranks agree.
Error described(const Failure& failure, int size);

}  // namespace msquant
