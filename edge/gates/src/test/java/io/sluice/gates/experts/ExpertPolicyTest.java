package io.sluice.gates.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.ExpertDocument;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyShape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpertPolicyTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    private final ExpertPolicy experts = Experts.policy(new Random(1), 3, 4, .2, .4);
    private final Policy policy = new Policy("1", HASH, FixedExit.full()).with(experts);

    @Test
    void survivesItsDocumentToTheByte() {
        Policy again = Policy.parse("again", policy.document());
        assertThat(text(again)).isEqualTo(text(policy));
        ExpertPolicy read = again.experts().orElseThrow();
        assertThat(read.categories()).isEqualTo(experts.categories());
        assertThat(read.standbyWatts()).isInfinite();
        assertThat(read.sampleCategories()).isEqualTo(experts.sampleCategories());
        assertThat(read.sample()).isDeepEqualTo(experts.sample());
        for (int n = 0; n < 4; n++) {
            assertThat(read.experts().get(n).vector()).isEqualTo(experts.experts().get(n).vector());
        }
    }

    @Test
    void survivesWithAllThatIsOptional() {
        ExpertPolicy full =
                new ExpertPolicy(
                        1,
                        List.of(
                                new ExpertSpec(
                                        "a \"quoted\" name",
                                        HASH,
                                        new float[] {-1e-9f, 3.5e9f},
                                        1e-6,
                                        .5,
                                        2.5,
                                        Long.MAX_VALUE)),
                        .1,
                        0,
                        0,
                        1e-3,
                        40,
                        List.of(new ExpertCategory("all", 20, 1.5, 4)),
                        new float[][] {{.1f}},
                        new int[] {0});
        Policy again = Policy.parse("again", policy.with(full).document());
        assertThat(text(again)).isEqualTo(text(policy.with(full)));
        assertThat(again.experts().orElseThrow().experts().get(0).bundle()).isEqualTo(HASH);
        assertThat(again.experts().orElseThrow().standbyWatts()).isEqualTo(40);
    }

    @Test
    void theOrderInWhichExpertsAreAddedMakesNoDifference() {
        Random random = new Random(2);
        ExpertSpec first = Experts.expert("zebra", random, 3);
        ExpertSpec second = Experts.expert("ant", random, 3);
        ExpertSpec third = Experts.expert("expert-02", random, 3);
        Policy one = policy.with(experts.with(first).with(second).with(third));
        Policy other = policy.with(experts.with(third).with(second).with(first));
        assertThat(text(one)).isEqualTo(text(other));
        ExpertPolicy all = one.experts().orElseThrow();
        assertThat(all.names(all.all()))
                .containsExactly(
                        "ant", "expert-00", "expert-01", "expert-02", "expert-03", "zebra");
        assertThat(all.experts().get(3).vector()).isEqualTo(third.vector());
    }

    @Test
    void anExpertAloneSurvivesItsDocument() {
        ExpertSpec expert = Experts.expert("new", new Random(3), 5);
        byte[] document = ExpertDocument.document(expert);
        ExpertSpec again = ExpertDocument.parse("again", document);
        assertThat(ExpertDocument.document(again)).isEqualTo(document);
        assertThat(again.name()).isEqualTo("new");
        assertThat(again.vector()).isEqualTo(expert.vector());
    }

    @Test
    void namesTheProblemsOfItsDocument() {
        assertProblem("\"correlation\": 0.4", "\"correlation\": 2", "experts.correlation: '2'");
        assertProblem("\"temperature\": 0.1", "\"temperature\": 0", "temperature 0.0; expected");
        assertProblem("\"joules-scale\"", "\"joule-scale\"", "experts.joules-scale: missing");
        assertProblem("\"most-asked\": 1", "\"most-asked\": 9", "most-asked: '9'");
        assertProblem("expert-01", "expert-00", "expert expert-00 is there twice");
        assertProblem(
                "\"features\": 3",
                "\"features\": 4",
                "expert expert-00 has a vector of 4 numbers; expected 5");
        assertProblem("\"category\": 1", "\"category\": 7", "category of row 1 of the sample: 7");
        assertProblem(
                "{\"name\": \"expert-00\"",
                "{\"name\": \"expert-00\", \"bundle\": \"beef\"",
                "has bundle 'beef'; expected 64 lower-case hexadecimal digits");
        assertThatThrownBy(() -> Policy.parse("it", bytes(text(policy).replace("-01", "-00"))))
                .hasMessageNotContaining("unknown key");
    }

    @Test
    void namesTheProblemsOfAnExpertAlone() {
        assertThatThrownBy(
                        () ->
                                ExpertDocument.parse(
                                        "it",
                                        bytes(
                                                "{name: x, vector: [1, nan], joules: -1,"
                                                        + " compute-millis: 1}")))
                .hasMessageContaining("vector[1]: 'nan'")
                .hasMessageContaining("joules: '-1'");
        assertThatThrownBy(() -> ExpertDocument.parse("it", bytes("{vector: [1]}")))
                .hasMessageContaining("name: missing");
    }

    @Test
    void theExitRuleMayBeLeftOut() {
        String document = text(policy).replace(",\n  \"exit-rule\": {\"kind\": \"full\"}", "");
        assertThat(document).doesNotContain("exit-rule");
        assertThat(Policy.parse("again", bytes(document)).exitRule())
                .hasToString(FixedExit.full().toString());
    }

    @Test
    void fitsARouterOfItsFeaturesAndNothingElse() {
        PolicyShape.experts(3).requireFits(policy);
        assertThatThrownBy(() -> PolicyShape.experts(5).requireFits(policy))
                .hasMessage("experts are chosen by 3 features, but the router gives 5");
        assertThatThrownBy(() -> PolicyShape.ladder(2).requireFits(policy))
                .hasMessage(
                        "policy 1 has a section experts; expected none: its bundle is a ladder");
        Policy ladder = new Policy("l", HASH, CertaintyThreshold.confidence(.5f));
        assertThatThrownBy(() -> PolicyShape.experts(3).requireFits(ladder))
                .hasMessage("policy l has no section experts; a router's bundle needs one");
    }

    @Test
    void refusesAnExpertOfAnotherWidthAndOneTooMany() {
        assertThatThrownBy(() -> experts.with(Experts.expert("new", new Random(4), 2)))
                .hasMessage(
                        "expert new has a vector of 3 numbers; expected 4: one for each of the 3"
                                + " features, and the bias");
        ExpertPolicy full = Experts.policy(new Random(5), 3, ExpertPolicy.MOST_EXPERTS, 0, 0);
        assertThat(full.all()).isEqualTo(-1L);
        assertThatThrownBy(() -> full.with(Experts.expert("new", new Random(4), 3)))
                .hasMessage("65 of kind expert; expected from 0 to 64");
    }

    private void assertProblem(String from, String to, String problem) {
        String document = text(policy);
        assertThat(document).contains(from);
        assertThatThrownBy(() -> Policy.parse("it", bytes(document.replace(from, to))))
                .hasMessageContaining(problem);
    }

    private static String text(Policy policy) {
        return new String(policy.document(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
