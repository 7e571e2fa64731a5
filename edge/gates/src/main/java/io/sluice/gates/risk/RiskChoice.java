package io.sluice.gates.risk;

import io.sluice.gates.Guarantee;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The knob that risk control chose.
 *
 * @param index of the loosest knob under the bound; empty when not even the strictest is
 * @param tested the knobs that were looked at, from the strictest on: those that pass, and the
 *     first that does not
 * @param guarantee what holds for the chosen knob; empty when there is none
 */
public record RiskChoice(OptionalInt index, List<Tested> tested, Optional<Guarantee> guarantee) {
    /**
     * What one knob showed.
     *
     * @param measured its mean loss over the calibration rows
     * @param bound the least bound on the mean loss that it would pass, to six digits; 1 for none
     */
    public record Tested(double measured, double bound) {}

    public RiskChoice {
        tested = List.copyOf(tested);
    }
}
