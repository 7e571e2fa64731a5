#!/usr/bin/env python3
"""Trains the five experts and the router of Sluice's expert example and writes their ONNX files.

Every expert answers with all ten classes. Three are generalists of different size; `tops` and
`shoes` are specialists: the images of their own classes weigh ten times as much in their loss as
the others. The router is as small as the smallest expert. It learns the classes as well, and what it
hands on are 32 numbers: twelve of its last hidden layer, its ten class probabilities, and the
squares of these, which tell how sure it is. It never sees what the experts answer, so that an expert
that comes later finds the same features.

12,000 of the 60,000 training images take no part: they are for fitting the gate. The test images are
not read here at all.

Needs PyTorch, NumPy and onnx. Deterministic for a given seed, thread count and PyTorch build.
"""
import argparse
import json
import sys
import time
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "fashion-mnist"))
from images import CLASSES, SEED, load, split, write_idx  # noqa: E402
from train import OPSET, Network, augment, export, predict, to_float  # noqa: E402

HELD = 12000
TOPS, SHOES = (0, 2, 3, 4, 6), (5, 7, 8, 9)
OTHERS = 0.1  # weight of an image of another class in a specialist's loss
# name: convolutions as (output channels, kernel, stride), pool of the head, own classes, epochs
EXPERTS = {
    "tiny": (((8, 3, 2), (16, 3, 2)), None, None, 12),
    "shoes": (((16, 3, 2), (32, 3, 2), (32, 3, 1)), (2, 2), SHOES, 14),
    "mid": (((16, 3, 2), (32, 3, 2), (48, 3, 1)), None, None, 16),
    "tops": (((16, 3, 2), (48, 3, 2), (64, 3, 1), (64, 3, 2)), None, TOPS, 20),
    "large": (((32, 3, 2), (64, 3, 2), (96, 3, 1), (96, 3, 1)), (2, 2), None, 20),
}
ROUTER = ((8, 3, 2), (16, 3, 2))
HIDDEN = 12
FEATURES = HIDDEN + 2 * CLASSES


class Router(nn.Module):
    """Image to logits while it is trained, image to features where it is used."""

    def __init__(self):
        super().__init__()
        self.trunk = Network((ROUTER,), (None,)).stages[0]
        self.hidden = nn.Linear(ROUTER[-1][0] * 49, HIDDEN)
        self.fc = nn.Linear(HIDDEN, CLASSES)

    def hide(self, x):
        return F.relu(self.hidden(torch.flatten(self.trunk(x), 1)))

    def forward(self, x):
        return [self.fc(self.hide(x))]

    def features(self, x):
        hidden = self.hide(x)
        p = F.softmax(self.fc(hidden), 1)
        return torch.cat([hidden, p, p * p], 1)


class Exported(nn.Module):
    def __init__(self, router):
        super().__init__()
        self.router = router

    def forward(self, image):
        return self.router.features(to_float(image))


def train(name, net, images, labels, own, epochs, opt):
    """Cross-entropy, stochastic gradient descent, one cycle; images are shifted and flipped."""
    generator = torch.Generator().manual_seed(opt.seed)
    padded = F.pad(images, (1,) * 4)
    steps = len(images) // opt.batch
    weights = torch.ones(CLASSES)
    if own is not None:
        weights = torch.tensor([1.0 if c in own else OTHERS for c in range(CLASSES)])
    decay = [p for p in net.parameters() if p.dim() > 1]
    plain = [p for p in net.parameters() if p.dim() <= 1]
    optimiser = torch.optim.SGD([{"params": decay, "weight_decay": 5e-4},
                                 {"params": plain, "weight_decay": 0.0}],
                                lr=opt.lr, momentum=0.9, nesterov=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, opt.lr, total_steps=epochs * steps, pct_start=0.15, anneal_strategy="cos",
        cycle_momentum=False, final_div_factor=1e3)
    began = time.time()
    for epoch in range(epochs):
        net.train()
        order, total = torch.randperm(len(images), generator=generator), 0.0
        for step in range(steps):
            index = order[step * opt.batch:(step + 1) * opt.batch]
            x = to_float(augment(padded, index, 1, generator))
            logits = net(x.contiguous(memory_format=torch.channels_last))[0]
            loss = F.cross_entropy(logits, labels[index], weights)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"{name} epoch {epoch + 1:2d}/{epochs}  loss {total / steps:.4f}  "
              f"{time.time() - began:.0f} s", flush=True)
    return round(time.time() - began)


def figures(net, held_images, held_labels, seconds):
    """What the README's table says: accuracy on the held-out images, by group of classes."""
    right = predict(net, held_images)[0].argmax(1) == held_labels
    groups = {"all": range(CLASSES), "tops": TOPS, "shoes": SHOES}
    row = {name: round(float(right[[l in group for l in held_labels]].mean()), 4)
           for name, group in groups.items()}
    return {"seconds": seconds, "held_accuracy": row}


def export_router(router, path):
    router.eval()
    torch.onnx.export(Exported(router), torch.zeros(2, 1, 28, 28, dtype=torch.uint8), str(path),
                      input_names=["image"], output_names=["features"], opset_version=OPSET,
                      dynamic_axes={"image": {0: "N"}, "features": {0: "N"}})


def arguments(argv):
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0],
                                formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument("--data", type=Path, default=Path("/usr/share/datasets/fashion-mnist"),
                   help="folder of the four gzip IDX files")
    p.add_argument("--out", type=Path, default=Path("models"),
                   help="folder for the ONNX files, metrics.json and the held-out images")
    p.add_argument("--only", nargs="*", default=["router", *EXPERTS],
                   help="which to train; the rest of metrics.json stays")
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--lr", type=float, default=0.1, help="peak learning rate")
    p.add_argument("--epochs", type=int, default=0, help="epochs of each (0: its own number)")
    p.add_argument("--seed", type=int, default=SEED)
    p.add_argument("--threads", type=int, default=1)
    return p.parse_args(argv)


def main(argv=None):
    opt = arguments(argv)
    torch.set_num_threads(opt.threads)
    torch.use_deterministic_algorithms(True)
    opt.out.mkdir(parents=True, exist_ok=True)
    images, labels = load(opt.data)[0]
    kept, held = split(len(images), HELD, SEED)
    write_idx(opt.out / "held-images-idx3-ubyte.gz", images[held])
    write_idx(opt.out / "held-labels-idx1-ubyte.gz", labels[held])
    held_images, held_labels = torch.from_numpy(images[held]), labels[held]
    train_images, train_labels = torch.from_numpy(images[kept]), torch.from_numpy(labels[kept]).long()
    metrics_file = opt.out / "metrics.json"
    for name in opt.only:
        torch.manual_seed(opt.seed)
        if name == "router":
            net, own, epochs = Router(), None, 12
        else:
            blocks, pool, own, epochs = EXPERTS[name]
            net = Network((blocks,), (pool,))
        net = net.to(memory_format=torch.channels_last)
        seconds = train(name, net, train_images, train_labels, own, opt.epochs or epochs, opt)
        row = figures(net, held_images, held_labels, seconds)
        if name == "router":
            export_router(net, opt.out / "router.onnx")
        else:
            row["multiply_adds"] = net.macs[0]
            export(net, opt.out / f"{name}.onnx", f"The expert '{name}' of Sluice's expert example.",
                   f"fashion-mnist-{name}")
        metrics = json.loads(metrics_file.read_text()) if metrics_file.exists() else {}
        metrics[name] = {"torch": torch.__version__, "seed": opt.seed, **row}
        metrics_file.write_text(json.dumps(metrics, indent=1) + "\n")
        print(name, metrics[name], flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
