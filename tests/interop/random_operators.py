"""What random graphs are made of: functions that put an operator behind the tensor `x` of `g`."""
import numpy as np


def convolution(g, x):
    channels = g.shapes[x][1]
    groups = g.choose.choice([1, 1, 1, channels])
    kernel = [g.choose.choice([1, 1, 3, 5]), g.choose.choice([1, 3])]
    out = groups if groups > 1 else g.choose.choice([3, 8, 16, 20, 24, 32])
    bias = [g.weights(out)] if g.choose.random() < 0.5 else []
    g.add("Conv", x, g.weights(out, channels // groups, *kernel), *bias, group=groups,
          strides=g.choose.choice([[1, 1], [2, 2], [1, 2]]),
          dilations=g.choose.choice([[1, 1], [1, 1], [2, 1]]),
          pads=[g.choose.randint(0, 2) for _ in range(4)])


def transposed_convolution(g, x):
    g.add("ConvTranspose", x, g.weights(g.shapes[x][1], g.choose.choice([3, 8, 20]), 2, 3),
          strides=[2, 2])


def dense(g, x):
    g.add("MatMul", x, g.weights(g.shapes[x][3], g.choose.choice([3, 17, 32])))


def function(g, x):
    g.add(g.choose.choice(["Relu", "LeakyRelu", "Elu", "HardSwish", "HardSigmoid", "Tanh", "Sigmoid",
                           "Softplus", "Abs", "Neg", "Mish"]), x)


def clip(g, x):
    g.add("Clip", x, g.constant(np.float32(0)), g.constant(np.float32(6)))


def swish(g, x):
    sigmoid = g.add("Sigmoid", x)
    g.add("Mul", x, sigmoid)


def binary(g, x, other):
    operands = [x, other]
    g.choose.shuffle(operands)
    g.add(g.choose.choice(["Add", "Add", "Sub", "Mul", "Max", "Min"]), *operands)


def with_earlier(g, x):
    same = [name for name, shape in g.shapes.items() if shape == g.shapes[x]]
    binary(g, x, g.choose.choice(same))


def with_constant(g, x):
    _, channels, height, width = g.shapes[x]
    binary(g, x, g.weights(*g.choose.choice(
        [g.shapes[x], (1, channels, 1, 1), (height, 1), (width,), (1,), ()])))


def normalization(g, x):
    _, channels, _, width = g.shapes[x]
    scale, shift = g.constant(g.tensor(channels) + 1), g.weights(channels)
    choice = g.choose.randint(0, 2)
    if choice == 0:
        variance = g.constant(abs(g.tensor(channels)) + 0.5)
        g.add("BatchNormalization", x, scale, shift, g.weights(channels), variance)
    elif choice == 1:
        g.add("InstanceNormalization", x, scale, shift)
    else:
        g.add("LayerNormalization", x, g.constant(g.tensor(width) + 1), g.weights(width), axis=-1)


def pool(g, x):
    kind, size = g.choose.choice(["MaxPool", "AveragePool"]), g.choose.choice([2, 3])
    if min(g.shapes[x][2:]) < size:
        return
    more = {"count_include_pad": g.choose.randint(0, 1)} if kind == "AveragePool" else {}
    pads = [g.choose.randint(0, size - 1) for _ in range(4)]
    g.add(kind, x, kernel_shape=[size, size], strides=g.choose.choice([[1, 1], [2, 2], [1, 2]]),
          pads=pads, ceil_mode=g.choose.randint(0, 1), **more)


def resize(g, x):
    mode = g.choose.choice(["nearest", "linear"])
    scales = [1, 1, g.choose.choice([0.5, 5 / 3, 2]), g.choose.choice([1, 2, 2.6])]
    more = {"nearest_mode": "floor"} if mode == "nearest" else {}
    g.add("Resize", x, "", g.constant(np.float32(scales)), mode=mode,
          coordinate_transformation_mode=g.choose.choice(["asymmetric", "half_pixel"]), **more)


def part(g, x):
    ends = g.choose.choice([(1, 1000, 1), (-1, -1000, -1), (0, 1000, 2)])
    axis = g.choose.choice([1, 2, 3])
    g.add("Slice", x, *[g.constant(np.int64([number])) for number in (ends[0], ends[1], axis, ends[2])])


def concat(g, x):
    fitting = [name for name, shape in g.shapes.items() if shape[2:] == g.shapes[x][2:]]
    g.add("Concat", x, g.choose.choice(fitting), axis=1)


def rearrangement(g, x):
    choice = g.choose.randint(0, 2)
    if choice == 0:
        g.add("Transpose", x, perm=[0, 1, 3, 2])
    elif choice == 1:
        g.add("Pad", x, g.constant(np.int64([0, 0, 1, 0, 0, 1, 0, 2])), g.constant(np.float32(0.5)))
    else:
        g.add("Softmax", x, axis=g.choose.choice([1, 2, 3]))


def average(g, x):
    g.add("GlobalAveragePool", x)


def slope(g, x):
    g.add("PRelu", x, g.weights(g.shapes[x][1], 1, 1))


LAYERS = [convolution, convolution, convolution, dense]
OTHERS = [transposed_convolution, function, function, clip, swish, with_earlier, with_constant,
          normalization, pool, resize, part, concat, rearrangement, average, slope]
