#!/usr/bin/env python3
"""Reads and divides the images of Fashion-MNIST, for train.py and for `sluice fit exits`.

Run by itself, it writes the two parts of the training images as gzip IDX files: `train-*`, the
50,000 images that train.py trains the network on, and `validation-*`, the 10,000 that it holds
out. Gates and bounds must come from images that the network was not trained on.

Needs NumPy only.
"""
import argparse
import gzip
import struct
from pathlib import Path

import numpy as np

CLASSES = 10
SIZE = 28
VALIDATION = 10000
SEED = 20


def read_idx(path):
    """An IDX file of unsigned bytes, gzip-compressed, as a NumPy array."""
    with gzip.open(path, "rb") as f:
        data = f.read()
    zero, kind, rank = struct.unpack_from(">HBB", data)
    if zero != 0 or kind != 0x08:
        raise ValueError(f"{path}: not an IDX file of unsigned bytes")
    shape = struct.unpack_from(f">{rank}I", data, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def write_idx(path, array):
    """Writes the array as a gzip IDX file whose bytes depend on nothing but the array."""
    head = struct.pack(f">HBB{array.ndim}I", 0, 0x08, array.ndim, *array.shape)
    with open(path, "wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0) as f:
            f.write(head + np.ascontiguousarray(array, np.uint8).tobytes())


def load(folder):
    def pair(name):
        images = read_idx(folder / f"{name}-images-idx3-ubyte.gz")
        labels = read_idx(folder / f"{name}-labels-idx1-ubyte.gz")
        if images.shape != (len(labels), SIZE, SIZE):
            raise ValueError(f"{folder}/{name}: unexpected shape {images.shape}")
        return images, labels
    return pair("train"), pair("t10k")


def split(count, validation, seed):
    """Indices of the training and of the validation images: a seeded permutation, cut once."""
    order = np.random.RandomState(seed).permutation(count)
    return order[:-validation], order[-validation:]


def balanced(labels, per_class, seed):
    """Sorted indices of `per_class` images of every class, drawn with the seed."""
    rng = np.random.RandomState(seed)
    picks = [rng.choice(np.flatnonzero(labels == c), per_class, replace=False)
             for c in range(CLASSES)]
    return np.sort(np.concatenate(picks))


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0],
                                formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument("--data", type=Path, default=Path("/usr/share/datasets/fashion-mnist"),
                   help="folder with the four gzip IDX files")
    p.add_argument("--out", type=Path, default=Path("."), help="where the parts are written")
    opt = p.parse_args()
    images, labels = load(opt.data)[0]
    opt.out.mkdir(parents=True, exist_ok=True)
    for name, part in zip(("train", "validation"), split(len(images), VALIDATION, SEED)):
        write_idx(opt.out / f"{name}-images-idx3-ubyte.gz", images[part])
        write_idx(opt.out / f"{name}-labels-idx1-ubyte.gz", labels[part])
        print(f"{name}: {len(part)} images")


if __name__ == "__main__":
    main()
