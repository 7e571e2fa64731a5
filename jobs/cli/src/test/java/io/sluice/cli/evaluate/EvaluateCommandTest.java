package io.sluice.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.kernel.bundle.Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    private static final Path EXAMPLE = Path.of("../examples/fashion-mnist");
    private static final String DATA =
            "idx:"
                    + EXAMPLE.resolve("sample/images-idx3-ubyte.gz")
                    + ","
                    + EXAMPLE.resolve("sample/labels-idx1-ubyte.gz");

    @TempDir private Path directory;

    @Test
    void judgesThePolicyAndEveryBaseline() throws Exception {
        Path html = directory.resolve("report.html");
        Path json = directory.resolve("report.json");
        SluiceCommandLine.Run run =
                evaluate(
                        EXAMPLE.resolve("bundle"),
                        "--html",
                        html.toString(),
                        "--json",
                        json.toString(),
                        "--active-watts",
                        "10");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("full model", "patience", "depth prediction", "Joules are");
        assertThat(html).content().contains("<svg", "Accuracy against cost");
        JsonNode evaluation = new ObjectMapper().readTree(json.toFile());
        assertThat(evaluation.get("testRows").asInt()).isEqualTo(1000);
        assertThat(evaluation.get("stages")).hasSize(3);
        JsonNode policy = rule(evaluation, "policy");
        JsonNode full = rule(evaluation, "full model");
        assertThat(full.get("cost").asDouble()).isEqualTo(1);
        assertThat(full.at("/difference/value").asDouble()).isZero();
        assertThat(full.at("/accuracy/value").asDouble()).isGreaterThan(.9);
        assertThat(policy.get("cost").asDouble()).isLessThan(.5);
        assertThat(policy.at("/accuracy/low").asDouble())
                .isLessThanOrEqualTo(policy.at("/accuracy/value").asDouble());
        double expected = policy.get("micros").asDouble() * 1e-6 * 10;
        assertThat(policy.get("joules").asDouble())
                .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(evaluation.get("reliability")).hasSize(15);
    }

    @Test
    void anotherPolicyCanBeJudged() throws Exception {
        String hash = Bundle.open(EXAMPLE.resolve("bundle")).hash();
        Path file = directory.resolve("policy.json");
        Files.write(file, new Policy("7", hash, new FixedExit(1)).document());
        SluiceCommandLine.Run run =
                evaluate(
                        EXAMPLE.resolve("bundle"), "--policy", file.toString(), "--output", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode policy = rule(new ObjectMapper().readTree(run.out()), "policy 7");
        assertThat(policy.get("exitShares").toString()).isEqualTo("[0.0,1.0,0.0]");
        assertThat(policy.has("joules")).isFalse();

        Files.write(file, new Policy("7", "a".repeat(64), new FixedExit(1)).document());
        run = evaluate(EXAMPLE.resolve("bundle"), "--policy", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("policy.json: the policy is for bundle aaaa");
    }

    @Test
    void aCapIsPartOfThePolicy() throws Exception {
        String hash = Bundle.open(EXAMPLE.resolve("bundle")).hash();
        Path file = directory.resolve("capped.json");
        Policy capped = new Policy("c", hash, FixedExit.full()).withMaxMultiplyAdds(1_800_000);
        Files.write(file, capped.document());
        SluiceCommandLine.Run run =
                evaluate(
                        EXAMPLE.resolve("bundle"), "--policy", file.toString(), "--output", "json");
        JsonNode policy = rule(new ObjectMapper().readTree(run.out()), "policy c");
        assertThat(policy.get("exitShares").toString()).isEqualTo("[0.0,1.0,0.0]");
    }

    private static SluiceCommandLine.Run evaluate(Path bundle, String... more) {
        String[] all = new String[7 + more.length];
        String[] common = {
            "evaluate", "--bundle", bundle.toString(), "--data", DATA, "--resamples", "200"
        };
        System.arraycopy(common, 0, all, 0, common.length);
        System.arraycopy(more, 0, all, common.length, more.length);
        return SluiceCommandLine.run(all);
    }

    private static JsonNode rule(JsonNode evaluation, String family) {
        for (JsonNode rule : evaluation.get("rules")) {
            if (rule.get("family").asText().startsWith(family)) {
                return rule;
            }
        }
        throw new AssertionError("no rule " + family + " in " + evaluation.get("rules"));
    }
}
