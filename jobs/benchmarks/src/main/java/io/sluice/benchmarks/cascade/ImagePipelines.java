package io.sluice.benchmarks.cascade;

import io.sluice.benchmarks.endtoend.Bench;
import io.sluice.benchmarks.endtoend.BundleFolder;
import io.sluice.benchmarks.endtoend.PipelineFile;
import io.sluice.benchmarks.endtoend.Variant;
import io.sluice.benchmarks.events.ImageRecords;
import io.sluice.gates.ExitRule;
import java.nio.file.Path;

/** Jobs over the images of the Fashion-MNIST example with its bundle. */
final class ImagePipelines {
    private static final String TOPIC = "images";

    private final Bench bench;
    private final Path example;

    ImagePipelines(Bench bench, Path example) {
        this.bench = bench;
        this.example = example;
    }

    void fill(ImageRecords images) {
        bench.topics().fill(TOPIC, bench.settings().events(), images::key, images::value);
    }

    Variant variant(String name, ExitRule rule, int maxBatch) {
        Path bundle = example.resolve("bundle");
        Path policy =
                BundleFolder.policy(
                        bundle, name, rule, bench.folder().resolve("policy-" + name + ".json"));
        PipelineFile file =
                new PipelineFile(source(), bundle, policy, "onnxruntime", maxBatch, "avro");
        return new Variant(name, TOPIC, bench.settings().events(), file.job());
    }

    private String source() {
        return """
                format: avro
                schema: %s
                mapping:
                  id: image_id
                  key: camera
                  event-time: captured_at
                  label: label
                  inputs:
                    image: pixels
                """
                .formatted(example.resolve("image.avsc").toAbsolutePath());
    }
}
