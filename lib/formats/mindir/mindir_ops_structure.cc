// Operators that compute nothing: they order side effects or pack tuples.
#include "formats/mindir/mindir_ops.h"

namespace msquant {

Operand lower_first_input(MindirNode& node) { return node.input(0); }

Operand lower_state(MindirNode&) { return {}; }

Operand lower_make_tuple(MindirNode& node) {
  std::vector<Operand> elements;
  for (size_t i = 0; i < node.input_count(); ++i) {
    if (node.input(i).tuple != nullptr) node.unsupported("it puts a tuple into a tuple");
    elements.push_back(node.input(i));
  }
  return Operand::of(std::move(elements));
}

Operand lower_tuple_get_item(MindirNode& node) {
  const auto& tuple = node.input(0).tuple;
  if (tuple == nullptr) node.fail("its first input is not a tuple");
  const auto index = node.integer({"index", 1});
  if (!index || *index < 0) node.fail("its index is missing or negative");
  if (*index >= static_cast<int64_t>(tuple->size())) {
    node.unsupported("it takes result " + std::to_string(*index) + " of an operator of which " +
                     "msquant computes " + std::to_string(tuple->size()));
  }
  return (*tuple)[static_cast<size_t>(*index)];
}

}  // namespace msquant
