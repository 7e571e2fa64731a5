package io.sluice.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PassOnRuleTest {
    private final PassOnRule rule = new PassOnRule(.9, Map.of("fog", .4), .02);

    @Test
    void passesOnWhatTheOtherIsLikelierToBeRightAbout() {
        assertThat(rule.passes(.87, "clear", 0)).isTrue();
        assertThat(rule.passes(.89, "clear", 0)).as("within the margin").isFalse();
        assertThat(rule.passes(.95, "", 0)).isFalse();
    }

    @Test
    void whatTheOtherSeesNothingInStays() {
        assertThat(rule.passes(.5, "fog", 0)).isFalse();
        assertThat(rule.passes(.3, "fog", 0)).isTrue();
    }

    @Test
    void aHigherPriceNeverPassesMoreOn() {
        for (double confidence = 0; confidence <= 1; confidence += .01) {
            boolean before = true;
            for (double price = 0; price < 60; price += .5) {
                boolean passes = rule.passes(confidence, "clear", price);
                assertThat(passes && !before).isFalse();
                before = passes;
            }
        }
        assertThat(rule.passes(.7, "clear", 8.9)).isTrue();
        assertThat(rule.passes(.7, "clear", 9.1)).as("0.2 is not worth 0.202").isFalse();
    }

    @Test
    void probabilitiesAreFromZeroToOne() {
        assertThatThrownBy(() -> new PassOnRule(Double.NaN, Map.of(), 0))
                .hasMessage("accuracy is from 0 to 1, not NaN");
        assertThatThrownBy(() -> new PassOnRule(.9, Map.of("fog", 1.1), 0))
                .hasMessage("accuracy of fog is from 0 to 1, not 1.1");
    }
}
