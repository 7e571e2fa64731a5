package io.sluice.kernel.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a manifest may not say of a router. */
class RouterRulesTest {
    /** In each line: a text of the golden manifest, what takes its place, what is said of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stage: \"router\" | stage: \"ruter\" | router: has stage 'ruter'; expected router",
                "features: \"features\" | features: \"image\" | router: has features image: UINT8[N, 1, 4, 4]; expected FLOAT32 with one dimension",
                "features: \"features\" | features: \"image\" | stages: router 'router' has outputs [features]; expected the features alone: [image]",
                "outputs: [\"features\"] | outputs: [] | router 'router' has outputs []; expected the features alone: [features]",
                "shape: [3] | shape: [3, 1] | router: has features features: FLOAT32[N, 3, 1]; expected FLOAT32 with one dimension",
                "inputs: [\"image\", \"size\"] | inputs: [\"image\"] | router 'router' reads [image]; expected the inputs of the bundle: [image, size]",
                "multiply-adds: 51 | multiply-adds: 51~    exit: \"early\"~    logits: \"early_logits\" | router 'router' has exit 'early' and logits 'early_logits'; expected neither",
                "multiply-adds: 51 | multiply-adds: 51~  - {name: second, file: router.onnx, inputs: [image], multiply-adds: 1} | stages: 2 stages; expected the router alone",
                "format-version: 4 | format-version: 3 | router: in format-version 3; expected format-version 4",
                "router:~  stage: | routr:~  stage: | exit: missing",
            })
    void isRefusedByValueAndForm(String good, String bad, String message) throws IOException {
        String text =
                new String(BundleManifestTest.golden(4, "bundle.yaml"), StandardCharsets.UTF_8);
        String before = good.replace('~', '\n');
        assertThat(text).contains(before);
        String changed = text.replace(before, bad.replace('~', '\n'));

        assertThatThrownBy(
                        () ->
                                BundleManifest.parse(
                                        "test", changed.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(message.trim());
    }
}
