#include "formats/mindir/mindir_names.h"

#include <catch2/catch.hpp>

namespace msquant {

TEST_CASE("A cell's name is read from the export's scope") {
  CHECK(cell_of_scope("Default/layer1-SequentialCell/0-ResidualBlock/conv1-Conv2d/Conv2D-op0") ==
        "layer1.0.conv1");
  CHECK(cell_of_scope("Default/conv1-Conv2d/Conv2D-op0") == "conv1");
  CHECK(cell_of_scope("Default/stage-2-Block/Add-op0") == "stage-2");
  CHECK(cell_of_scope("Default/Add-op0").empty());
  CHECK(cell_of_scope("Add-op0").empty());
  CHECK(cell_of_scope("").empty());
  CHECK(cell_of_scope("a//b") == "");
}

TEST_CASE("A value's name is stripped of the graph's") {
  CHECK(local_name("65_1___main___Net_construct_21:conv1.weight") == "conv1.weight");
  CHECK(local_name("graph:CNode_1:2") == "CNode_1:2");
  CHECK(local_name("conv1.weight") == "conv1.weight");
}

TEST_CASE("A parameter's stem is its layer") {
  CHECK(stem_of_parameter("layer1.0.conv1.weight") == "layer1.0.conv1");
  CHECK(stem_of_parameter("conv1weight").empty());
}

TEST_CASE("Every node gets a name of its own") {
  NodeNames names;
  CHECK(names.name_layer("conv1", "body.conv1", "Conv2D") == "conv1");
  CHECK(names.name_layer("conv1", "body.conv1", "Conv2D") == "body.conv1");
  CHECK(names.name_layer("conv1", "body.conv1", "Conv2D") == "conv1_1");
  CHECK(names.name_layer("", "", "Conv2D") == "Conv2D");
  CHECK(names.name_operator("", "Conv2D") == "Conv2D_1");
  CHECK(names.name_operator("layer1.0", "Add") == "layer1.0/Add");
  CHECK(names.name_operator("layer1.0", "Add") == "layer1.0/Add_1");
}

}  // namespace msquant
