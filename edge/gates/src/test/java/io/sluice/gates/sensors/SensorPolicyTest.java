package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SensorPolicyTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    static List<LossPredictor> predictors() {
        float[][] output = new float[5][7];
        float[][] tokenOutput = new float[5][3 * 2 + 3 + 1];
        float[][] unit = {{.1f, -2e-7f}, {3.25f, 1e9f}};
        float[][] square = {{1, 2, 3}, {4, 5, 6.5f}};
        output[3][2] = 1 / 3f;
        return List.of(
                new FixedPredictor(.1f, .2f, .3f, .4f, .5f),
                new RankingPredictor(new int[][] {{0, 4}, {3, 1, 2}, {1}}),
                new ContextLossPredictor(Weather.LOSS),
                new LinearPredictor(new int[] {1, 1, 1}, new float[0][], output),
                new LinearPredictor(new int[] {1, 1, 1}, new float[2][7], new float[5][3]),
                new AttentionPredictor(
                        new float[][][] {unit, unit, unit},
                        new float[][] {{1, 2, 3}},
                        new float[][] {{1, 2, 3}},
                        square,
                        .25f,
                        tokenOutput));
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void survivesItsDocumentToTheByte(LossPredictor predictor) {
        Policy policy = new Policy("1", HASH, FixedExit.full()).with(Weather.policy(predictor));
        Policy again = Policy.parse("again", policy.document());
        assertThat(text(again)).isEqualTo(text(policy));
        again.requireSensors(Weather.STRUCTURE);
        SensorPolicy sensors = again.sensors().orElseThrow();
        assertThat(sensors.predictor()).isInstanceOf(predictor.getClass());
        assertThat(sensors.gate()).isEqualTo(Weather.policy(predictor).gate());
        assertThat(sensors.selection()).isEqualTo(Weather.policy(predictor).selection());
        assertThat(sensors.filter().confusion()).isDeepEqualTo(Weather.filter().confusion());
        assertThat(sensors.fusion().weights())
                .isDeepEqualTo(Weather.policy(predictor).fusion().weights());
    }

    @Test
    void theExitRuleMayBeLeftOutOnlyWithSensors() {
        Policy policy =
                new Policy("1", HASH, FixedExit.full())
                        .with(Weather.policy(FixedPredictor.always(0, 5)));
        String document = text(policy);
        String without =
                document.replace("\"exit-rule\": {\"kind\": \"full\"}", "\"max-multiply-adds\": 9");
        Policy again = Policy.parse("again", without.getBytes(StandardCharsets.UTF_8));
        assertThat(again.exitRule()).hasToString(FixedExit.full().toString());
        assertThat(again.maxMultiplyAdds()).isEqualTo(9);
        byte[] bare = ("version: 1\nbundle: " + HASH).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Policy.parse("bare", bare))
                .hasMessageContaining("exit-rule: missing");
    }

    @Test
    void namesTheProblemsOfItsDocument() {
        String document =
                text(
                        new Policy("1", HASH, FixedExit.full())
                                .with(Weather.policy(FixedPredictor.always(0, 5))));
        assertThatThrownBy(() -> parse(document.replace("\"lambda\": 0.2", "\"lambda\": 2")))
                .hasMessageContaining("sensors.gate.selection.lambda: '2'");
        assertThatThrownBy(() -> parse(document.replace("\"dwell-windows\"", "\"dwel-windows\"")))
                .hasMessageContaining("sensors.gate.dwell-windows: missing");
        assertThatThrownBy(
                        () ->
                                parse(
                                        document.replace(
                                                "\"watts-asleep\": [0.1", "\"watts-asleep\": [9")))
                .hasMessageContaining("modality 0 draws 9.0 W asleep; expected at most the 2.0 W");
        assertThatThrownBy(() -> parse("version: 1\nbundle: " + HASH + "\nsensors: {}"))
                .hasMessageContaining("sensors.period-millis: missing");
    }

    @Test
    void namesWhatDoesNotFitABundle() {
        SensorStructure wider =
                new SensorStructure(
                        Weather.STRUCTURE.modalities(),
                        List.of(1, 1, 2),
                        Weather.STRUCTURE.branches(),
                        Weather.STRUCTURE.configurations());
        SensorPolicy policy = Weather.policy(FixedPredictor.always(0, 5));
        assertThatThrownBy(() -> policy.requireFits(wider))
                .hasMessage(
                        "emission weights have width 1 for modality lidar, but its summary has 2 features");
        SensorStructure small =
                new SensorStructure(
                        List.of("camera"),
                        List.of(1),
                        List.of(new BranchShape("see", 1)),
                        List.of(new ConfigurationShape("camera", 1)));
        assertThatThrownBy(() -> policy.requireFits(small))
                .hasMessage("costs of sensors are for 3 modalities, but there are 1: camera");
        Policy none = new Policy("7", HASH, FixedExit.full());
        assertThatThrownBy(() -> none.requireSensors(Weather.STRUCTURE))
                .hasMessageContaining("policy 7 has no section sensors")
                .hasMessageContaining("camera, radar, lidar");
    }

    @Test
    void energyCountsSensorsThatAreOnButUnused() {
        SensorCosts costs = Weather.costs(0);
        ConfigurationShape camera = Weather.STRUCTURE.configurations().get(0);
        double used = costs.sampleJoules(Weather.CAMERA, Weather.CAMERA, camera, .1);
        assertThat(used).isCloseTo((2 + 1 + 1) * .1 + .02 + .1, within(1e-12));
        double all = costs.sampleJoules(Weather.ALL, Weather.CAMERA, camera, .1);
        assertThat(all - used).isCloseTo((23 + 11) * .1, within(1e-12));
        double fused = costs.configurationJoules(Weather.STRUCTURE.configurations().get(4));
        assertThat(fused).isCloseTo(.1 + .2 + .01, within(1e-12));
    }

    @Test
    void structuresNameTheirParts() {
        SensorStructure structure = Weather.STRUCTURE;
        assertThat(structure.modalitiesOf(4)).isEqualTo(Weather.ALL);
        assertThat(structure.names(5)).containsExactly("camera", "lidar");
        assertThat(structure.mask(List.of("lidar", "camera"))).isEqualTo(5);
        assertThatThrownBy(() -> structure.mask(List.of("sonar")))
                .hasMessage("no modality 'sonar'; expected one of camera, radar, lidar");
        assertThatThrownBy(
                        () ->
                                new SensorStructure(
                                        List.of("a"),
                                        List.of(1),
                                        List.of(new BranchShape("x", 2)),
                                        List.of(new ConfigurationShape("x", 1))))
                .hasMessageContaining(
                        "branch x has the mask 10; expected at least one of the lowest 1");
    }

    private static String text(Policy policy) {
        return new String(policy.document(), StandardCharsets.UTF_8);
    }

    private static Policy parse(String document) {
        return Policy.parse("policy", document.getBytes(StandardCharsets.UTF_8));
    }
}
