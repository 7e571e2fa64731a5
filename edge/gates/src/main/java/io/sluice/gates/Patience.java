package io.sluice.gates;

/**
 * Leaves when a number of exits in a row have predicted the same class. Under prices with pressure
 * p it asks for ⌈n/(1+p)⌉ of them, at least one.
 *
 * <p>The state is the last class and how often it was predicted in a row, exact in one float for up
 * to 2^19 classes: {@code class · 32 + count}, and −1 before the first exit.
 */
public final class Patience implements ExitRule {
    /** The greatest number of exits in a row that can be asked for. */
    public static final int MOST = 31;

    private static final int COUNTS = MOST + 1;

    private final int exitsInARow;
    private final int floor;

    /**
     * @param exitsInARow how many exits must agree, 1 to {@link #MOST}; 1 lets everybody leave at
     *     the first
     */
    public Patience(int exitsInARow) {
        this(exitsInARow, 1);
        if (exitsInARow < 1 || exitsInARow > MOST) {
            throw new IllegalArgumentException(
                    "patience is 1 to " + MOST + " exits in a row, not " + exitsInARow);
        }
    }

    private Patience(int exitsInARow, int floor) {
        this.exitsInARow = exitsInARow;
        this.floor = floor;
    }

    @Override
    public float initialState() {
        return -1;
    }

    @Override
    public void decide(
            int exit, Softmax softmax, float state, Prices prices, ExitDecision decision) {
        int before = (int) state;
        int agreed = 1;
        if (before >= 0 && before / COUNTS == softmax.argmax()) {
            agreed = Math.min(MOST, before % COUNTS + 1);
        }
        double needed = Math.max(floor, Math.ceil(exitsInARow / (1 + prices.pressure())));
        decision.set(agreed, (float) needed, (float) (softmax.argmax() * COUNTS + agreed));
    }

    @Override
    public void requireExits(int exits) {
        // Any ladder will do: whoever is never sure enough runs the full model.
    }

    /** Each level asks for one more exit. */
    @Override
    public ExitRule guarded(int level) {
        return level >= MOST_GUARD_LEVEL || exitsInARow + level > MOST
                ? FixedExit.full()
                : new Patience(exitsInARow, exitsInARow + level);
    }

    public int exitsInARow() {
        return exitsInARow;
    }

    @Override
    public String toString() {
        return "patience " + exitsInARow;
    }
}
