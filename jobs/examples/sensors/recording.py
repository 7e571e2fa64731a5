#!/usr/bin/env python3
"""Reads the recordings that `sluice simulate` writes, for train.py.

They are Avro containers without compression. Their schema is flat, so the few lines here are
enough and no Avro library is needed.

Run by itself, it writes the first rows of a recording as one file of bytes per sensor, as
`sluice bundle create --samples` takes them.

Needs NumPy only.
"""
import argparse
import json
from pathlib import Path

import numpy as np

SHAPES = {"camera": (np.uint8, (1, 28, 28)), "radar": (np.float32, (1, 7, 7)),
          "lidar": (np.float32, (1, 14, 14))}


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        self.at += count
        return self.data[self.at - count:self.at]

    def long(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return (value >> 1) ^ -(value & 1)

    def bytes(self):
        return self.take(self.long())


def read(path):
    """A dict of NumPy arrays by field: id, device, time, context, label, camera, radar, lidar."""
    reader = Reader(path.read_bytes())
    if reader.take(4) != b"Obj\x01":
        raise ValueError(f"{path}: not an Avro container")
    meta = {}
    while count := reader.long():
        meta.update((reader.bytes().decode(), reader.bytes()) for _ in range(count))
    sync = reader.take(16)
    if meta.get("avro.codec", b"null") != b"null":
        raise ValueError(f"{path}: compressed with {meta['avro.codec']}; expected no compression")
    fields = [(f["name"], f["type"]["type"] if isinstance(f["type"], dict) else f["type"])
              for f in json.loads(meta["avro.schema"])["fields"]]
    columns = {name: [] for name, _ in fields}
    while reader.at < len(reader.data):
        count, _ = reader.long(), reader.long()
        for _ in range(count):
            for name, kind in fields:
                columns[name].append(reader.long() if kind in ("int", "long") else reader.bytes())
        if reader.take(16) != sync:
            raise ValueError(f"{path}: a block ends without the sync marker")
    for name, (dtype, shape) in SHAPES.items():
        columns[name] = np.frombuffer(b"".join(columns[name]), dtype).reshape(-1, *shape)
    return {name: np.array([v.decode() for v in values]) if isinstance(values[0], bytes)
            else np.asarray(values) for name, values in columns.items()}


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0],
                                formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument("recording", type=Path)
    p.add_argument("--rows", type=int, default=16)
    p.add_argument("--out", type=Path, default=Path("."), help="folder that is written to")
    opt = p.parse_args()
    rows = read(opt.recording)
    opt.out.mkdir(parents=True, exist_ok=True)
    for sensor in SHAPES:
        (opt.out / f"{sensor}.bytes").write_bytes(rows[sensor][:opt.rows].tobytes())


if __name__ == "__main__":
    main()
