// The parts of check_air(). Each appends the problems that it finds.
#pragma once

#include <string>
#include <vector>

#include "formats/air/air_check.h"
#include "formats/air/air_links.h"
#include "formats/external_data.h"
#include "ge_ir.pb.h"

namespace msquant {

// Rules about the graph as a whole: cycles, isolated operators, inputs, outputs, subgraphs.
void check_graph(const ge::proto::ModelDef& model, const AirLinks& links,
                 std::vector<AirProblem>* problems);

// Rules about one operator: does it fit its prototype, in inputs, outputs, names and attributes?
void check_operator(const ge::proto::OpDef& op, const std::vector<AirLink>& inputs,
                    std::vector<AirProblem>* problems);

// Rules about Const: its bytes, here or in a file beside the model, fill its shape, and its output
// is described as its value is.
void check_constant(const ge::proto::OpDef& op, ExternalData& external,
                    std::vector<AirProblem>* problems);

}  // namespace msquant
