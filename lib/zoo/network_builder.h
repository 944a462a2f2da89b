// What the networks of the zoo are written with: layers by cell name, their weights looked up in a
// checkpoint, MindSpore's padding rules resolved for the image at hand.
//
//   ValueId x = net.conv("conv1", image, {64, 7, 2});
//   x = net.relu("relu", net.batch_norm("bn1", x, 1e-4f));
//
// A parameter that is absent or does not fit does not stop the builder: a stand-in of the right
// shape takes its place, so that needs() can tell everything that is wrong at once.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "tensor/parameter_set.h"
#include "zoo/zoo.h"

namespace msquant {

// A parameter that a network needs and what the checkpoint has under its name.
struct Need {
  std::string name;
  Shape shape;
  const Tensor* found = nullptr;

  bool is_missing() const { return found == nullptr; }
  // MindSpore also loads a parameter whose shape has more dimensions of 1 at its end.
  bool has_right_shape() const;
  bool fits() const;
};

// pad_mode of nn.Conv2d and nn.MaxPool2d. kPad has padding (kernel - 1) / 2 on every side.
enum class PadMode { kSame, kPad, kValid };

// A square kernel.
struct ConvSpec {
  int64_t channels = 0;  // out
  int64_t kernel = 3;
  int64_t stride = 1;
  PadMode pad_mode = PadMode::kSame;
  int64_t groups = 1;
};

class NetworkBuilder {
 public:
  // Parameters are looked up as `prefix` + name. `parameters` outlives the builder and its needs().
  NetworkBuilder(const std::string& network, const ParameterSet& parameters, std::string prefix,
                 const NetworkInput& input);

  // Cells below these scopes ("backbone.") name their parameters without it, as cells inside an
  // nn.Cell(auto_prefix=False) do.
  void hide_scopes(std::vector<std::string> scopes) { hidden_scopes_ = std::move(scopes); }
  bool has_parameter(const std::string& name) const { return find(name) != nullptr; }

  // Layers with parameters. A convolution has a bias if the checkpoint has one for it.
  ValueId conv(const std::string& cell, ValueId x, const ConvSpec& spec);
  ValueId batch_norm(const std::string& cell, ValueId x, float epsilon);
  ValueId dense(const std::string& cell, ValueId x, int64_t units);
  // A dense layer with as many units as the checkpoint has classes.
  ValueId classifier(const std::string& cell, ValueId x);

  // Everything else.
  ValueId relu(const std::string& name, ValueId x) { return node(OpKind::kRelu, name, {x}); }
  ValueId relu6(const std::string& name, ValueId x) { return node(OpKind::kRelu6, name, {x}); }
  ValueId add(const std::string& name, ValueId a, ValueId b) {
    return node(OpKind::kAdd, name, {a, b});
  }
  ValueId max_pool(const std::string& name, ValueId x, int64_t kernel, int64_t stride,
                   PadMode pad_mode);
  ValueId mean_over_image(const std::string& name, ValueId x, bool keep_dims);
  ValueId flatten(const std::string& name, ValueId x);
  ValueId node(OpKind kind, const std::string& name, std::vector<ValueId> inputs,
               Attributes attributes = {});

  int64_t channels(ValueId x) const { return shape_of(x).at(1); }

  // The parameters asked for so far, in order.
  const std::vector<Need>& needs() const { return needs_; }
  // The graph; its first value is the image.
  Graph& graph() { return graph_; }

 private:
  const Tensor* find(const std::string& name) const { return parameters_.find(prefix_ + name); }
  ValueId parameter(const std::string& name, const Shape& shape);
  std::string parameter_scope(const std::string& cell) const;
  const Shape& shape_of(ValueId x) const { return graph_.value(x).type.shape; }

  Graph graph_;
  const ParameterSet& parameters_;
  std::string prefix_;
  NetworkInput input_;
  std::vector<std::string> hidden_scopes_;
  std::vector<Need> needs_;
};

}  // namespace msquant
