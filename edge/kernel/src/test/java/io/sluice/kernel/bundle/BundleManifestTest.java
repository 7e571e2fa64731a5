package io.sluice.kernel.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pins the formats to golden files: what they say must be read, written and hashed for ever. */
class BundleManifestTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void readsAndWritesTheGoldenManifest(int version) throws IOException {
        BundleManifest manifest = BundleManifest.parse("golden", golden(version, "bundle.yaml"));

        assertThat(manifest.document())
                .isEqualTo(new String(golden(version, "bundle.yaml"), StandardCharsets.UTF_8));
        assertThat(manifest.formatVersion()).isEqualTo(version);
        assertThat(BundleManifest.parse("again", golden(version, "bundle.yaml")))
                .isEqualTo(manifest);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aLadderIsWhatItSays(int version) throws IOException {
        BundleManifest manifest = BundleManifest.parse("golden", golden(version, "bundle.yaml"));

        assertThat(manifest.sensorLayout()).isEmpty();
        assertThat(manifest.classes()).containsExactly("cat", "dog \"small\"");
        assertThat(manifest.stages().get(1).inputs()).containsExactly("features", "image");
        assertThat(manifest.tensor("features").orElseThrow().rowBytes()).isEqualTo(32);
    }

    /** The hashes are from {@code sha256sum canonical-lines.txt}. */
    @ParameterizedTest
    @CsvSource({
        "1, 417a446bc61f464796a65587bc167de8d47c4726e94efc48b2e491aaca50c992",
        "2, ea6086dcb82c01ff561d0d31d544618e1e391773f26c641653126b4e47149d40",
        "3, c1b6958a1a84b84172c8305966a03e790726612cf3cdcd68225821770c88b015",
        "4, d51ff8fcbcacb50df258844e6e73f2d0187d0b55c53f584e31bfc69938ce8a5b"
    })
    void hashesTheGoldenLines(int version, String hash) throws IOException {
        BundleManifest manifest = BundleManifest.parse("golden", golden(version, "bundle.yaml"));

        assertThat(ManifestWriter.canonicalLines(manifest))
                .isEqualTo(
                        new String(golden(version, "canonical-lines.txt"), StandardCharsets.UTF_8));
        assertThat(manifest.hash()).isEqualTo(hash);
    }

    @Test
    void aSensorBundleIsWhatItSays() throws IOException {
        BundleManifest manifest = BundleManifest.parse("golden", golden(3, "bundle.yaml"));

        SensorLayout layout = manifest.sensorLayout().orElseThrow();
        assertThat(layout.modalities())
                .containsExactly(
                        new ModalitySpec(
                                "camera", List.of("image"), "camera-stem", "camera_summary"),
                        new ModalitySpec(
                                "radar", List.of("sweep", "gain"), "radar-stem", "radar_summary"));
        assertThat(layout.branches())
                .containsExactly(
                        new BranchSpec("camera", List.of("camera")),
                        new BranchSpec("both", List.of("camera", "radar")));
        assertThat(layout.configurations())
                .containsExactly(
                        new ConfigurationSpec("camera-only", List.of("camera")),
                        new ConfigurationSpec("all", List.of("camera", "both")));
        assertThat(manifest.stages())
                .extracting(StageSpec::hasExit)
                .containsExactly(false, false, true, true);
        assertThat(manifest.results())
                .extracting(Object::toString)
                .containsExactly(
                        "camera_summary: FLOAT32[N, 3]",
                        "radar_summary: FLOAT32[N, 5]",
                        "camera_logits: FLOAT32[N, 2]",
                        "both_logits: FLOAT32[N, 2]");
    }

    @Test
    void aRouterBundleIsWhatItSays() throws IOException {
        BundleManifest manifest = BundleManifest.parse("golden", golden(4, "bundle.yaml"));

        assertThat(manifest.router()).contains(new RouterSpec("router", "features"));
        assertThat(manifest.requireRouter().toString()).isEqualTo("features: FLOAT32[N, 3]");
        assertThat(manifest.results())
                .extracting(Object::toString)
                .containsExactly("features: FLOAT32[N, 3]");
        assertThat(manifest.sensorLayout()).isEmpty();
        assertThat(manifest.neededFor(0)).containsExactly(0);
    }

    @Test
    void aStageNeedsThoseThatGiveItsInputs() throws IOException {
        BundleManifest sensors = BundleManifest.parse("golden", golden(3, "bundle.yaml"));
        BundleManifest ladder = BundleManifest.parse("golden", golden(1, "bundle.yaml"));

        assertThat(sensors.neededFor(1)).containsExactly(1);
        assertThat(sensors.neededFor(2)).containsExactly(0, 2);
        assertThat(sensors.neededFor(3)).containsExactly(0, 1, 3);
        assertThat(ladder.neededFor(1)).containsExactly(0, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void aManifestOfALaterVersionThatSaysNoMoreIsTheSameModel(int version) throws IOException {
        String one = new String(golden(1, "bundle.yaml"), StandardCharsets.UTF_8);
        String later = one.replace("format-version: 1", "format-version: " + version);

        BundleManifest manifest =
                BundleManifest.parse("later", later.getBytes(StandardCharsets.UTF_8));

        assertThat(manifest).isEqualTo(BundleManifest.parse("one", golden(1, "bundle.yaml")));
        assertThat(manifest.document()).isEqualTo(one);
    }

    static byte[] golden(int version, String file) throws IOException {
        String path = "/bundle-format-" + version + "/" + file;
        try (InputStream in = BundleManifestTest.class.getResourceAsStream(path)) {
            return in.readAllBytes();
        }
    }
}
