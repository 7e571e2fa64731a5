package io.sluice.proof.experts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * What every expert made of every prompt, and what that cost.
 *
 * @param name as in the tables of results
 * @param unit of the costs
 * @param experts their names, sorted, as a policy keeps them
 * @param prompts in the file's order
 * @param rewards {@code [prompts][experts]}, from 0 to 1
 * @param costs {@code [prompts][experts]}, at least 0
 */
public record RecordedPrompts(
        String name,
        String unit,
        List<String> experts,
        List<String> prompts,
        double[][] rewards,
        double[][] costs) {
    public RecordedPrompts {
        if (!experts.equals(experts.stream().sorted().toList())) {
            throw new IllegalArgumentException("experts " + experts + "; expected sorted names");
        }
        requireTable("rewards", rewards, prompts.size(), experts.size(), 1);
        requireTable("costs", costs, prompts.size(), experts.size(), Double.MAX_VALUE);
    }

    private static void requireTable(
            String what, double[][] table, int rows, int columns, double most) {
        if (table.length != rows) {
            throw new IllegalArgumentException(
                    table.length + " rows of " + what + "; expected " + rows);
        }
        for (double[] row : table) {
            if (row.length != columns) {
                throw new IllegalArgumentException(
                        "a row of " + row.length + " " + what + "; expected " + columns);
            }
            for (double value : row) {
                if (!(value >= 0 && value <= most)) {
                    throw new IllegalArgumentException(
                            what + " hold " + value + "; expected from 0 to " + most);
                }
            }
        }
    }

    public int size() {
        return prompts.size();
    }

    /** Some of the prompts, in the order given. */
    public RecordedPrompts rows(int... rows) {
        return new RecordedPrompts(
                name,
                unit,
                experts,
                IntStream.of(rows).mapToObj(prompts::get).toList(),
                IntStream.of(rows).mapToObj(row -> rewards[row]).toArray(double[][]::new),
                IntStream.of(rows).mapToObj(row -> costs[row]).toArray(double[][]::new));
    }

    /** The half that everything is chosen on: prompts whose CRC-32 is even. */
    public RecordedPrompts tuning() {
        return half(0);
    }

    /** The other half, looked at once. A prompt that comes twice is in one half. */
    public RecordedPrompts reporting() {
        return half(1);
    }

    private RecordedPrompts half(int parity) {
        return rows(
                IntStream.range(0, size())
                        .filter(row -> checksum(prompts.get(row)) % 2 == parity)
                        .toArray());
    }

    /** In which of some folds each prompt is; a prompt that comes twice is in one fold. */
    int[] folds(int count) {
        return prompts.stream()
                .mapToInt(prompt -> (int) (checksum("fold " + prompt) % count))
                .toArray();
    }

    private static long checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /** The mean of each column. */
    static double[] means(double[][] table) {
        double[] means = new double[table[0].length];
        for (double[] row : table) {
            for (int n = 0; n < means.length; n++) {
                means[n] += row[n] / table.length;
            }
        }
        return means;
    }
}
