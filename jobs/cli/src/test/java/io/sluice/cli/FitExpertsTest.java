package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.SluiceCommandLine.Run;
import io.sluice.fitting.experts.ExpertReport;
import io.sluice.gates.ExpertDocument;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.RouterTestBundle;
import io.sluice.kernel.testkit.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a router, experts and labelled rows to a policy, and back to what it is worth. */
class FitExpertsTest {
    private static final int WRONG_CONFIGURATION = 3;
    private static final int BUNDLE_REFUSED = 4;
    private static final int PER_CLASS = 40;

    private static final String EXPERTS =
            """
            router: {joules: 0.01}
            experts:
              - {name: low, bundle: low, joules: 1, compute-time: 1 ms}
              - {name: high, bundle: high, device: board, joules-per-multiply-add: 0.01, compute-time: 1 ms}
              - {name: all, bundle: all.zip, joules: 4, compute-time: 4 ms}
            categories:
              - {name: default, latency: 50 ms, most-asked: 2}
              - {name: frugal, latency: 50 ms, joules: 1.5, most-asked: 2}
            """;

    @TempDir private Path directory;
    private Path router;
    private Path experts;
    private Path rows;

    @BeforeEach
    void write() throws IOException {
        router = RouterTestBundle.router().writeTo(directory.resolve("router"));
        RouterTestBundle.expert("low").writeDirectory(directory.resolve("low"));
        RouterTestBundle.expert("high").writeDirectory(directory.resolve("high"));
        RouterTestBundle.expert("all").writeZip(directory.resolve("all.zip"));
        experts = Files.writeString(directory.resolve("experts.yaml"), EXPERTS);
        rows = rows(directory.resolve("rows.csv"), 1);
    }

    @Test
    void theFittedPolicyAsksWhoKnowsTheClass() throws Exception {
        Path made = directory.resolve("fitted");
        Run run = fit(made, "--beat-best-single", "0", "--output", "json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        Bundle bundle = Bundle.open(made);
        assertThat(bundle.manifest().version()).isEqualTo("1.1.0");
        ExpertReport report = ExpertReport.read(bundle.read(ExpertReport.FILE));
        assertThat(run.out()).isEqualTo(new String(report.json()));
        ExpertPolicy policy = bundle.firstPolicy().experts().orElseThrow();
        assertThat(policy.names(policy.all())).containsExactly("all", "high", "low");
        assertThat(policy.experts().get(1).bundle())
                .isEqualTo(Bundle.open(directory.resolve("high")).hash());
        assertThat(policy.experts().get(1).joules()).isEqualTo(1);

        var test = report.test().get(0);
        assertThat(test.bestSingle()).isEqualTo("all");
        assertThat(test.strategy("choice").accuracy().estimate()).isEqualTo(1);
        assertThat(test.strategy("choice").joules()).isBetween(1.01, 1.3);
        assertThat(test.strategy("choice").shares().get("low")).isCloseTo(.5, within(.1));
        assertThat(test.strategy("low").accuracy().estimate()).isCloseTo(.5, within(.05));
        assertThat(report.gap().subsets()).hasSize(3);
        assertThat(report.gap().exhaustive()).isTrue();
        assertThat(report.test().get(1).category()).isEqualTo("frugal");
        assertThat(report.test().get(1).bestSingle()).isNotEqualTo("all");
    }

    @Test
    void theSameFitIsTheSameBundleAndIsPrintedForPeople() throws Exception {
        Run once = fit(directory.resolve("once"), "--keep", "97%");
        fit(directory.resolve("again"), "--keep", "97%");

        assertThat(once.exitCode()).as(once.err()).isZero();
        assertThat(once.out())
                .contains("Category default")
                .contains("all (best single)")
                .contains("random mix of equal energy")
                .contains("oracle")
                .contains("Gate of all experts on every subset");
        assertThat(Bundle.open(directory.resolve("again")).hash())
                .isEqualTo(Bundle.open(directory.resolve("once")).hash());
        for (String file : List.of("policy.json", "report.json", "bundle.yaml")) {
            assertThat(directory.resolve("again").resolve(file))
                    .hasSameBinaryContentAs(directory.resolve("once").resolve(file));
        }
    }

    @Test
    void evaluateSaysOfOtherRowsWhatTheReportSaysOfItsOwn() throws Exception {
        Path made = directory.resolve("fitted");
        fit(made, "--beat-best-single", "0");
        String other = rows(directory.resolve("other.csv"), 2).toString();

        Run run =
                SluiceCommandLine.run(
                        "evaluate",
                        "--bundle",
                        made.toString(),
                        "--experts",
                        experts.toString(),
                        "--data",
                        "csv:" + other,
                        "--output",
                        "json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode choice = new ObjectMapper().readTree(run.out()).get(0).get("strategies").get(0);
        assertThat(choice.get("name").asText()).isEqualTo("choice");
        assertThat(choice.get("accuracy").get("estimate").asDouble()).isEqualTo(1);

        Run without =
                SluiceCommandLine.run("evaluate", "--bundle", made.toString(), "--data", "csv:x");
        assertThat(without.err()).contains("a router bundle needs --experts");
    }

    /** With {@code high} away, then back by a vector of its own: nobody else's score moves. */
    @Test
    void anExpertThatIsAddedLaterIsAskedForWhatItKnows() throws Exception {
        Path made = directory.resolve("two");
        Run two = fit(made, "--for", "low,all", "--beat-best-single", "0");
        assertThat(two.exitCode()).as(two.err()).isZero();
        ExpertPolicy before = Bundle.open(made).firstPolicy().experts().orElseThrow();
        Path entry = directory.resolve("high.json");
        List<String> own =
                Files.readAllLines(rows).stream()
                        .filter(line -> !line.matches("class[012],.*"))
                        .toList();
        Path ownRows = Files.write(directory.resolve("own.csv"), own);

        Run added =
                SluiceCommandLine.run(
                        "fit",
                        "experts",
                        "--bundle",
                        made.toString(),
                        "--experts",
                        experts.toString(),
                        "--add",
                        "high",
                        "--join",
                        made.resolve("policy.json").toString(),
                        "--data",
                        "csv:" + ownRows,
                        "--out",
                        entry.toString());

        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.out()).contains("Expert high").contains("in category default");
        ExpertSpec expert = ExpertDocument.parse("entry", Files.readAllBytes(entry));
        ExpertPolicy after = before.with(expert);
        for (int label = 3; label < TestBundles.CLASSES; label++) {
            float[] features = new float[TestBundles.CLASSES];
            features[label] = 1;
            float[] was = losses(before, features);
            float[] is = losses(after, features);
            assertThat(is[after.indexOf("low")]).isEqualTo(was[before.indexOf("low")]);
            assertThat(is[after.indexOf("all")]).isEqualTo(was[before.indexOf("all")]);
            assertThat(is[after.indexOf("high")] < .5f).isEqualTo(label >= 5);
        }
    }

    @Test
    void whatIsWrongIsSaidByName() throws Exception {
        Run unknown = fit(directory.resolve("x"), "--for", "low,hihg");
        assertThat(unknown.err()).contains("no expert 'hihg'; expected one of [low, high, all]");

        Run goals = fit(directory.resolve("x"), "--keep", "90%", "--max-joules", "2");
        assertThat(goals.err()).contains("give one of them");

        Run unreachable = fit(directory.resolve("x"), "--max-joules", "0.5");
        assertThat(unreachable.err()).contains("the least is 1.000 J");

        Files.writeString(experts, EXPERTS.replace("latency: 50 ms, most", "latency: 2 us, most"));
        Run late = fit(directory.resolve("x"));
        assertThat(late.err())
                .contains("no expert alone keeps the limits of category default")
                .contains("the fastest takes 1.0 ms");

        Files.writeString(experts, EXPERTS.replace("joules: 4,", "jouls: 4,"));
        Run misspelt = fit(directory.resolve("x"));
        assertThat(misspelt.exitCode()).isEqualTo(WRONG_CONFIGURATION);
        assertThat(misspelt.err()).contains("experts[2].joules: missing").contains("jouls");

        Files.writeString(experts, EXPERTS.replace("bundle: low,", "bundle: router,"));
        Run notALadder = fit(directory.resolve("x"));
        assertThat(notALadder.exitCode()).isEqualTo(BUNDLE_REFUSED);
        assertThat(notALadder.err()).contains("is a router bundle").contains("expected a ladder");
        assertThat(directory.resolve("x")).doesNotExist();
    }

    private static float[] losses(ExpertPolicy policy, float[] features) {
        float[] losses = new float[policy.experts().size()];
        new ExpertGate(policy).predict(features, 0, losses);
        return losses;
    }

    private Run fit(Path made, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "fit",
                                "experts",
                                "--bundle",
                                router.toString(),
                                "--experts",
                                experts.toString(),
                                "--data",
                                "csv:" + rows,
                                "--resamples",
                                "100",
                                "--out",
                                made.toString()));
        arguments.addAll(Arrays.asList(more));
        return SluiceCommandLine.run(arguments.toArray(String[]::new));
    }

    /** Every class as often, strengths from 60 to 250. */
    private static Path rows(Path file, long seed) throws IOException {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        lines.add(
                "label,"
                        + IntStream.range(0, TestBundles.CLASSES)
                                .mapToObj(i -> "p" + i)
                                .collect(Collectors.joining(",")));
        for (int i = 0; i < PER_CLASS * TestBundles.CLASSES; i++) {
            int label = i % TestBundles.CLASSES;
            byte[] row = TestBundles.row(label, 60 + random.nextInt(190));
            lines.add(
                    "class"
                            + label
                            + ","
                            + IntStream.range(0, row.length)
                                    .mapToObj(c -> String.valueOf(row[c] & 0xff))
                                    .collect(Collectors.joining(",")));
        }
        return Files.write(file, lines);
    }
}
