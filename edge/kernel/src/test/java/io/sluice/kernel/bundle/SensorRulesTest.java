package io.sluice.kernel.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a manifest may not say of modalities, branches and configurations. */
class SensorRulesTest {
    private static final String CONFIGURATIONS =
            """
            configurations:
              - name: "camera-only"
                branches: ["camera"]
              - name: "all"
                branches: ["camera", "both"]
            """;

    /** In each line: a text of the golden manifest, what takes its place, what is said of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A modality and its stem.
                "stem: \"radar-stem\" | stem: \"radar\" | modalities: 'radar' has stem 'radar'; expected one of camera, both, radar-stem",
                "outputs: [\"radar_summary\"] | outputs: [\"radar_sumary\"] | has output 'radar_sumary'; expected one of radar_summary",
                "summary: \"radar_summary\" | summary: \"camera_summary\" | 'radar' has summary 'camera_summary'; expected one of radar_summary",
                "summary: \"camera_summary\" | summary: \"image\" | 'camera' has summary 'image'; expected one of camera_features, camera_summary",
                "shape: [5] | shape: [5, 1] | 'radar' has summary radar_summary: FLOAT32[N, 5, 1]; expected FLOAT32 with one dimension",
                "inputs: [\"sweep\", \"gain\"]~    outputs | inputs: [\"sweep\"]~    outputs | stem 'radar-stem' reads [sweep]; expected the inputs of its modality 'radar': [sweep, gain]",
                "inputs: [\"image\"]~    outputs | inputs: [\"image\", \"gain\"]~    outputs | stem 'camera-stem' reads [image, gain]; expected the inputs of its modality 'camera': [image]",
                "inputs: [\"sweep\", \"gain\"]~    stem | inputs: [\"sweep\"]~    stem | inputs: 'gain' is of no modality; expected one of a modality",
                "inputs: [\"sweep\", \"gain\"]~    stem | inputs: [\"sweep\", \"gain\", \"image\"]~    stem | inputs: 'image' is of two modalities; expected one modality for every input",
                "inputs: [\"sweep\", \"gain\"]~    stem | inputs: [\"sweep\", \"gian\"]~    stem | modalities: 'radar' has input 'gian'; expected one of gain",
                "outputs: [\"radar_summary\"] | outputs: [\"radar_summary\", \"camera_features\"] | output 'camera_features' is given twice; expected an output of one stem",
                "outputs: [\"camera_features\", \"camera_summary\"] | outputs: [\"camera_summary\"] | tensors: no stem gives 'camera_features'; expected an output of a stem",
                "multiply-adds: 144 | multiply-adds: 144~    exit: \"early\"~    logits: \"early_logits\" | stem 'camera-stem' has exit 'early' and logits 'early_logits'; expected neither",
                "multiply-adds: 144 | multiply-adds: 144~    exit: \"early\" | stem 'camera-stem' has exit 'early' and logits ''; expected neither",
                "name: \"radar\" | name: \"camera\" | modalities: 'camera' is there twice; expected unique names",
                "name: \"radar\" | name: \"rad ar\" | 'rad ar'; expected a name such as 'camera'",
                // A branch and its stage.
                "stage: \"both\" | stage: \"bth\" | branches: has stage 'bth'; expected one of both",
                "modalities: [\"camera\", \"radar\"] | modalities: [\"camera\", \"radr\"] | 'both' has modality 'radr'; expected one of radar",
                "modalities: [\"camera\", \"radar\"] | modalities: [\"camera\", \"radar\", \"camera\"] | 'both' has modality 'camera' twice; expected each once",
                "modalities: [\"camera\", \"radar\"] | modalities: [] | 'both' has no modalities; expected at least one",
                "modalities: [\"camera\", \"radar\"] | modalities: [\"radar\"] | branch 'both' reads 'camera_features'; expected outputs of the stems of its modalities: radar_summary",
                "modalities: [\"camera\"] | modalities: [\"camera\", \"radar\"] | 'camera' reads nothing of 'radar'; expected one of radar_summary among its inputs",
                "inputs: [\"camera_features\"] | inputs: [\"image\"] | branch 'camera' reads 'image'; expected outputs of the stems",
                "inputs: [\"camera_features\"] | inputs: [] | 'camera' has no inputs; expected at least one",
                "[]~    exit: \"both-exit\" | [] | branch 'both' has exit '' and logits 'both_logits'; expected both",
                "\"both-exit\"~    logits: \"both_logits\" | \"both-exit\" | branch 'both' has exit 'both-exit' and logits ''; expected both",
                "logits: \"both_logits\" | logits: \"camera_summary\" | logits 'camera_summary' of 'both'; expected a name of their own",
                "logits: \"both_logits\" | logits: \"camera_logits\" | 'camera_logits' is there twice",
                "exit: \"both-exit\" | exit: \"camera-exit\" | 'camera-exit' is there twice",
                "outputs: []~    exit: \"both-exit\" | outputs: [\"radar_summary\"]~    exit: \"both-exit\" | branch 'both' has outputs [radar_summary]; expected its logits alone",
                // A configuration.
                "branches: [\"camera\"] | branches: [\"camra\"] | 'camera-only' has branch 'camra'; expected one of camera",
                "branches: [\"camera\"] | branches: [] | 'camera-only' has no branches; expected at least one",
                "branches: [\"camera\"] | branches: [\"camera\", \"camera\"] | 'camera-only' has branch 'camera' twice; expected each once",
                "name: \"all\" | name: \"camera-only\" | configurations: 'camera-only' is there twice; expected unique names",
                // The whole.
                "format-version: 3 | format-version: 2 | modalities: in format-version 2; expected format-version 3",
                "format-version: 3 | format-version: 1 | configurations: in format-version 1; expected format-version 3",
                "branches:~  - stage: \"camera\"~    modalities: [\"camera\"]~  - | branches:~  - | stages: camera-stem, radar-stem, camera, both; expected the stems in the order of the modalities and then the branches: camera-stem, radar-stem, both",
            })
    void isRefusedByValueAndForm(String good, String bad, String message) {
        assertThatThrownBy(() -> parse(good, bad))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(message.trim());
    }

    @Test
    void oneOfTheThreeListsAsksForTheOthers() {
        assertThatThrownBy(() -> parse(CONFIGURATIONS, ""))
                .hasMessageContaining("configurations: missing; expected a list of mappings")
                .hasMessageContaining("configurations: 0 configurations; expected 1 to 64");
    }

    @Test
    void withoutAllThreeAStemLacksItsExit() throws IOException {
        String text = golden();
        String ladder =
                text.substring(0, text.indexOf("modalities:\n"))
                        + text.substring(text.indexOf("files:\n"));

        assertThatThrownBy(() -> parse(ladder)).hasMessageContaining("exit: missing");
    }

    @Test
    void thereAreLimits() throws IOException {
        String entries =
                IntStream.range(0, 65)
                        .mapToObj(i -> "  - {name: c" + i + ", branches: [camera]}\n")
                        .collect(Collectors.joining("", "configurations:\n", ""));

        assertThatThrownBy(() -> parse(CONFIGURATIONS, entries))
                .hasMessageContaining("configurations: 65 configurations; expected 1 to 64");
        assertThatThrownBy(() -> parse(manyModalities(17)))
                .hasMessageContaining("modalities: 17 modalities; expected 1 to 16");
    }

    private static String manyModalities(int count) throws IOException {
        String more =
                IntStream.range(2, count)
                        .mapToObj(i -> "  - {name: m" + i + ", inputs: [], stem: s, summary: t}\n")
                        .collect(Collectors.joining());
        return golden().replace("modalities:\n  -", "modalities:\n" + more + "  -");
    }

    private static String golden() throws IOException {
        return new String(BundleManifestTest.golden(3, "bundle.yaml"), StandardCharsets.UTF_8);
    }

    /** The golden manifest with one text in place of another; a line feed is written as ~. */
    private static BundleManifest parse(String good, String bad) throws IOException {
        String before = good.replace('~', '\n');
        String text = golden();
        assertThat(text).contains(before);
        return parse(text.replace(before, bad.replace('~', '\n')));
    }

    private static BundleManifest parse(String text) {
        return BundleManifest.parse("test", text.getBytes(StandardCharsets.UTF_8));
    }
}
