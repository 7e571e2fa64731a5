#!/usr/bin/env bash
# What sensor gating saves when the weather changes fast or slowly: for each mean time between draws of the weather a fit on
# validation images and a judgement on test images, whose table README.md has. Some minutes each.
#   jobs/examples/sensors/sweep.sh FOLDER [SECONDS ...]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
sluice="$here/../../../sluice"
sample="$here/../fashion-mnist/sample"
out="${1:?where to write, a folder}"
shift
mkdir -p "$out"
record() { # images labels devices seed seconds file
  "$sluice" simulate --settings "$here/simulator.yaml" --images "$sample/$1" --labels "$sample/$2" \
    --devices "$3" --ticks 1500 --seed "$4" --redraw-every "$5" --out "$6" > /dev/null
}
common=(--pipeline "$here/recording.yaml" --costs "$here/costs.yaml")
for seconds in "${@:-15 60 240 960 3600}"; do
  for redraw in $seconds; do
    echo "redrawn every $redraw s" >&2
    record validation-images-idx3-ubyte.gz validation-labels-idx1-ubyte.gz 40 7 "$redraw" "$out/fit.avro"
    record images-idx3-ubyte.gz labels-idx1-ubyte.gz 20 8 "$redraw" "$out/test.avro"
    rm -rf "$out/bundle-$redraw"
    "$sluice" fit sensors --bundle "$here/bundle" --data "avro:$out/fit.avro" "${common[@]}" \
      --no-worse-than-all-sensors 1% --prediction-sets 10% --version "1.1.0" --out "$out/bundle-$redraw" > "$out/fit-$redraw.txt"
    "$sluice" evaluate --bundle "$out/bundle-$redraw" --data "avro:$out/test.avro" "${common[@]}" --output json > "$out/test-$redraw.json"
  done
done
rm -f "$out/fit.avro" "$out/test.avro"
