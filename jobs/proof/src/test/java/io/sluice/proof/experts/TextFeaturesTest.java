package io.sluice.proof.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextFeaturesTest {
    private static final List<String> TEXTS = texts();

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            texts.add("A train leaves at " + i + " and another train at " + 2 * i + ".");
            texts.add("The senate passed an act; which court may strike the act down?");
        }
        return texts;
    }

    @Test
    void textsAlikeLieTogether() {
        TextFeatures features = TextFeatures.fit(TEXTS, 2, 1);

        float[] train = features.of("Two trains: one train leaves at 7.");
        double own = cosine(train, features.of(TEXTS.get(0)));
        double other = cosine(train, features.of(TEXTS.get(1)));

        assertThat(own).isGreaterThan(other + .5);
    }

    private static double cosine(float[] a, float[] b) {
        double ab = a[0] * b[0] + a[1] * b[1];
        return ab / Math.hypot(a[0], a[1]) / Math.hypot(b[0], b[1]);
    }

    @Test
    void theSameSeedGivesTheSameFeatures() {
        assertThat(TextFeatures.fit(TEXTS, 3, 7).of("an act"))
                .containsExactly(TextFeatures.fit(TEXTS, 3, 7).of("an act"));
    }

    @Test
    void oneTextAloneIsAsInTheList() {
        TextFeatures features = TextFeatures.fit(TEXTS, 2, 1);

        assertThat(features.of(TEXTS)[5]).containsExactly(features.of(TEXTS.get(5)));
    }

    @Test
    void wordsAndPairsAreCounted() {
        WordBag bag = new WordBag();
        bag.count("Act, act 1234 999");

        // act twice; a comma; a long number twice; and the pairs: 4 different ones.
        assertThat(bag.size()).isEqualTo(7);
        int words = 0;
        for (int i = 0; i < bag.size(); i++) {
            words += bag.count(i);
        }
        assertThat(words).isEqualTo(5 + 4);
    }

    @Test
    void anEmptyTextHasFeatures() {
        assertThat(TextFeatures.fit(TEXTS, 2, 1).of("")).containsOnly(0f);
    }

    @Test
    void lengthsAreCounted() {
        float[] shape = new float[TextShape.COUNT];
        TextShape.write("ab 12!\nc", shape, 0);

        double[] counts = {8, 3, 1, 2, 1};
        for (int i = 0; i < counts.length; i++) {
            assertThat((double) shape[i]).isEqualTo(Math.log1p(counts[i]), within(1e-6));
        }
        assertThat(shape[5]).isEqualTo(2f);
    }
}
