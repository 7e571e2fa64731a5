"""Reads the recordings that `sluice simulate` writes.

They are Avro containers without compression. Their schema is flat, so the few lines here are
enough and no Avro library is needed. Needs NumPy only.
"""
import json

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
