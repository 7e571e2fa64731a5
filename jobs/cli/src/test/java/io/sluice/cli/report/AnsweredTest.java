package io.sluice.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.schemas.Cost;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cost of an event that jobs before have passed on. */
class AnsweredTest {
    private static final Answered LAST =
            new Answered("exit 2", "", List.of(), cost(.5, Provenance.MEASURED), 3);

    @Test
    void whatEarlierJobsHaveSpentIsAdded() throws Exception {
        Answered all = LAST.after(earlier(", \"joules\": 0.25", "MEASURED"));
        assertThat(all.cost()).isEqualTo(new Cost(12, 1.5, .75, 7, Provenance.MEASURED));
        assertThat(all.exit()).isEqualTo("exit 2");
        assertThat(all.latencyMillis()).isEqualTo(3);
    }

    @Test
    void energyIsAsGoodAsTheWorstOfIts() throws Exception {
        assertThat(LAST.after(earlier(", \"joules\": 0.25", "ESTIMATED")).cost().energy())
                .isEqualTo(Provenance.ESTIMATED);
        Cost unknown = LAST.after(earlier("", "UNKNOWN")).cost();
        assertThat(unknown.energy()).isEqualTo(Provenance.UNKNOWN);
        assertThat(unknown.joules()).isNaN();
    }

    @Test
    void aHeaderThatIsNoAnswerIsSaid() {
        assertThatThrownBy(() -> LAST.after(json("{}")))
                .isInstanceOf(IOException.class)
                .hasMessage("expected a field decision, found none");
    }

    private static JsonNode earlier(String joules, String energy) throws IOException {
        return json(
                "{\"decision\": {\"actual\": {\"multiplyAdds\": 2, \"seconds\": 1, \"bytes\": 3%s, \"energy\": \"%s\"}}}"
                        .formatted(joules, energy));
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static Cost cost(double joules, Provenance energy) {
        return new Cost(10, .5, joules, 4, energy);
    }
}
