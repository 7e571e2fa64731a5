package io.sluice.gates;

/**
 * What the events of one key may spend: a token bucket (methods.md 4.17), so that inputs made to
 * run long cannot starve the events of other keys.
 *
 * @param multiplyAddsPerSecond how fast the bucket fills, above 0
 * @param burst how much it holds, at least what the first stage costs
 */
public record KeyBudget(double multiplyAddsPerSecond, double burst) {
    public KeyBudget {
        if (!(multiplyAddsPerSecond > 0) || Double.isInfinite(multiplyAddsPerSecond)) {
            throw new IllegalArgumentException(
                    "a rate of multiply-adds is a finite number above 0, not "
                            + multiplyAddsPerSecond);
        }
        if (!(burst > 0) || Double.isInfinite(burst)) {
            throw new IllegalArgumentException(
                    "a burst of multiply-adds is a finite number above 0, not " + burst);
        }
    }
}
