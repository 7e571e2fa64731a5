package io.sluice.jobs;

import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.costs.BatchCost;
import io.sluice.kernel.costs.CostOverlay;
import io.sluice.kernel.costs.CostTable;
import io.sluice.kernel.costs.PartCost;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A table of the device class {@code test} by which every stage costs 1 J. */
final class OneJouleCosts {
    private OneJouleCosts() {}

    static void write(Path directory, Bundle bundle) throws IOException {
        BatchCost.Latency latency =
                new BatchCost.Latency(1e-3, 1e-3, 1e-3, 1e-3, Provenance.ESTIMATED);
        BatchCost one = new BatchCost(1, 1, latency, 1, Double.NaN, Provenance.ESTIMATED);
        List<PartCost> stages =
                bundle.manifest().stages().stream()
                        .map(stage -> new PartCost(stage.name(), List.of(one)))
                        .toList();
        CostOverlay.write(
                directory,
                new CostTable(bundle.hash(), "test", "plain/cpu", stages, Optional.empty()));
    }
}
