// Keys of the model zoo's YAML files that only training and its scripts use.
#pragma once

#include <string>

namespace msquant {

// Whether the zoo knows `key` and msquant has no use for it.
bool is_training_key(const std::string& key);

}  // namespace msquant
