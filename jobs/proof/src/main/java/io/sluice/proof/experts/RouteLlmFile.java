package io.sluice.proof.experts;

import io.sluice.fitting.data.CsvLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * RouteLLM's questions of MMLU and GSM8K (Apache-2.0): whether a weak and a strong expert are
 * right. The cost is one for asking the strong expert and nothing for the weak one, so that a
 * budget is the share of questions that the strong one gets. Bench and subject are not read.
 */
public final class RouteLlmFile {
    private static final List<String> HEADER =
            List.of("bench", "subject", "prompt", "mixtral_8x7b", "gpt4_1106");

    private RouteLlmFile() {}

    /**
     * Reads a file, gzip-compressed or not.
     *
     * @throws IllegalArgumentException when the header or a row is another than expected
     */
    public static RecordedPrompts read(Path file) throws IOException {
        List<String> prompts = new ArrayList<>();
        List<double[]> rewards = new ArrayList<>();
        try (CsvLines lines = new CsvLines(file)) {
            List<String> header = lines.next();
            if (!HEADER.equals(header)) {
                throw new IllegalArgumentException(
                        file + ": has columns " + header + "; expected " + HEADER);
            }
            for (List<String> line = lines.next(); line != null; line = lines.next()) {
                if (line.size() != HEADER.size()) {
                    throw new IllegalArgumentException(
                            lines.where()
                                    + ": has "
                                    + line.size()
                                    + " values; expected "
                                    + HEADER.size());
                }
                prompts.add(line.get(2));
                rewards.add(
                        new double[] {
                            right(line.get(4), lines.where()), right(line.get(3), lines.where())
                        });
            }
        }
        double[][] costs = new double[prompts.size()][];
        java.util.Arrays.setAll(costs, row -> new double[] {1, 0});
        return new RecordedPrompts(
                "RouteLLM",
                "strong calls",
                List.of("gpt4_1106", "mixtral_8x7b"),
                prompts,
                rewards.toArray(double[][]::new),
                costs);
    }

    private static double right(String value, String where) {
        if (!value.equals("0") && !value.equals("1")) {
            throw new IllegalArgumentException(where + ": has '" + value + "'; expected 0 or 1");
        }
        return value.charAt(0) - '0';
    }
}
