package io.sluice.kernel.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Pins format 1 to golden files: what they say must be read, written and hashed for ever. */
class BundleManifestTest {
    /** From {@code sha256sum canonical-lines.txt}. */
    private static final String HASH =
            "417a446bc61f464796a65587bc167de8d47c4726e94efc48b2e491aaca50c992";

    @Test
    void readsAndWritesTheGoldenManifest() throws IOException {
        BundleManifest manifest = BundleManifest.parse("golden", golden("bundle.yaml"));

        assertThat(manifest.document())
                .isEqualTo(new String(golden("bundle.yaml"), StandardCharsets.UTF_8));
        assertThat(manifest.classes()).containsExactly("cat", "dog \"small\"");
        assertThat(manifest.stages().get(1).inputs()).containsExactly("features", "image");
        assertThat(manifest.tensor("features").orElseThrow().rowBytes()).isEqualTo(32);
    }

    @Test
    void hashesTheGoldenLines() throws IOException {
        BundleManifest manifest = BundleManifest.parse("golden", golden("bundle.yaml"));

        assertThat(ManifestWriter.canonicalLines(manifest))
                .isEqualTo(new String(golden("canonical-lines.txt"), StandardCharsets.UTF_8));
        assertThat(manifest.hash()).isEqualTo(HASH);
    }

    private static byte[] golden(String file) throws IOException {
        String path = "/bundle-format-1/" + file;
        try (InputStream in = BundleManifestTest.class.getResourceAsStream(path)) {
            return in.readAllBytes();
        }
    }
}
