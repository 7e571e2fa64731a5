package io.sluice.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.cli.report.Receipts.Report;
import io.sluice.schemas.Cost;
import io.sluice.schemas.Provenance;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes out of events whose costs are known by hand. */
class ReceiptsTest {
    private static final Factors NO_FACTORS =
            new Factors(Double.NaN, Double.NaN, "EUR", Double.NaN);
    private static final Factors FACTORS = new Factors(360, 0.5, "EUR", 0.1);

    private final Receipts receipts = new Receipts(EnumSet.allOf(Dimension.class));

    @Test
    void energyIsTheMeanOfTheEventsOfWhichItIsKnown() {
        add("early", List.of(), 2, Provenance.MEASURED, "");
        add("early", List.of(), 4, Provenance.ESTIMATED, "");
        add("late", List.of(), Double.NaN, Provenance.UNKNOWN, "");
        add("late", List.of(), Double.NaN, Provenance.UNKNOWN, "");

        Receipt total = receipts.report(FACTORS).total();

        assertThat(total.events()).isEqualTo(4);
        assertThat(total.joules()).isEqualTo(6);
        assertThat(total.measured()).isEqualTo(.25);
        assertThat(total.estimated()).isEqualTo(.25);
        assertThat(total.unknown()).isEqualTo(.5);
        assertThat(total.per1000().joules()).isEqualTo(3000);
        assertThat(total.per1000().joulesUncertainty()).isCloseTo(300, within(1e-9));
        assertThat(total.per1000().wattHours()).isCloseTo(3000 / 3600.0, within(1e-12));
        assertThat(total.per1000().gramsCo2e()).isCloseTo(.3, within(1e-12));
        assertThat(total.per1000().money()).isCloseTo(3000 / 3.6e6 * .5, within(1e-15));
        assertThat(total.per1000().multiplyAdds()).isEqualTo(10_000);
        assertThat(total.per1000().computeMillis()).isCloseTo(2000, within(1e-9));
        assertThat(total.per1000().bytes()).isEqualTo(5000);
        assertThat(total.latencyMillis()).isEqualTo(7);
    }

    @Test
    void whereNoEnergyIsKnownNothingIsMadeOfIt() {
        add("early", List.of(), Double.NaN, Provenance.UNKNOWN, "");

        Receipt total = receipts.report(FACTORS).total();

        assertThat(total.joules()).isNull();
        assertThat(total.per1000().joules()).isNull();
        assertThat(total.per1000().gramsCo2e()).isNull();
        assertThat(total.per1000().money()).isNull();
    }

    @Test
    void groupsOfADimensionAddUpToTheWhole() {
        add("early", List.of("cnn", "mlp"), 1, Provenance.MEASURED, "gold");
        add("late", List.of("cnn"), 2, Provenance.MEASURED, "gold");
        add("late", List.of(), 4, Provenance.MEASURED, "");

        Report report = receipts.report(NO_FACTORS);

        assertThat(report.by().keySet()).containsExactly("exit", "expert", "tenant");
        assertThat(report.by().get("expert"))
                .extracting(Receipt::group)
                .containsExactly("(none)", "cnn", "cnn+mlp");
        assertThat(report.by().get("tenant")).extracting(Receipt::joules).containsExactly(4.0, 3.0);
        report.by()
                .values()
                .forEach(
                        groups ->
                                assertThat(groups.stream().mapToDouble(Receipt::joules).sum())
                                        .isEqualTo(report.total().joules()));
    }

    @Test
    void theTableHasTheColumnsThatWereAskedFor() {
        add("early", List.of(), 2, Provenance.MEASURED, "");
        receipts.unreadable("predictions-0, offset 7", "at byte 0: no prediction");
        StringWriter text = new StringWriter();

        new ReceiptTable(FACTORS, new PrintWriter(text)).print(receipts.report(FACTORS));
        String withFactors = text.toString();
        text.getBuffer().setLength(0);
        new ReceiptTable(NO_FACTORS, new PrintWriter(text)).print(receipts.report(NO_FACTORS));

        assertThat(withFactors).contains("± J", "gCO2e", "EUR", "2000", "200", "0.2");
        assertThat(withFactors).contains("records that are no predictions, not counted: 1");
        assertThat(text.toString()).doesNotContain("± J", "gCO2e", "EUR").contains("100.0 %");
        assertThat(receipts.firstFault()).contains("offset 7");
    }

    private void add(
            String exit, List<String> experts, double joules, Provenance energy, String tenant) {
        receipts.add(
                new Answered(exit, "", experts, new Cost(10, .002, joules, 5, energy), 7), tenant);
    }
}
