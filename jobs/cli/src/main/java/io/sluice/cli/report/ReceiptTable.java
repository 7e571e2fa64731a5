package io.sluice.cli.report;

import io.sluice.cli.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Receipts as rows; columns for which nothing was given are left out. */
final class ReceiptTable {
    private final Factors factors;
    private final PrintWriter out;

    ReceiptTable(Factors factors, PrintWriter out) {
        this.factors = factors;
        this.out = out;
    }

    void print(Receipts.Report report) {
        out.println("Per 1,000 events:");
        out.println();
        print("", List.of(report.total()));
        report.by()
                .forEach(
                        (dimension, receipts) -> {
                            out.println();
                            print(dimension.toUpperCase(Locale.ROOT), receipts);
                        });
        if (report.unreadable() > 0) {
            out.println();
            out.println("records that are no predictions, not counted: " + report.unreadable());
        }
        out.flush();
    }

    private void print(String title, List<Receipt> receipts) {
        Table table = new Table(header(title).toArray(String[]::new));
        receipts.forEach(receipt -> table.row(row(receipt).toArray()));
        table.print(out);
    }

    private List<String> header(String title) {
        List<String> header = new ArrayList<>(List.of(title, "EVENTS", "J"));
        addIf(header, factors.uncertainty(), "± J");
        header.add("Wh");
        addIf(header, factors.gramsPerKilowattHour(), "gCO2e");
        addIf(header, factors.pricePerKilowattHour(), factors.currency());
        header.addAll(
                List.of(
                        "MULTIPLY-ADDS",
                        "COMPUTE ms",
                        "LATENCY ms (mean)",
                        "MEASURED",
                        "ESTIMATED",
                        "UNKNOWN"));
        return header;
    }

    private List<String> row(Receipt receipt) {
        Receipt.Per1000 per = receipt.per1000();
        List<String> row =
                new ArrayList<>(
                        List.of(
                                receipt.group(),
                                String.valueOf(receipt.events()),
                                Table.number(per.joules())));
        addIf(row, factors.uncertainty(), Table.number(per.joulesUncertainty()));
        row.add(Table.number(per.wattHours()));
        addIf(row, factors.gramsPerKilowattHour(), Table.number(per.gramsCo2e()));
        addIf(row, factors.pricePerKilowattHour(), Table.number(per.money()));
        row.addAll(
                List.of(
                        Table.number(per.multiplyAdds()),
                        Table.number(per.computeMillis()),
                        Table.number(receipt.latencyMillis()),
                        Table.percent(receipt.measured()),
                        Table.percent(receipt.estimated()),
                        Table.percent(receipt.unknown())));
        return row;
    }

    private static void addIf(List<String> cells, double given, String cell) {
        if (!Double.isNaN(given)) {
            cells.add(cell);
        }
    }
}
