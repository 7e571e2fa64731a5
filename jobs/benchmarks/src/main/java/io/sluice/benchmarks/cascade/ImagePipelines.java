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
        return new Variant(
                name, TOPIC, bench.settings().events(), file(policy(name, rule), maxBatch).job());
    }

    /** A job under a policy, over a topic that is yet to be filled, with control messages. */
    Variant controlled(Path policy, String input, String control) {
        PipelineFile file = file(policy, bench.settings().maxBatch()).controlledBy(control);
        return new Variant(input, input, 0, file.job());
    }

    /** Writes a policy's document. */
    Path policy(String name, ExitRule rule) {
        return BundleFolder.policy(
                example.resolve("bundle"),
                name,
                rule,
                bench.folder().resolve("policy-" + name + ".json"));
    }

    private PipelineFile file(Path policy, int maxBatch) {
        return new PipelineFile(
                source(), example.resolve("bundle"), policy, "onnxruntime", maxBatch, "avro");
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
