package io.sluice.gates.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.ConfigException;
import io.sluice.schemas.Resource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetDocumentTest {
    private static final String WHOLE =
            """
            classes: [standard, gold]
            tenants: {acme: gold}
            limits:
              - {scope: job, joules: 40, per: 1m}
              - {scope: tenant/*, bytes: 1e6, per: 1s, hard: true, burst: 2e6}
              - {scope: key/*, joules: 3, per: 1m, hard: true}
              - {scope: job, milliseconds: 25, quantile: 0.99}
              - {scope: job, milliseconds: 9, per: event}
              - {scope: event, joules: 0.5}
            brown-out: {enter: 0.9, leave: 0.5, battery: 0.2, hold: 2s, age: 3s, tiers: [1, 5, cheapest]}
            pacing: {most-price: 4, smoothing: 500ms, reach: 2s}
            """;

    @Test
    void readsAllThatIsWritten() {
        assertThat(parse(WHOLE))
                .isEqualTo(
                        new Budgets(
                                List.of("standard", "gold"),
                                Map.of("acme", "gold"),
                                List.of(
                                        Limit.soft("job", Resource.JOULES, 40, 60),
                                        Limit.hard("tenant/*", Resource.BYTES, 1e6, 1, 2e6),
                                        Limit.hard("key/*", Resource.JOULES, 3, 60, .05),
                                        Limit.latency("job", 25, .99),
                                        Limit.soft(
                                                "job", Resource.MILLISECONDS, 9, Limit.PER_EVENT),
                                        Limit.event(Resource.JOULES, .5)),
                                new BrownOutSettings(.9, .5, .2, 2, 3, List.of(1.0, 5.0, 1e6)),
                                new PacingSettings(4, .5, 2)));
    }

    @Test
    void whatIsNotWrittenHasItsDefault() {
        assertThat(parse("{}")).isEqualTo(Budgets.NONE);
        assertThat(Budgets.NONE.isEmpty()).isTrue();
        assertThat(Budgets.NONE.pacing()).isEqualTo(new PacingSettings(5, .25, 1));
        assertThat(Budgets.NONE.brownOut())
                .isEqualTo(new BrownOutSettings(.8, .4, 0, 1, 10, List.of()));
    }

    /** The state of a job is written in this form. */
    @Test
    void timesBelowAMillisecondAreReadBack() {
        Budgets brief =
                new Budgets(
                        List.of("standard"),
                        Map.of(),
                        List.of(Limit.soft("job", Resource.JOULES, 1, .0004)),
                        BrownOutSettings.NONE,
                        new PacingSettings(5, .0015, 1e-6));
        assertThat(BudgetDocument.parse("budgets", BudgetDocument.document(brief)))
                .isEqualTo(brief);
    }

    @Test
    void aDocumentIsReadBackAsItWasWritten() {
        Budgets budgets = parse(WHOLE);
        assertThat(BudgetDocument.parse("test", BudgetDocument.document(budgets)))
                .isEqualTo(budgets);
        assertThat(BudgetDocument.parse("test", BudgetDocument.document(Budgets.NONE)))
                .isEqualTo(Budgets.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{scope: job, joules: -1, per: 1m} | expected a number of at least 0",
                "{scope: job, joules: .nan, per: 1m} | expected a number of at least 0",
                "{scope: job, joules: 0, per: 1m} | an amount of job is finite and above 0",
                "{scope: job, joules: 1, per: 0s} | per: 0 s; expected a duration above 0",
                "{scope: job, joules: 1} | per: missing",
                "{scope: job, per: 1m} | one of joules, milliseconds, bytes",
                "{scope: job, joules: 1, bytes: 1, per: 1m} | 2 resources",
                "{scope: room/1, joules: 1, per: 1m} | a scope is job, tenant/<name>, tenant/*",
                "{scope: job, joules: 1, per: event, hard: true} | a hard limit of job is per time",
                "{scope: job, joules: 1, quantile: 0.9} | a quantile belongs to a soft limit of milli",
                "{scope: job, milliseconds: 1, quantile: 1} | a quantile is above 0 and below 1",
                "{scope: job, milliseconds: 1, quantile: 0.9, hard: true} | hard: unknown key",
                "{scope: event, joules: 1, per: 1m} | per: unknown key",
                "{scope: job, joules: 1, per: 1m, burst: 3} | burst: unknown key"
            })
    void refusesALimitThatIsNone(String limit, String reason) {
        assertThatThrownBy(() -> parse("limits: [" + limit + "]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("limits[0]")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenants: {acme: gold} | tenant acme is of class 'gold'; expected one of [standard]",
                "classes: [a, a] | classes are at least one, each named once, not [a, a]",
                "brown-out: {tiers: [2, 1]} | above the one before, 2.0",
                "brown-out: {tiers: [high]} | tiers: 'high'; expected rising prices or cheapest",
                "brown-out: {tiers: [1], enter: 0.1} | above leave 0.4",
                "pacing: {reach: 0s} | pacing's reach is finite and at least 1 us, not 0.0",
                "pacing: {smoothing: 0s} | pacing's smoothing is finite and at least 1 us, not 0.0",
                "budget: 3 | budget: unknown key"
            })
    void refusesWhatDoesNotFit(String document, String reason) {
        assertThatThrownBy(() -> parse(document))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesTwoLimitsOfOneScopeAndResource() {
        assertThatThrownBy(
                        () ->
                                parse(
                                        """
                                        limits:
                                          - {scope: job, joules: 1, per: 1m}
                                          - {scope: job, joules: 2, per: 1s}
                                        """))
                .hasMessageContaining("two limits are named 'job joules'; expected one");
    }

    private static Budgets parse(String text) {
        return BudgetDocument.parse("test", text.getBytes(StandardCharsets.UTF_8));
    }
}
