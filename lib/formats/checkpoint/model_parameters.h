// Separates the network from what training adds to its checkpoint.
#pragma once

#include "tensor/parameter_set.h"

namespace msquant {

// `checkpoint` without the state of MindSpore's optimizers ("moments.conv1.weight" where there is a
// "conv1.weight"), training wrappers and ModelCheckpoint ("learning_rate", "epoch_num"). The order
// stays and tensors are shared. Names that are not known to be such state stay too.
ParameterSet model_parameters(const ParameterSet& checkpoint);

}  // namespace msquant
