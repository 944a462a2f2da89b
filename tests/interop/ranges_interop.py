#!/usr/bin/env python3
"""Compares msquant's ranges and weight scales with brute force in NumPy, on odd and even tensors.

Usage: ranges_interop.py RANGES

RANGES is the program built from ranges.cc. Each estimator is written here straight from its
definition, on the raw elements instead of merged statistics, with loops instead of closed forms.
Needs NumPy, from the environment that `scripts/install_deps.sh --interop` makes or from the
interpreter's own; exits with 77 without it, with 1 if a result is wrong, and with 0 otherwise.
"""

import pathlib
import subprocess
import sys
import tempfile

from environment import require  # goes on in the environment

require("numpy")
import numpy as np

FLT_EPSILON = 1.1920929e-07
FLT_MIN = 1.17549435e-38
LEVELS = 256
# What a search over bins may lose against one over the elements.
LOSS_TOLERANCE = 1.03


def smooth_tensors(random):
    normal = random.normal(size=20000)
    yield "normal", normal
    yield "relu", np.maximum(normal, 0)
    yield "negative", np.minimum(normal, 0) - 0.1 * (normal < 0)
    yield "shifted", normal + 2
    yield "heavy_tail", random.standard_t(3, 20000)
    yield "skewed", random.gamma(2, 1, 20000) - 1
    yield "uniform", random.uniform(-1, 3, 20000)
    yield "sigmoid", 1 / (1 + np.exp(-3 * normal))
    yield "swish", normal / (1 + np.exp(-normal))
    yield "relu6", np.clip(4 * normal, 0, 6)
    yield "tiny", 1e-4 * normal
    yield "huge", 1e30 * normal
    yield "two_scales", np.concatenate([normal[:15000], 20 * normal[15000:15500]])


def odd_tensors(random):
    yield "zeros", np.zeros(1000)
    yield "one_element", np.array([0.25])
    yield "constant", np.full(1000, -3.5)
    yield "far_from_zero", 1000 + random.uniform(0, 1, 1000)
    yield "outlier", np.append(random.normal(size=5000), 1e6)
    yield "outliers_both_sides", np.concatenate([random.normal(size=5000), [-1e5, 1e7]])
    yield "denormal", np.full(100, 1e-40)
    yield "two_values", np.repeat([0.0, 1.0], 500)
    yield "pixels", random.integers(0, 256, 5000).astype(float)
    yield "mostly_zero", np.append(np.zeros(100000), [1, 2, 3])


def quantized(x, scale, zero_point):
    return (np.clip(np.rint(x / scale) + zero_point, -128, 127) - zero_point) * scale


def int8_loss(x, low, high):
    low, high = min(low, 0.0), max(high, 0.0)
    scale = (high - low) / 255
    if scale <= FLT_EPSILON:
        return float(np.square(x).sum())
    return float(np.square(x - quantized(x, scale, -(np.rint(low / scale) + 128))).sum())


def least_int8_loss(x):
    fractions = np.arange(2, 101, 2) / 100
    lows = x.min() * fractions if x.min() < 0 else [0.0]
    highs = x.max() * fractions if x.max() > 0 else [0.0]
    return min(int8_loss(x, low, high) for low in lows for high in highs)


def check_mse(x, low, high):
    found, best = int8_loss(x, low, high), least_int8_loss(x)
    return found <= best * LOSS_TOLERANCE, f"loss {found:.6g}, by brute force {best:.6g}"


def check_minmax(x, low, high):
    return np.allclose([low, high], [x.min(), x.max()], rtol=1e-7, atol=0), f"[{low}, {high}] of [{x.min()}, {x.max()}]"


def bin_width(x):
    """The power of two of which 2,048 cover the largest magnitude."""
    return 2.0 ** (np.frexp(np.abs(x).max())[1] - 11)


def check_percentile(x, low, high):
    expected = np.quantile(x, [1e-6, 1 - 1e-6], method="inverted_cdf")
    error = np.abs(np.array([low, high]) - expected).max()
    return error <= 2 * bin_width(x), f"differs by {error:.3g}, bins are {bin_width(x):.3g}"


def divergence(counts, begin, end):
    """KL(P || Q) of the bins [begin, end), bin by bin."""
    inside = counts[begin:end]
    p = inside.copy()
    p[0] += counts[:begin].sum()
    p[-1] += counts[end:].sum()
    level = np.arange(end - begin) * LEVELS // (end - begin)
    q = np.zeros_like(p)
    for each in range(LEVELS):
        used = (level == each) & (p > 0)
        if used.any():
            q[used] = inside[level == each].sum() / used.sum()
    if (q[p > 0] == 0).any():
        return np.inf
    p, q = p[p > 0] / p.sum(), q[p > 0] / q.sum()
    return float((p * np.log(p / q)).sum())


def counts_without_zeros(x, width):
    """4,096 bins, the 2,049th of which begins at zero. The two around zero share evenly."""
    bins = np.trunc(x[x != 0] / width).astype(int)
    counts = np.zeros(4096)
    np.add.at(counts, np.where(bins < 0, bins - 1, bins)[bins != 0] + 2048, 1)
    below, above = min(width, max(-x.min(), 0)), min(width, max(x.max(), 0))
    near = (bins == 0).sum() / (below + above)
    counts[2047] += near * below
    counts[2048] += near * above
    return counts


def check_entropy(x, low, high):
    width = bin_width(x)
    counts = counts_without_zeros(x, width)
    below = int(np.ceil(max(-x.min(), 0) / width))
    above = int(np.ceil(max(x.max(), 0) / width))

    def divergence_of(bins):
        b, a = min(bins, below), min(bins, above)
        return divergence(counts, 2048 - b, 2048 + a) if a + b >= LEVELS else np.inf

    # Every sixteenth threshold is enough to miss none that is much better.
    best = min(divergence_of(bins) for bins in range(max(below, above), 0, -16))
    found = divergence_of(int(np.ceil(max(-low, high) / width - 1e-4)))
    return found <= best + 1e-9, f"divergence {found:.6g}, by brute force {best:.6g}"


def center_loss(x, low, high):
    """Squared distance to the nearest of the centres of 256 equal parts."""
    step = (high - low) / LEVELS
    part = np.clip(np.floor((x - low) / step), 0, LEVELS - 1)
    return float(np.square(x - (low + (part + 0.5) * step)).sum())


def narrowed(counts, left, right, portion):
    next_left, next_right, dropped = left, right, 0
    while next_left < right and dropped < portion:
        dropped += counts[next_left]
        next_left += 1
    dropped = 0
    while next_right > next_left and dropped < portion:
        dropped += counts[next_right]
        next_right -= 1
    return (left, next_right) if right - next_right >= next_left - left else (next_left, right)


def check_hfmg(x, low, high):
    counts, edges = np.histogram(x, 4096)
    left, right, best = 0, 4095, np.inf
    portion = max(np.ceil(x.size / 100000), 1)
    candidates = 0
    while right - left > 1024:
        left, right = narrowed(counts, left, right, portion)
        candidates += 1
        if candidates % 16 == 0:
            best = min(best, center_loss(x, edges[left], edges[right + 1]))
    found = center_loss(x, low, high)
    return found <= best * LOSS_TOLERANCE, f"loss {found:.6g}, by brute force {best:.6g}"


CHECKS = {"minmax": check_minmax, "percentile": check_percentile, "entropy": check_entropy,
          "mse": check_mse, "hfmg": check_hfmg}


def weight_loss(w, scale):
    return float(np.square(w - quantized(w, scale, 0)).sum())


def check_weight(w, method, scale):
    largest = float(np.abs(w).max())
    if largest / 127 < FLT_MIN:
        return scale == 1, f"scale {scale} of nothing"
    if method == "max":
        return np.isclose(scale, largest / 127, rtol=1e-6), f"scale {scale}"
    if method == "arq":
        expected = -w.min() / 128 if -w.min() > w.max() else w.max() / 127
        return np.isclose(scale, expected, rtol=1e-6), f"scale {scale}, expected {expected}"
    best = min(weight_loss(w, largest / 127 * i / 200) for i in range(80, 201))
    found = weight_loss(w, scale)
    rounding = 1e-12 * np.square(w).sum()  # of float32
    return (found <= best * LOSS_TOLERANCE + rounding,
            f"loss {found:.6g}, by brute force {best:.6g}")


def is_sane(x, low, high, scale, zero_point):
    """No range is far beyond the data, and every scale can be used."""
    widest = 1.3 * max(np.abs(x).max(), 1e-30)
    return (np.isfinite([low, high, scale]).all() and low <= high and scale > 0
            and -128 <= zero_point <= 127 and -widest <= low and high <= widest)


def results(binary, tensors, folder):
    for name, x in tensors.items():
        np.save(folder / f"{name}.npy", x)
    files = [str(folder / f"{name}.npy") for name in tensors]
    lines = subprocess.run([binary, *files], check=True, capture_output=True, text=True).stdout
    for line in lines.splitlines():
        kind, file, method, *numbers = line.split()
        yield kind, pathlib.Path(file).stem, method, [float(n) for n in numbers]


def main(binary):
    random = np.random.default_rng(1)
    smooth = {name: x.astype(np.float32) for name, x in smooth_tensors(random)}
    odd = {name: x.astype(np.float32) for name, x in odd_tensors(random)}
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for kind, name, method, numbers in results(binary, {**smooth, **odd}, pathlib.Path(folder)):
            x = {**smooth, **odd}[name].astype(np.float64)
            is_fine, text = True, "usable"
            if kind == "weight":
                is_fine, text = check_weight(x, method, numbers[0])
            elif not is_sane(x, *numbers):
                is_fine, text = False, f"unusable: {numbers}"
            elif name in smooth and method in CHECKS:
                is_fine, text = CHECKS[method](x, *numbers[:2])
            failed |= not is_fine
            print(f"{'ok   ' if is_fine else 'WRONG'} {kind} {name} {method}: {text}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
