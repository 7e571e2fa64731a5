package io.sluice.cli.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.kernel.costs.BatchCost;
import io.sluice.kernel.costs.CostTable;
import io.sluice.kernel.costs.PartCost;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code --output json} prints.
 *
 * @param notMeasured why joules are not measured; null when they are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProfileReport(
        String bundle, String deviceClass, String device, List<Row> rows, String notMeasured) {
    /** A part at a batch size; joules of an event are null when unknown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            String part,
            int batch,
            long runs,
            BatchCost.Latency batchSeconds,
            Double joules,
            Double uncertaintyJoules,
            String joulesFrom) {}

    static ProfileReport of(CostTable table, String notMeasured) {
        List<PartCost> parts = new ArrayList<>(table.stages());
        table.fullPath().ifPresent(parts::add);
        List<Row> rows = new ArrayList<>();
        for (PartCost part : parts) {
            for (BatchCost size : part.sizes()) {
                rows.add(
                        new Row(
                                part.name(),
                                size.batch(),
                                size.runs(),
                                size.latency(),
                                known(size.joules()),
                                known(size.uncertaintyJoules()),
                                size.joulesFrom().name()));
            }
        }
        return new ProfileReport(
                table.bundle(),
                table.deviceClass(),
                table.device(),
                rows,
                notMeasured.isEmpty() ? null : notMeasured);
    }

    private static Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
