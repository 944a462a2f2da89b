// The 62 kinds of AIR files, good and broken, that were tried on the Graph Engine.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ge_ir.pb.h"

namespace msquant {

// A change of the file written from quantized_graph(). The verdict is that of the real Graph Engine
// library (Dec 2020) followed by what ATC checks before its first pass; `rule` is a part of the
// problem that msquant must name, empty if GE takes the file.
struct AirSample {
  const char* name;
  const char* rule;
  std::function<void(ge::proto::ModelDef&)> edit;
};

struct AirByteSample {
  const char* name;
  std::string bytes;
};

const std::vector<AirSample>& accepted_samples();
// Refused by the library itself when it loads or sorts the graph.
const std::vector<AirSample>& unloadable_samples();
// Loaded by the library, but ATC would stop or misread them.
const std::vector<AirSample>& misread_samples();
// A node does not fit its prototype.
const std::vector<AirSample>& unfit_samples();
// No GE model at all.
std::vector<AirByteSample> unparsable_samples();

}  // namespace msquant
