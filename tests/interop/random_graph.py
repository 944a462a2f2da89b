"""Random ONNX graphs: operators one behind the other, now and then behind an earlier tensor."""
import random

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper, shape_inference

OPSETS = [helper.make_opsetid("", 18)]
MOST_ELEMENTS = 50_000


def value_info(name, shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


class RandomGraph:
    """`length` times one of `operators`, functions of this graph and the name of a tensor."""

    def __init__(self, seed, channels, operators, length):
        self.choose = random.Random(seed)
        self.numbers = np.random.default_rng(seed)
        self.nodes, self.constants = [], []
        size = [self.choose.randint(3, 12), self.choose.randint(3, 12)]
        self.shapes = {"x": [1, self.choose.choice(channels), *size]}
        for _ in range(length):
            names = list(self.shapes)
            latest = self.choose.random() < 0.75
            self.choose.choice(operators)(self, names[-1] if latest else self.choose.choice(names))

    def tensor(self, *shape):
        return (self.numbers.standard_normal(shape) / 2).astype(np.float32)

    def constant(self, array):
        self.constants.append(numpy_helper.from_array(np.asarray(array), f"c{len(self.constants)}"))
        return self.constants[-1].name

    def weights(self, *shape):
        return self.constant(self.tensor(*shape))

    def add(self, kind, *inputs, **attributes):
        """Adds an operator, unless it does not fit its inputs or its result is empty or large."""
        output = f"t{len(self.nodes)}"
        node = helper.make_node(kind, inputs, [output], name=f"{kind}_{output}", **attributes)
        shape = self.shape_behind(node)
        if shape and 0 < np.prod(shape) <= MOST_ELEMENTS:
            self.nodes.append(node)
            self.shapes[output] = shape
            return output
        return None

    def shape_behind(self, node):
        inputs = [value_info(name, self.shapes[name]) for name in node.input if name in self.shapes]
        graph = helper.make_graph([node], "node", inputs, [value_info(node.output[0], None)],
                                  self.constants)
        try:
            inferred = shape_inference.infer_shapes(
                helper.make_model(graph, opset_imports=OPSETS), strict_mode=True, data_prop=True)
        except shape_inference.InferenceError:
            return None
        return [dim.dim_value for dim in inferred.graph.output[0].type.tensor_type.shape.dim]

    def model(self):
        """All that nobody uses is an output."""
        used = {name for node in self.nodes for name in node.input}
        outputs = [value_info(name, shape) for name, shape in self.shapes.items()
                   if name not in used | {"x"}]
        graph = helper.make_graph(self.nodes, "random", [value_info("x", self.shapes["x"])], outputs,
                                  self.constants)
        model = helper.make_model(graph, opset_imports=OPSETS)
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model
