#!/bin/sh
# Makes the bundles from the ONNX files and held-out images of train.py: ./make.sh models
set -eu
here=$(cd "$(dirname "$0")" && pwd)
models=$(cd "$1" && pwd)
sluice=${SLUICE:-$here/../../../sluice}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$here/bundles"
mkdir "$here/bundles"

# The first 16 held-out images, behind the IDX header, are the golden rows.
gzip -dc "$models/held-images-idx3-ubyte.gz" | tail -c +17 | head -c $((16 * 784)) >"$work/rows.bin"

create() { # create OUT NAME OPTIONS: with what all bundles have in common
  out=$1 name=$2
  shift 2
  "$sluice" bundle create --name "fashion-mnist-$name" --version 1.0.0 --classes "$here/classes.txt" \
    --samples "image=$work/rows.bin" --out "$out" "$@"
}

for name in tiny shoes mid tops large; do
  create "$here/bundles/$name" "$name" --model "$models/$name.onnx" --logits exit1_logits
done
create "$work/router" router --router "$models/router.onnx" --features features
"$sluice" fit experts --bundle "$work/router" --experts "$here/experts.yaml" \
  --data "idx:$models/held-images-idx3-ubyte.gz,$models/held-labels-idx1-ubyte.gz" \
  --beat-best-single 0.3% --out "$here/bundles/router"
