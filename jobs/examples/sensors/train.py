#!/usr/bin/env python3
"""Trains the stems and branches of Sluice's sensor example and writes them as ONNX files.

A stem turns the view of one sensor into a feature tensor (`camera_features`, [N,32,7,7]) and a
summary of 16 numbers (`camera_summary`, [N,16]), which gates read. A branch turns the features of
one, two or three sensors, joined by channel, into the logits of ten classes (`camera_lidar_logits`).
Stems and branches are trained together, on the contexts as often as they occur. A summary also
learns to tell context and class, through two small layers that are not exported.

Reads recordings that `sluice simulate` made: README.md has the commands. Besides the ONNX files it
writes metrics.json: accuracy and cross-entropy of every branch in every context, on test images.

Needs PyTorch, NumPy and onnx. Deterministic for a given seed, thread count and PyTorch build.
"""
import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

from recording import SHAPES, read

CLASSES = 10
SUMMARY = 16
GRID = 7  # rows and columns of every feature tensor
# For each sensor: what its values are multiplied by, and its convolutions as (channels, stride).
STEMS = {
    "camera": (1 / 127.5, ((16, 2), (32, 2))),
    "radar": (1.0, ((16, 1),)),
    "lidar": (1.0, ((16, 1), (32, 2))),
}
BRANCHES = (("camera",), ("radar",), ("lidar",), ("camera", "radar"), ("camera", "lidar"),
            ("radar", "lidar"), ("camera", "radar", "lidar"))
BRANCH_CHANNELS = ((32, 1), (48, 2))
BRANCH_GRID = 4  # what the stride of 2 leaves of GRID, before the 2x2 average pool
OPSET = 13


# ---------------------------------------------------------------- network

def convolutions(inputs, shape):
    layers = nn.ModuleList()
    for outputs, stride in shape:
        layers.append(nn.Conv2d(inputs, outputs, 3, stride, 1))
        nn.init.kaiming_normal_(layers[-1].weight)
        nn.init.zeros_(layers[-1].bias)
        inputs = outputs
    return layers


class Stem(nn.Module):
    def __init__(self, scale, shape, contexts):
        super().__init__()
        self.scale = scale
        self.convs = convolutions(1, shape)
        self.summary = nn.Linear(shape[-1][0], SUMMARY)
        self.context = nn.Linear(SUMMARY, contexts)
        self.classes = nn.Linear(SUMMARY, CLASSES)

    def forward(self, x):
        x = x.float() * self.scale
        for conv in self.convs:
            x = F.relu(conv(x))
        return x, torch.tanh(self.summary(x.mean((2, 3))))


class Branch(nn.Module):
    def __init__(self, sensors):
        super().__init__()
        self.sensors = sensors
        self.convs = convolutions(sum(STEMS[s][1][-1][0] for s in sensors), BRANCH_CHANNELS)
        self.fc = nn.Linear(BRANCH_CHANNELS[-1][0] * (BRANCH_GRID // 2) ** 2, CLASSES)

    def forward(self, features):
        x = torch.cat([features[s] for s in self.sensors], 1)
        for conv in self.convs:
            x = F.relu(conv(x))
        return self.fc(torch.flatten(F.avg_pool2d(x, 2), 1))


class Network(nn.Module):
    def __init__(self, contexts):
        super().__init__()
        self.stems = nn.ModuleDict({s: Stem(*shape, contexts) for s, shape in STEMS.items()})
        self.branches = nn.ModuleDict({"-".join(b): Branch(b) for b in BRANCHES})

    def forward(self, views):
        features, summaries = {}, {}
        for sensor, stem in self.stems.items():
            features[sensor], summaries[sensor] = stem(views[sensor])
        return {name: b(features) for name, b in self.branches.items()}, summaries


# ---------------------------------------------------------------- training

def tensors(path, contexts=None):
    """The views, classes and contexts of a recording."""
    rows = read(path)
    names = contexts or sorted(set(rows["context"]))
    views = {s: torch.from_numpy(rows[s].copy()).contiguous(memory_format=torch.channels_last)
             for s in SHAPES}
    labels = torch.from_numpy(rows["label"]).long()
    return views, labels, torch.from_numpy(np.searchsorted(names, rows["context"])), names


def loss_of(net, views, labels, contexts, weight):
    logits, summaries = net(views)
    total = sum(F.cross_entropy(out, labels) for out in logits.values())
    for sensor, summary in summaries.items():
        stem = net.stems[sensor]
        total = total + weight * (F.cross_entropy(stem.context(summary), contexts)
                                  + F.cross_entropy(stem.classes(summary), labels))
    return total


def predict(net, views, batch=500):
    """Log-probabilities of every branch: {branch: [rows, classes]}."""
    net.eval()
    parts = []
    with torch.no_grad():
        for i in range(0, len(views["radar"]), batch):
            logits, _ = net({s: v[i:i + batch] for s, v in views.items()})
            parts.append({b: F.log_softmax(out, 1) for b, out in logits.items()})
    return {b: torch.cat([p[b] for p in parts]) for b in parts[0]}


def score(log_probabilities, labels):
    right = (log_probabilities.argmax(1) == labels).float().mean()
    return {"accuracy": round(float(right), 4),
            "cross_entropy": round(float(F.nll_loss(log_probabilities, labels)), 4)}


def table(net, views, labels, contexts, names):
    """Accuracy and cross-entropy by branch and context, and over all rows."""
    result = {}
    for branch, out in predict(net, views).items():
        result[branch] = {name: score(out[contexts == i], labels[contexts == i])
                          for i, name in enumerate(names)}
        result[branch]["all"] = score(out, labels)
    return result


def train(net, data, held, opt):
    views, labels, contexts, names = data
    generator = torch.Generator().manual_seed(opt.seed)
    steps = len(labels) // opt.batch
    optimiser = torch.optim.AdamW(net.parameters(), opt.lr, weight_decay=opt.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, opt.lr, total_steps=opt.epochs * steps, pct_start=0.2)
    began = time.time()
    for epoch in range(opt.epochs):
        net.train()
        order, total = torch.randperm(len(labels), generator=generator), 0.0
        for step in range(steps):
            index = order[step * opt.batch:(step + 1) * opt.batch]
            loss = loss_of(net, {s: v[index] for s, v in views.items()}, labels[index],
                           contexts[index], opt.summary_weight)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        accuracy = {b: row["all"]["accuracy"] for b, row in table(net, *held).items()}
        print(f"epoch {epoch + 1}/{opt.epochs}  loss {total / steps:.3f}  validation {accuracy}  "
              f"{time.time() - began:.0f} s", flush=True)
    return round(time.time() - began)


# ---------------------------------------------------------------- export

class Graph:
    """An ONNX graph in the making, with hand-given names."""

    def __init__(self, prefix):
        self.prefix, self.nodes, self.weights = prefix, [], []

    def node(self, kind, name, inputs, output=None, **attributes):
        name = f"{self.prefix}/{name}"
        output = output or f"{name}_out"
        self.nodes.append(helper.make_node(kind, inputs, [output], name=name, **attributes))
        return output

    def weight(self, name, tensor):
        name = f"{self.prefix}/{name}"
        array = np.ascontiguousarray(tensor.detach().numpy(), np.float32)
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def convolutions(self, tensor, convs, scale=1.0, last=None):
        for i, conv in enumerate(convs, 1):
            inputs = [tensor, self.weight(f"conv{i}.weight", conv.weight * scale),
                      self.weight(f"conv{i}.bias", conv.bias)]
            tensor = self.node("Conv", f"conv{i}", inputs, kernel_shape=[3, 3],
                               strides=list(conv.stride), pads=[1] * 4)
            tensor = self.node("Relu", f"relu{i}", [tensor], last if i == len(convs) else None)
            scale = 1.0
        return tensor

    def linear(self, name, tensor, layer, output=None):
        return self.node("Gemm", name, [tensor, self.weight(f"{name}.weight", layer.weight),
                                        self.weight(f"{name}.bias", layer.bias)],
                         output, transB=1)

    def save(self, path, inputs, outputs):
        infos = [[helper.make_tensor_value_info(name, kind, ["N", *shape])
                  for name, kind, shape in side] for side in (inputs, outputs)]
        graph = helper.make_graph(self.nodes, path.stem, *infos, self.weights)
        model = helper.make_model(graph, producer_name="sluice-example-sensors",
                                  opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 7
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, str(path))


def features_info(sensor):
    return f"{sensor}_features", TensorProto.FLOAT, [STEMS[sensor][1][-1][0], GRID, GRID]


def export_stem(sensor, stem, path):
    graph = Graph(f"{sensor}-stem")
    dtype, shape = SHAPES[sensor]
    tensor, kind = sensor, TensorProto.FLOAT
    if dtype == np.uint8:
        kind = TensorProto.UINT8
        tensor = graph.node("Cast", "cast", [sensor], to=TensorProto.FLOAT)
    tensor = graph.convolutions(tensor, stem.convs, stem.scale, f"{sensor}_features")
    pooled = graph.node("GlobalAveragePool", "pool", [tensor])
    flat = graph.node("Flatten", "flatten", [pooled], axis=1)
    graph.node("Tanh", "tanh", [graph.linear("summary", flat, stem.summary)], f"{sensor}_summary")
    graph.save(path, [(sensor, kind, shape)],
               [features_info(sensor), (f"{sensor}_summary", TensorProto.FLOAT, [SUMMARY])])


def export_branch(name, branch, path):
    graph = Graph(name)
    inputs = [features_info(sensor) for sensor in branch.sensors]
    tensor = inputs[0][0]
    if len(inputs) > 1:
        tensor = graph.node("Concat", "concat", [i[0] for i in inputs], axis=1)
    tensor = graph.convolutions(tensor, branch.convs)
    pooled = graph.node("AveragePool", "pool", [tensor], kernel_shape=[2, 2], strides=[2, 2])
    flat = graph.node("Flatten", "flatten", [pooled], axis=1)
    logits = graph.linear("fc", flat, branch.fc, f"{name.replace('-', '_')}_logits")
    graph.save(path, inputs, [(logits, TensorProto.FLOAT, [CLASSES])])


# ---------------------------------------------------------------- main

def arguments(argv):
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0],
                                formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument("--train", type=Path, required=True, help="recording of training images")
    p.add_argument("--validation", type=Path, required=True, help="of images held out of training")
    p.add_argument("--test", type=Path, help="of test images, which are only reported")
    p.add_argument("--out", type=Path, required=True,
                   help="folder that the ONNX files and metrics.json are written to")
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--lr", type=float, default=3e-3, help="peak learning rate")
    p.add_argument("--weight-decay", type=float, default=1e-2)
    p.add_argument("--summary-weight", type=float, default=0.2,
                   help="weight of what summaries learn, against 1 for a branch")
    p.add_argument("--seed", type=int, default=20)
    p.add_argument("--threads", type=int, default=1)
    return p.parse_args(argv)


def main(argv=None):
    opt = arguments(argv)
    torch.set_num_threads(opt.threads)
    torch.manual_seed(opt.seed)
    torch.use_deterministic_algorithms(True)
    data = tensors(opt.train)
    names = data[3]
    held = tensors(opt.validation, names)
    net = Network(len(names)).to(memory_format=torch.channels_last)
    metrics = {"seed": opt.seed, "epochs": opt.epochs, "threads": opt.threads,
               "torch": torch.__version__, "parameters": sum(p.numel() for p in net.parameters()),
               "training_rows": len(data[1]), "training_seconds": train(net, data, held, opt),
               "validation": table(net, *held)}
    if opt.test:
        metrics["test"] = table(net, *tensors(opt.test, names))
    opt.out.mkdir(parents=True, exist_ok=True)
    for sensor, stem in net.stems.items():
        export_stem(sensor, stem, opt.out / f"{sensor}-stem.onnx")
    for name, branch in net.branches.items():
        export_branch(name, branch, opt.out / f"{name}.onnx")
    (opt.out / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
