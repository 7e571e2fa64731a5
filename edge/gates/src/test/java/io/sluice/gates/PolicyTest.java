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
        Policy capped = new Policy("1", HASH, FixedExit.full(), 1_000_000);
        assertThat(Policy.parse("again", capped.document()).maxMultiplyAdds()).isEqualTo(1_000_000);
        Policy free = new Policy("1", HASH, FixedExit.full());
        assertThat(new String(free.document(), StandardCharsets.UTF_8)).doesNotContain("max-");
        assertThat(Policy.parse("again", free.document()).maxMultiplyAdds())
                .isEqualTo(Policy.NO_CAP);
    }

    @Test
    void namesEveryProblem() {
        assertThatThrownBy(() -> parse("bundle: xyz\nexit-rule: {kind: psychic}\nexit-rules: 1"))
                .hasMessageContaining("version: missing")
                .hasMessageContaining("'xyz'; expected 64 lower-case hexadecimal digits")
                .hasMessageContaining("'psychic'; expected confidence | fixed | full")
                .hasMessageContaining("exit-rules: unknown key");
    }

    private static Policy parse(String document) {
        return Policy.parse("policy", document.getBytes(StandardCharsets.UTF_8));
    }
}
