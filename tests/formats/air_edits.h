// Ways to change the message of an AIR file, for tests of what readers and checkers make of it.
#pragma once

#include <functional>
#include <string>

#include "ge_ir.pb.h"

namespace msquant {

ge::proto::AttrDef& attribute(ge::proto::ModelDef& model, const char* op, const char* name);
void drop_attribute(ge::proto::ModelDef& model, const char* op, const char* name);
ge::proto::TensorDescriptor* value_desc(ge::proto::ModelDef& model, const char* op);
void for_each_desc(ge::proto::ModelDef& model,
                   const std::function<void(ge::proto::TensorDescriptor&)>& edit);
// Gives conv3 of quantized_graph(), which has no bias, a slot for one.
ge::proto::TensorDescriptor* add_bias_slot(ge::proto::ModelDef& model, const char* layout);
void add_net_output(ge::proto::ModelDef& model);
void add_isolated_constant(ge::proto::ModelDef& model);
void rename_op(ge::proto::ModelDef& model, const std::string& from, const std::string& to);
void make_weight_int4(ge::proto::ModelDef& model);
void link_by_fields_only(ge::proto::ModelDef& model);
void drop_names(ge::proto::ModelDef& model, const std::string& which);
void clear_name_list_types(ge::proto::ModelDef& model);

}  // namespace msquant
