package io.sluice.kernel.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pins the formats to golden files: what they say must be read, written and hashed for ever. */
class BundleManifestTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void readsAndWritesTheGoldenManifest(int version) throws IOException {
        BundleManifest manifest = BundleManifest.parse("golden", golden(version, "bundle.yaml"));

        assertThat(manifest.document())
                .isEqualTo(new String(golden(version, "bundle.yaml"), StandardCharsets.UTF_8));
        assertThat(manifest.formatVersion()).isEqualTo(version);
        assertThat(manifest.classes()).containsExactly("cat", "dog \"small\"");
        assertThat(manifest.stages().get(1).inputs()).containsExactly("features", "image");
        assertThat(manifest.tensor("features").orElseThrow().rowBytes()).isEqualTo(32);
    }

    /** The hashes are from {@code sha256sum canonical-lines.txt}. */
    @ParameterizedTest
    @CsvSource({
        "1, 417a446bc61f464796a65587bc167de8d47c4726e94efc48b2e491aaca50c992",
        "2, ea6086dcb82c01ff561d0d31d544618e1e391773f26c641653126b4e47149d40"
    })
    void hashesTheGoldenLines(int version, String hash) throws IOException {
        BundleManifest manifest = BundleManifest.parse("golden", golden(version, "bundle.yaml"));

        assertThat(ManifestWriter.canonicalLines(manifest))
                .isEqualTo(
                        new String(golden(version, "canonical-lines.txt"), StandardCharsets.UTF_8));
        assertThat(manifest.hash()).isEqualTo(hash);
    }

    @Test
    void aManifestOfVersionTwoWithoutBitstreamsIsTheSameModel() throws IOException {
        String one = new String(golden(1, "bundle.yaml"), StandardCharsets.UTF_8);
        String two = one.replace("format-version: 1", "format-version: 2");

        BundleManifest manifest = BundleManifest.parse("two", two.getBytes(StandardCharsets.UTF_8));

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
