package io.sluice.proof.experts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * ParetoBandit's validation prompts (Apache-2.0): three experts, their rewards, and their costs in
 * dollars. What the file says of source, difficulty and best expert is not read.
 */
public final class ParetoBanditFile {
    private ParetoBanditFile() {}

    /** The file, in the folder of shared data. */
    public static Path in(Path folder) {
        return folder.resolve("paretobandit_val.jsonl.gz");
    }

    /**
     * Reads a file with one JSON object a line.
     *
     * @throws IllegalArgumentException when a line lacks a prompt, a reward or a cost, or has other
     *     experts than the first
     */
    public static RecordedPrompts read(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> experts = null;
        List<String> prompts = new ArrayList<>();
        List<double[]> rewards = new ArrayList<>();
        List<double[]> costs = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String where = file + ":" + (prompts.size() + 1);
                JsonNode one = json.readTree(line);
                List<String> names = names(one.path("arms"));
                experts = experts == null ? names : experts;
                if (names.isEmpty() || !names.equals(experts)) {
                    throw new IllegalArgumentException(
                            where + ": has experts " + names + "; expected " + experts);
                }
                prompts.add(required(one.path("prompt"), where, "prompt").textValue());
                rewards.add(numbers(one.path("arms"), experts, "reward", where));
                costs.add(numbers(one.path("arms"), experts, "cost", where));
            }
        }
        if (experts == null) {
            throw new IllegalArgumentException(file + ": is empty; expected a prompt a line");
        }
        return new RecordedPrompts(
                "ParetoBandit",
                "$",
                experts,
                prompts,
                rewards.toArray(double[][]::new),
                costs.toArray(double[][]::new));
    }

    private static List<String> names(JsonNode arms) {
        TreeSet<String> names = new TreeSet<>();
        arms.fieldNames().forEachRemaining(names::add);
        return List.copyOf(names);
    }

    private static double[] numbers(
            JsonNode arms, List<String> experts, String field, String where) {
        return experts.stream()
                .mapToDouble(
                        name ->
                                required(arms.path(name).path(field), where, name + "." + field)
                                        .doubleValue())
                .toArray();
    }

    private static JsonNode required(JsonNode node, String where, String name) {
        if (!node.isTextual() && !node.isNumber()) {
            throw new IllegalArgumentException(where + ": has no '" + name + "'");
        }
        return node;
    }
}
