"""Exports nets of one operator, with an input and MindSpore's output for it.

    python make_operators.py        (MindSpore 2.10, CPU; writes into the current folder)
"""
import mindspore as ms
import numpy as np
from mindspore import Tensor, nn, ops

ms.set_context(mode=ms.GRAPH_MODE, device_target="CPU")
RANDOM = np.random.default_rng(1)


def normal(*shape):
    return RANDOM.standard_normal(shape).astype(np.float32)


class Layer(nn.Cell):
    """A cell with random parameters."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer
        for parameter in layer.get_parameters():
            parameter.set_data(Tensor(normal(*parameter.shape)))

    def construct(self, x):
        return self.layer(x)


class Gather(nn.Cell):
    def construct(self, x):
        return ops.gather(x, Tensor(np.array([2, 0], np.int32)), 1)


class Bilinear(nn.Cell):
    def construct(self, x):
        return ops.interpolate(x, size=(9, 7), mode="bilinear")


class Nearest(nn.Cell):
    def construct(self, x):
        return ops.interpolate(x, size=(12, 10), mode="nearest")


class SplitAdd(nn.Cell):
    def construct(self, x):
        return ops.split(x, 2, 1)[0] + ops.split(x, 2, 1)[1]


class Stack(nn.Cell):
    def construct(self, x):
        return ops.stack((x, x + 1), 1)


class Strided(nn.Cell):
    def construct(self, x):
        return x[:, ::-1, 1:-1:2, -3:]


IMAGE, LINE = (1, 4, 6, 5), (1, 4, 9)
NETS = {
    "adaptive_avg": (nn.AdaptiveAvgPool2d((3, 2)), IMAGE),
    "avgpool_pad": (nn.AvgPool2d(3, 2, pad_mode="pad", padding=1), IMAGE),
    "conv1d": (Layer(nn.Conv1d(4, 3, 3, pad_mode="same", has_bias=True)), LINE),
    "conv_transpose": (
        Layer(nn.Conv2dTranspose(4, 3, 3, stride=2, pad_mode="pad", padding=1,
                                 output_padding=1, has_bias=True)), IMAGE),
    "gather": (Gather(), IMAGE),
    "group_norm": (Layer(nn.GroupNorm(2, 4)), IMAGE),
    "interp_bilinear": (Bilinear(), IMAGE),
    "interp_nearest": (Nearest(), IMAGE),
    "layer_norm": (Layer(nn.LayerNorm((5,))), IMAGE),
    "maxpool_ceil": (nn.MaxPool2d(3, 2, pad_mode="pad", padding=1, ceil_mode=True), IMAGE),
    "prelu": (Layer(nn.PReLU(4)), IMAGE),
    "split_add": (SplitAdd(), IMAGE),
    "stack": (Stack(), IMAGE),
    "strided": (Strided(), IMAGE),
}

for name, (net, shape) in NETS.items():
    net.set_train(False)
    x = Tensor(normal(*shape) * np.float32(1.5))
    ms.export(net, x, file_name=name, file_format="MINDIR")
    np.save(name + ".x.npy", x.asnumpy())
    np.save(name + ".y.npy", net(x).asnumpy())
