#!/usr/bin/env python3
"""Trains the three-exit Fashion-MNIST network of Sluice's example and writes its files.

From the four IDX files of Fashion-MNIST this script makes everything the example ships:

  model.onnx    the network as one uncut graph, input `image` (uint8, [N,1,28,28]), outputs
                `exit1_logits`, `exit2_logits`, `exit3_logits` (float32, [N,10]); the tensors to
                cut at are `stage1_out` and `stage2_out`
  sample/       2,000 test and 2,000 validation images with their labels, as gzip IDX files
  metrics.json  multiply-adds, accuracies and the threshold table of this run (for the README)

The network is six 3x3 convolutions in three stages, each with a small classifier on top of the
stage's feature tensor (see STAGES). All exits are trained together: every exit sees the labels,
and the earlier two also learn from the last one's softmax. All choices, the exit thresholds among
them, are made on 10,000 images held out of the training split; the test split is only reported.

Needs PyTorch, NumPy and onnx. Deterministic for a given seed, thread count and PyTorch build.
"""
import argparse
import itertools
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

from images import CLASSES, SEED, SIZE, VALIDATION, balanced, load, split, write_idx

# One tuple per stage: its convolutions as (output channels, kernel, stride), each followed by batch
# norm while training and by ReLU. Output channels are multiples of 16, and mostly 64, because that
# is what ONNX Runtime's blocked convolution runs at full speed: a stage's share of the time is then
# close to its share of the multiply-adds.
STAGES = (
    ((16, 3, 2), (48, 3, 2)),
    ((64, 3, 1),),
    ((64, 3, 1), (96, 3, 2), (64, 3, 1)),
)
# The classifier on each stage: average pooling (kernel, stride), or None for none, then one Gemm.
POOLS = (None, None, (2, 2))
PIXEL_SCALE = 1 / 127.5  # pixels 0..255 become 0..2; background stays 0, as the padding is
LOSSES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)  # rows of the threshold table, in points
OPSET = 13


# ---------------------------------------------------------------- data

def to_float(images):
    return images.float() * PIXEL_SCALE


def augment(padded, index, shift, generator):
    """A batch of training images, each shifted by up to `shift` pixels and half of them flipped."""
    n = len(index)
    offset = torch.randint(0, 2 * shift + 1, (2, n), generator=generator)
    flip = torch.rand(n, generator=generator) < 0.5
    span = torch.arange(SIZE)
    rows = offset[0][:, None] + span
    cols = offset[1][:, None] + torch.where(flip[:, None], span.flip(0), span)
    return padded[index[:, None, None], rows[:, :, None], cols[:, None, :]][:, None]


# ---------------------------------------------------------------- network

class ConvBlock(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.norm(self.conv(x)))

    def folded(self):
        """The convolution's weight and bias with the batch norm (evaluation mode) folded in."""
        norm = self.norm
        factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        return self.conv.weight * factor[:, None, None, None], norm.bias - norm.running_mean * factor


class Exit(nn.Module):
    def __init__(self, channels, size, pool, dropout):
        super().__init__()
        self.pool = pool
        if pool is not None:
            size = (size - pool[0]) // pool[1] + 1
        self.dropout = dropout
        self.fc = nn.Linear(channels * size * size, CLASSES)

    def forward(self, x):
        if self.pool is not None:
            x = F.avg_pool2d(x, *self.pool)
        return self.fc(F.dropout(torch.flatten(x, 1), self.dropout, self.training))


class Network(nn.Module):
    def __init__(self, stages=STAGES, pools=POOLS, dropout=0.0):
        super().__init__()
        self.stages, self.exits, self.macs = nn.ModuleList(), nn.ModuleList(), []
        self.features = []
        channels, size = 1, SIZE
        for blocks, pool in zip(stages, pools):
            stage, macs = [], 0
            for outputs, kernel, stride in blocks:
                stage.append(ConvBlock(channels, outputs, kernel, stride))
                size = -(-size // stride)
                macs += size * size * kernel * kernel * channels * outputs
                channels = outputs
            head = Exit(channels, size, pool, dropout)
            self.stages.append(nn.Sequential(*stage))
            self.exits.append(head)
            self.macs.append(macs + head.fc.in_features * CLASSES)
            self.features.append((channels, size, size))

    def forward(self, x):
        logits = []
        for stage, head in zip(self.stages, self.exits):
            x = stage(x)
            logits.append(head(x))
        return logits


# ---------------------------------------------------------------- training

def joint_loss(logits, labels, weights, distil):
    """Cross-entropy at every exit, mixed at the earlier ones with the last exit's softmax."""
    teacher = F.softmax(logits[-1].detach(), 1)
    total = weights[-1] * F.cross_entropy(logits[-1], labels)
    for out, weight in zip(logits[:-1], weights):
        hard = F.cross_entropy(out, labels)
        soft = F.cross_entropy(out, teacher)
        total = total + weight * ((1 - distil) * hard + distil * soft)
    return total


def predict(net, images, batch=500):
    """Softmax of every exit over the images: [exits, images, classes]."""
    net.eval()
    with torch.no_grad():
        parts = [torch.stack([F.softmax(o, 1) for o in net(to_float(images[i:i + batch, None]))])
                 for i in range(0, len(images), batch)]
    return torch.cat(parts, 1).numpy()


def accuracies(probs, labels):
    return [float((p.argmax(1) == labels).mean()) for p in probs]


def train(net, images, labels, held_images, held_labels, opt):
    generator = torch.Generator().manual_seed(opt.seed)
    padded = F.pad(images, (opt.shift,) * 4)
    steps = len(images) // opt.batch
    decay = [p for p in net.parameters() if p.dim() > 1]
    plain = [p for p in net.parameters() if p.dim() <= 1]
    optimiser = torch.optim.SGD([{"params": decay, "weight_decay": opt.weight_decay},
                                 {"params": plain, "weight_decay": 0.0}],
                                lr=opt.lr, momentum=0.9, nesterov=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, opt.lr, total_steps=opt.epochs * steps, pct_start=0.15,
        anneal_strategy="cos", cycle_momentum=False, final_div_factor=1e3)
    began = time.time()
    for epoch in range(opt.epochs):
        net.train()
        order, total = torch.randperm(len(images), generator=generator), 0.0
        for step in range(steps):
            index = order[step * opt.batch:(step + 1) * opt.batch]
            x = to_float(augment(padded, index, opt.shift, generator))
            loss = joint_loss(net(x.contiguous(memory_format=torch.channels_last)), labels[index],
                              opt.weights, opt.distil)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        held = accuracies(predict(net, held_images), held_labels)
        print(f"epoch {epoch + 1:3d}/{opt.epochs}  loss {total / steps:.4f}  validation "
              + " ".join(f"{100 * a:.2f}" for a in held) + f"  {time.time() - began:.0f} s", flush=True)
    return time.time() - began


# ---------------------------------------------------------------- thresholds

def route(probs, labels, thresholds, cumulative):
    """Accuracy, mean multiply-adds and exit shares when an image leaves at the first exit whose
    largest softmax reaches that exit's threshold (the last exit takes the rest)."""
    top, right = probs.max(2), probs.argmax(2) == labels
    leaves = np.full(top.shape[1], len(probs) - 1)
    for i in reversed(range(len(thresholds))):
        leaves[top[i] >= thresholds[i]] = i
    share = np.bincount(leaves, minlength=len(probs)) / len(leaves)
    return (float(right[leaves, np.arange(len(leaves))].mean()), float(share @ cumulative),
            share.tolist())


def threshold_table(held, held_labels, test, test_labels, cumulative):
    """For each allowed loss: the thresholds with the fewest mean multiply-adds on the validation
    images whose accuracy there stays within the loss, and what they do on the test images."""
    grid = [round(0.30 + 0.01 * i, 3) for i in range(70)] + [0.995, 1.01]  # 1.01: exit never taken
    tried = [(t, *route(held, held_labels, t, cumulative)[:2])
             for t in itertools.product(grid, repeat=len(held) - 1)]
    full_held, full_test = accuracies(held, held_labels)[-1], accuracies(test, test_labels)[-1]
    table = []
    for loss in LOSSES:
        fit = [r for r in tried if r[1] >= full_held - loss / 100 - 1e-9]
        thresholds, held_accuracy, held_macs = min(fit, key=lambda r: (r[2], -r[1]))
        accuracy, macs, share = route(test, test_labels, thresholds, cumulative)
        table.append({
            "allowed_loss_points": loss, "thresholds": list(thresholds),
            "validation_accuracy": held_accuracy,
            "validation_macs_percent": round(100 * held_macs / cumulative[-1], 2),
            "test_accuracy": accuracy, "test_loss_points": round(100 * (full_test - accuracy), 2),
            "test_macs_percent": round(100 * macs / cumulative[-1], 2), "test_exit_shares": share})
    return table


# ---------------------------------------------------------------- export

def export(net, path, description, title="fashion-mnist-three-exit"):
    """Writes the network in evaluation mode as one ONNX graph with hand-given names.

    Batch norm and the pixel scale are folded into the convolutions, so what is left is one Cast,
    Conv + Relu pairs, and AveragePool + Flatten + Gemm for each exit.
    """
    nodes, weights, shapes, outputs = [], [], [], []

    def node(kind, name, inputs, output=None, **attributes):
        output = output or f"{name}_out"
        nodes.append(helper.make_node(kind, inputs, [output], name=name, **attributes))
        return output

    def weight(name, tensor):
        array = np.ascontiguousarray(tensor.detach().numpy(), np.float32)
        weights.append(numpy_helper.from_array(array, name))
        return name

    tensor = node("Cast", "input/cast", ["image"], to=TensorProto.FLOAT)
    scale = PIXEL_SCALE
    for s, (stage, head) in enumerate(zip(net.stages, net.exits), 1):
        for b, block in enumerate(stage, 1):
            w, bias = block.folded()
            kernel, stride, pad = block.conv.kernel_size, block.conv.stride, block.conv.padding
            name = f"stage{s}/conv{b}"
            tensor = node("Conv", name, [tensor, weight(f"{name}.weight", w * scale),
                                         weight(f"{name}.bias", bias)],
                          kernel_shape=list(kernel), strides=list(stride), pads=list(pad) * 2)
            tensor = node("Relu", f"stage{s}/relu{b}", [tensor],
                          f"stage{s}_out" if b == len(stage) else None)
            scale = 1.0
        shapes.append(helper.make_tensor_value_info(tensor, TensorProto.FLOAT,
                                                    ["N", *net.features[s - 1]]))
        x = tensor
        if head.pool is not None:
            x = node("AveragePool", f"exit{s}/pool", [x], kernel_shape=[head.pool[0]] * 2,
                     strides=[head.pool[1]] * 2)
        x = node("Flatten", f"exit{s}/flatten", [x], axis=1)
        logits = node("Gemm", f"exit{s}/fc", [x, weight(f"exit{s}/fc.weight", head.fc.weight),
                                              weight(f"exit{s}/fc.bias", head.fc.bias)],
                      f"exit{s}_logits", transB=1)
        outputs.append(helper.make_tensor_value_info(logits, TensorProto.FLOAT, ["N", CLASSES]))
    image = helper.make_tensor_value_info("image", TensorProto.UINT8, ["N", 1, SIZE, SIZE])
    graph = helper.make_graph(nodes, title, [image], outputs, weights,
                              value_info=shapes)
    model = helper.make_model(graph, producer_name="sluice-example-fashion-mnist",
                              opset_imports=[helper.make_opsetid("", OPSET)],
                              doc_string=description)
    model.ir_version = 7
    model = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))


def write_sample(folder, test, held, per_class, seed):
    folder.mkdir(parents=True, exist_ok=True)
    for prefix, (images, labels) in (("", test), ("validation-", held)):
        pick = balanced(labels, per_class, seed)
        write_idx(folder / f"{prefix}images-idx3-ubyte.gz", images[pick])
        write_idx(folder / f"{prefix}labels-idx1-ubyte.gz", labels[pick])


# ---------------------------------------------------------------- main

def arguments(argv):
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0],
                                formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument("--data", type=Path, default=Path("/usr/share/datasets/fashion-mnist"),
                   help="folder of the four gzip IDX files")
    p.add_argument("--out", type=Path, default=Path(__file__).resolve().parent,
                   help="folder that model.onnx, metrics.json and sample/ are written to")
    p.add_argument("--epochs", type=int, default=26)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--lr", type=float, default=0.1, help="peak learning rate")
    p.add_argument("--weight-decay", type=float, default=5e-4)
    p.add_argument("--dropout", type=float, default=0.0, help="before each exit's classifier")
    p.add_argument("--shift", type=int, default=1, help="largest shift of a training image, pixels")
    p.add_argument("--weights", type=float, nargs=3, default=[1.0, 1.0, 2.0],
                   help="loss weight of each exit")
    p.add_argument("--distil", type=float, default=0.5,
                   help="share of the earlier exits' loss that is taken from the last exit's softmax")
    p.add_argument("--validation", type=int, default=VALIDATION, help="training images held out")
    p.add_argument("--sample-per-class", type=int, default=200)
    p.add_argument("--seed", type=int, default=SEED)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--limit", type=int, default=0, help="train on this many images only (0: all)")
    p.add_argument("--no-test", action="store_true",
                   help="stop after training, without looking at the test images (for tuning)")
    return p.parse_args(argv)


def main(argv=None):
    opt = arguments(argv)
    torch.set_num_threads(opt.threads)
    torch.manual_seed(opt.seed)
    torch.use_deterministic_algorithms(True)

    (all_images, all_labels), (test_images, test_labels) = load(opt.data)
    kept, held = split(len(all_images), opt.validation, opt.seed)
    if opt.limit:
        kept = kept[:opt.limit]
    held_images, held_labels = torch.from_numpy(all_images[held]), all_labels[held]
    net = Network(dropout=opt.dropout).to(memory_format=torch.channels_last)
    cumulative = np.cumsum(net.macs)
    print("cumulative multiply-adds", cumulative.tolist(), "parameters",
          sum(p.numel() for p in net.parameters()), flush=True)
    seconds = train(net, torch.from_numpy(all_images[kept]),
                    torch.from_numpy(all_labels[kept]).long(), held_images, held_labels, opt)

    held_probs = predict(net, held_images)
    if opt.no_test:
        for row in threshold_table(held_probs, held_labels, held_probs, held_labels, cumulative):
            print(f"loss {row['allowed_loss_points']:.2f}  thresholds {row['thresholds']}  "
                  f"multiply-adds {row['validation_macs_percent']:.1f} %")
        return 0
    test_probs = predict(net, torch.from_numpy(test_images.copy()))
    metrics = {
        "seed": opt.seed, "epochs": opt.epochs, "threads": opt.threads, "torch": torch.__version__,
        "training_seconds": round(seconds), "cumulative_macs": cumulative.tolist(),
        "validation_accuracy": accuracies(held_probs, held_labels),
        "test_accuracy": accuracies(test_probs, test_labels),
        "thresholds": threshold_table(held_probs, held_labels, test_probs, test_labels, cumulative)}
    opt.out.mkdir(parents=True, exist_ok=True)
    export(net, opt.out / "model.onnx",
           "Three-exit Fashion-MNIST classifier. Cut at stage1_out and stage2_out.")
    write_sample(opt.out / "sample", (test_images, test_labels),
                 (all_images[held], held_labels), opt.sample_per_class, opt.seed)
    (opt.out / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n")
    print(json.dumps(metrics, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
