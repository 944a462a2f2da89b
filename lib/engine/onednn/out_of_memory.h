// oneDNN where memory is short.
#pragma once

#include <dnnl.hpp>

namespace msquant {

// Throws std::bad_alloc if that is what an error of oneDNN means: another way to compute the same
// would not do, and it is no bug.
void throw_if_out_of_memory(const dnnl::error& error);

// Before a primitive is made, whose code oneDNN writes even if it got no memory for it: throws
// std::bad_alloc if there is no room for some.
void require_room_for_code();

}  // namespace msquant
