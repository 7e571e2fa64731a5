#!/usr/bin/env python3
"""Chooses exit thresholds that keep a bound on the accuracy lost, with 95 % confidence.

A point estimate on validation images is used up by choosing: of many pairs of thresholds that are
tried, the one that just stays within a loss there loses more elsewhere. This script tests instead
(fixed-sequence testing, as in Learn then Test, Angelopoulos et al. 2021, arXiv:2110.01052):

  1. One threshold t for all exits but the last: 0.99, 0.98, ..., 0.50, from strict to loose.
  2. For each t, count the validation images that the full network has right and the cascade wrong.
     The accuracy lost is at most their share.
  3. t passes for a bound when the exact one-sided 95 % upper confidence limit of that share
     (Clopper and Pearson 1934) is at most the bound.
  4. Take the loosest t such that it and all stricter ones pass.

Because the order is fixed before the data is seen and the walk stops at the first failure, the
probability that the t taken breaks its bound is at most 5 % for each bound, however many are tried.

Reads model.onnx, and the images that train.py held out (the same seeded split).
Needs PyTorch, NumPy and onnx.
"""
import argparse
import math
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

import train

GRID = [round(0.99 - 0.01 * i, 2) for i in range(50)]
BOUNDS = (0.5, 1.0, 2.0)  # points
CONFIDENCE = 0.95


def softmaxes(model, images, batch=500):
    """Softmax of every exit of an ONNX file that train.py wrote: [exits, images, classes]."""
    graph = onnx.load(str(model)).graph
    weights = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()) for w in graph.initializer}
    parts = []
    for start in range(0, len(images), batch):
        values = dict(weights, image=torch.from_numpy(images[start:start + batch, None].copy()))
        for node in graph.node:
            values[node.output[0]] = apply(node, [values[name] for name in node.input])
        parts.append(torch.stack([F.softmax(values[out.name], 1) for out in graph.output]))
    return torch.cat(parts, 1).numpy()


def apply(node, x):
    """One node of the kinds that train.py exports."""
    attribute = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    if node.op_type == "Cast":
        return x[0].float()
    if node.op_type == "Conv":
        return F.conv2d(*x, stride=attribute["strides"], padding=attribute["pads"][:2])
    if node.op_type == "Relu":
        return F.relu(x[0])
    if node.op_type == "AveragePool":
        return F.avg_pool2d(x[0], attribute["kernel_shape"], attribute["strides"])
    if node.op_type == "Flatten":
        return torch.flatten(x[0], 1)
    if node.op_type == "Gemm":
        return F.linear(x[0], x[1], x[2])
    raise ValueError(f"{node.name}: {node.op_type} is not an operator of this example")


def at_most(count, images, share):
    """P(X <= count) for X binomial(images, share)."""
    def log_term(k):
        return (math.lgamma(images + 1) - math.lgamma(k + 1) - math.lgamma(images - k + 1)
                + k * math.log(share) + (images - k) * math.log1p(-share))
    return math.fsum(math.exp(log_term(k)) for k in range(count + 1))


def upper_limit(count, images):
    """The exact one-sided upper confidence limit of a share: where `count` or fewer become rarer
    than 1 - CONFIDENCE."""
    if count == images:
        return 1.0
    low, high = count / images, 1.0 - 1e-12
    for _ in range(60):
        middle = (low + high) / 2
        if middle > 0 and at_most(count, images, middle) <= 1 - CONFIDENCE:
            high = middle
        else:
            low = middle
    return high


def harmed(probs, labels, threshold):
    """Images that the last exit has right and the cascade wrong."""
    right = probs.argmax(2) == labels
    leaves = np.full(len(labels), len(probs) - 1)
    for i in reversed(range(len(probs) - 1)):
        leaves[probs[i].max(1) >= threshold] = i
    return int((right[-1] & ~right[leaves, np.arange(len(labels))]).sum())


def loosest(limits, bound):
    """The last threshold before the first one whose limit is beyond the bound."""
    taken = None
    for threshold, limit in limits:
        if 100 * limit > bound:
            break
        taken = threshold
    return taken


def main():
    here = Path(__file__).resolve().parent
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0],
                                formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument("--data", type=Path, default=Path("/usr/share/datasets/fashion-mnist"),
                   help="folder of the four gzip IDX files")
    p.add_argument("--model", type=Path, default=here / "model.onnx")
    p.add_argument("--validation", type=int, default=10000, help="as train.py was told")
    p.add_argument("--seed", type=int, default=20, help="as train.py was told")
    opt = p.parse_args()
    torch.set_num_threads(1)

    (images, labels), (test_images, test_labels) = train.load(opt.data)
    held = train.split(len(images), opt.validation, opt.seed)[1]
    probs = softmaxes(opt.model, images[held])
    print("validation accuracy", train.accuracies(probs, labels[held]))
    limits = []
    for threshold in GRID:
        count = harmed(probs, labels[held], threshold)
        limits.append((threshold, upper_limit(count, len(held))))
        print(f"t {threshold:.2f}  harmed {count:4d}  at most {100 * limits[-1][1]:.3f} %")

    cumulative = np.cumsum(train.Network().macs)
    test = softmaxes(opt.model, test_images)
    full = train.accuracies(test, test_labels)[-1]
    for bound in BOUNDS:
        t = loosest(limits, bound)
        if t is None:
            print(f"bound {bound}: no threshold of the grid passes")
            continue
        pair = (t,) * (len(probs) - 1)
        _, held_macs, _ = train.route(probs, labels[held], pair, cumulative)
        accuracy, macs, shares = train.route(test, test_labels, pair, cumulative)
        print(f"bound {bound}: t {t:.2f}  validation multiply-adds {100 * held_macs / cumulative[-1]:.1f} %"
              f"  test accuracy {100 * accuracy:.2f} %  loss {100 * (full - accuracy):.2f}"
              f"  harmed {100 * harmed(test, test_labels, t) / len(test_labels):.2f} %"
              f"  multiply-adds {100 * macs / cumulative[-1]:.1f} %"
              "  left " + " / ".join(f"{100 * s:.0f} %" for s in shares))


if __name__ == "__main__":
    main()
