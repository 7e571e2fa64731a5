package io.sluice.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: confidence, thresholds: [0.9, 0.85]}",
                "{kind: entropy, thresholds: [0.7, 0.5]}",
                "{kind: margin, thresholds: [0.7, 1.5]}",
                "{kind: remaining-mass, kappa: 0.25, gates: [{weights: [1.5, -2, 3, -4e-7, 0.1]}]}",
                "{kind: patience, exits-in-a-row: 3}",
                "{kind: depth-prediction, costs: [0.5, 1], scores: [{weights: [1, 2, 3, 4, 5, 6, 7]}, {weights: [1, 2, 3, 4, 5, 6, 7.5]}]}",
                "{kind: fixed, exit: 1}",
                "{kind: full}"
            })
    void everyRuleSurvivesItsDocument(String rule) {
        Policy policy = parse("version: a \"b\"\nbundle: " + HASH + "\nexit-rule: " + rule);
        Policy again = Policy.parse("again", policy.document());
        assertThat(again.exitRule()).hasToString(policy.exitRule().toString());
        assertThat(again.version()).isEqualTo("a \"b\"");
        assertThat(again.bundleHash()).isEqualTo(HASH);
    }

    @Test
    void theCapSurvivesItsDocument() {
        Policy capped = new Policy("1", HASH, FixedExit.full()).withMaxMultiplyAdds(1_000_000);
        assertThat(Policy.parse("again", capped.document()).maxMultiplyAdds()).isEqualTo(1_000_000);
        Policy free = new Policy("1", HASH, FixedExit.full());
        assertThat(new String(free.document(), StandardCharsets.UTF_8)).doesNotContain("max-");
        assertThat(Policy.parse("again", free.document()).maxMultiplyAdds())
                .isEqualTo(Policy.NO_CAP);
    }

    @Test
    void whatAPolicyPromisesSurvivesItsDocument() {
        Policy policy =
                new Policy("1", HASH, CertaintyThreshold.confidence(.9f))
                        .with(new KeyBudget(1e6, 5e6))
                        .with(
                                new Guarantee(
                                        .01,
                                        Guarantee.Method.UPPER_CONFIDENCE_BOUND,
                                        .95,
                                        5000,
                                        .006,
                                        Guarantee.EXCHANGEABLE))
                        .with(new PredictionSets(.05, .8f, .6f));
        Policy again = Policy.parse("again", policy.document());
        assertThat(again.keyBudget()).isEqualTo(policy.keyBudget());
        assertThat(again.guarantee()).isEqualTo(policy.guarantee());
        assertThat(again.predictionSets().orElseThrow().missRate()).isEqualTo(.05);
        assertThat(again.predictionSets().orElseThrow().quantiles()).containsExactly(.8f, .6f);
    }

    @Test
    void aRuleThatItsConstructorRefusesIsAProblemOfTheDocument() {
        assertThatThrownBy(
                        () ->
                                parse(
                                        "version: 1\nbundle: "
                                                + HASH
                                                + "\nexit-rule: {kind: remaining-mass, kappa: 0.5, gates: [{weights: [1]}]}"
                                                + "\nkey-budget: {multiply-adds-per-second: 5, burst: -1}"))
                .hasMessageContaining("exit-rule.kind: gate 0 has 1 numbers")
                .hasMessageContaining("key-budget");
    }

    @Test
    void namesEveryProblem() {
        assertThatThrownBy(() -> parse("bundle: xyz\nexit-rule: {kind: psychic}\nexit-rules: 1"))
                .hasMessageContaining("version: missing")
                .hasMessageContaining("'xyz'; expected 64 lower-case hexadecimal digits")
                .hasMessageContaining(
                        "'psychic'; expected confidence | entropy | margin | remaining-mass | patience | depth-prediction | fixed | full")
                .hasMessageContaining("exit-rules: unknown key");
    }

    private static Policy parse(String document) {
        return Policy.parse("policy", document.getBytes(StandardCharsets.UTF_8));
    }
}
