package io.sluice.gates.risk;

import io.sluice.gates.Guarantee;
import io.sluice.gates.Guarantee.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoublePredicate;
import java.util.function.IntFunction;

/**
 * Picks the loosest knob whose loss stays under a bound (methods.md 5.1), from the losses of a
 * calibration sample. Knobs come from strict to loose and are looked at in that order, up to the
 * first that fails: a knob is chosen only when every stricter one passes too. For the two methods
 * with a confidence this needs no correction for the number of knobs, and no loss that is monotone
 * in the knob: to choose a knob that breaks the bound, the first of those that do must have passed
 * its test, which has a probability of at most 1 − confidence.
 *
 * <p>The knobs must be fixed before the calibration sample is seen, and the rows be exchangeable
 * with the stream's events.
 *
 * @param method {@link Method#UPPER_CONFIDENCE_BOUND}: a betting bound; {@link
 *     Method#FIXED_SEQUENCE}: exact binomial tail for losses of 0 and 1, else Hoeffding–Bentkus;
 *     {@link Method#EXPECTATION}: conformal risk control
 * @param bound on the mean loss, from {@link #LEAST_BOUND} and below 1
 * @param confidence above 0 and below 1; 0 for {@link Method#EXPECTATION}, which has none
 * @param seed of the order in which {@link Method#UPPER_CONFIDENCE_BOUND} bets on the rows
 */
public record RiskControl(Method method, double bound, double confidence, long seed) {
    /** A lesser bound would need millions of samples. */
    public static final double LEAST_BOUND = 1e-6;

    private static final double PRECISION = 1e-7;

    public RiskControl {
        if (!(bound >= LEAST_BOUND && bound < 1)) {
            throw new IllegalArgumentException(
                    "a bound on a loss is from " + LEAST_BOUND + " to below 1, not " + bound);
        }
        boolean confident = method != Method.EXPECTATION;
        if (confident ? !(confidence > 0 && confidence < 1) : confidence != 0) {
            throw new IllegalArgumentException(
                    confident
                            ? "a confidence is above 0 and below 1, not " + confidence
                            : "a bound on an expectation has no confidence, found " + confidence);
        }
    }

    /** The fewest calibration rows with which a knob that never loses would pass. */
    public static long samplesNeeded(Method method, double bound, double confidence) {
        return new RiskControl(method, bound, confidence, 0).samplesNeeded();
    }

    /** The fewest calibration rows with which a knob that never loses would pass. */
    public long samplesNeeded() {
        long enough = 1;
        while (!passesLossFree(enough)) {
            enough *= 2;
        }
        long tooFew = enough / 2;
        while (enough - tooFew > 1) {
            long middle = (enough + tooFew) / 2;
            if (passesLossFree(middle)) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return enough;
    }

    private boolean passesLossFree(long rows) {
        return RiskBound.passesLossFree(method, 1 - confidence, rows, bound);
    }

    /**
     * Picks a knob.
     *
     * @param losses of each knob from strict to loose, for every row, in [0, 1]: {@code
     *     [knobs][rows]}
     * @throws IllegalArgumentException as {@link #choose(int, int, IntFunction)}
     */
    public RiskChoice choose(float[][] losses) {
        int rows = losses.length == 0 ? 0 : losses[0].length;
        return choose(losses.length, rows, knob -> losses[knob]);
    }

    /**
     * Picks a knob, asking for the losses of no more knobs than it must.
     *
     * @param knobs the number of knobs, at least 1
     * @param rows the number of calibration rows
     * @param losses of a knob, by its index from strict to loose: for every row, in [0, 1]
     * @throws IllegalArgumentException when there are fewer rows than {@link #samplesNeeded()}, or
     *     a loss is not in [0, 1]
     */
    public RiskChoice choose(int knobs, int rows, IntFunction<float[]> losses) {
        if (knobs < 1) {
            throw new IllegalArgumentException("there is no knob to choose");
        }
        requireRows(rows);
        RiskBound bounds = RiskBound.of(method, 1 - confidence, rows, seed);
        List<RiskChoice.Tested> tested = new ArrayList<>();
        int passed = 0;
        boolean passes = true;
        while (passes && passed < knobs) {
            float[] ofKnob = losses.apply(passed);
            double measured = mean(ofKnob, rows, passed);
            DoublePredicate withinBound = bounds.on(ofKnob);
            passes = withinBound.test(bound);
            tested.add(new RiskChoice.Tested(measured, leastBound(withinBound, passes)));
            passed += passes ? 1 : 0;
        }
        return chosen(passed - 1, rows, tested);
    }

    private RiskChoice chosen(int index, int rows, List<RiskChoice.Tested> tested) {
        if (index < 0) {
            return new RiskChoice(OptionalInt.empty(), tested, Optional.empty());
        }
        Guarantee guarantee =
                new Guarantee(
                        bound,
                        method,
                        confidence,
                        rows,
                        tested.get(index).measured(),
                        Guarantee.EXCHANGEABLE);
        return new RiskChoice(OptionalInt.of(index), tested, Optional.of(guarantee));
    }

    private double leastBound(DoublePredicate passes, boolean passesBound) {
        double fails = passesBound ? 0 : bound;
        double least = passesBound ? bound : 1;
        while (least - fails > PRECISION * least) {
            double middle = (least + fails) / 2;
            if (passes.test(middle)) {
                least = middle;
            } else {
                fails = middle;
            }
        }
        return least;
    }

    private void requireRows(int rows) {
        long needed = samplesNeeded();
        if (rows < needed) {
            throw new IllegalArgumentException(
                    "a bound of "
                            + percent(bound)
                            + (method == Method.EXPECTATION
                                    ? " on the mean"
                                    : " with " + percent(confidence) + " confidence")
                            + " needs at least "
                            + needed
                            + " calibration samples, not "
                            + rows);
        }
    }

    private static String percent(double share) {
        String digits = String.format(Locale.ROOT, "%.4f", 100 * share);
        return digits.replaceAll("\\.?0+$", "") + " %";
    }

    private static double mean(float[] losses, int rows, int knob) {
        if (losses.length != rows) {
            throw new IllegalArgumentException(
                    "knob " + knob + " has " + losses.length + " losses; expected " + rows);
        }
        double sum = 0;
        for (float loss : losses) {
            if (!(loss >= 0 && loss <= 1)) {
                throw new IllegalArgumentException(
                        "knob " + knob + " has a loss of " + loss + "; expected 0 to 1");
            }
            sum += loss;
        }
        return sum / rows;
    }
}
