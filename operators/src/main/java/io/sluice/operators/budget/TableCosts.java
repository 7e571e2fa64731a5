package io.sluice.operators.budget;

import io.sluice.energy.ProcessMeter;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.costs.CostOverlay;
import io.sluice.kernel.costs.CostTable;
import io.sluice.kernel.costs.DeviceClass;
import io.sluice.kernel.costs.PartCost;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Joules from the table that {@code sluice profile} has written for a bundle and machine. */
public final class TableCosts implements StageCosts {
    private final PartCost[] stages;
    private final double[] worst;

    /**
     * Where tables lie.
     *
     * @param directory the directory of costs, readable where tasks run
     * @param deviceClass the machines; empty for what the task's own counts as
     */
    public record Source(String directory, String deviceClass) implements StageCosts.Factory {
        private static final long serialVersionUID = 1L;

        @Override
        public StageCosts open(ActiveBundle bundle, ProcessMeter.Task meter) {
            String machines =
                    deviceClass.isEmpty()
                            ? DeviceClass.ofThisMachine(
                                    bundle.providerName() + "/" + bundle.device())
                            : deviceClass;
            Path file = CostOverlay.path(Path.of(directory), bundle.hash(), machines);
            try {
                CostTable table =
                        CostOverlay.find(Path.of(directory), bundle.hash(), machines)
                                .orElseThrow(() -> new IllegalArgumentException(missing(file)));
                table.requireFits(bundle.manifest());
                return new TableCosts(table.stages(), file.toString());
            } catch (IOException e) {
                throw new UncheckedIOException("costs.directory: cannot read " + file, e);
            }
        }

        @Override
        public void require(ActiveBundle bundle) {
            open(bundle, null);
        }

        private static String missing(Path file) {
            return "costs.directory: there is no " + file + "; expected what sluice profile writes";
        }
    }

    /**
     * @param parts what each stage costs, in the order of the stages
     * @param name what to call the table in messages
     * @throws IllegalArgumentException when it lacks joules
     */
    public TableCosts(List<PartCost> parts, String name) {
        stages = parts.toArray(PartCost[]::new);
        worst = new double[stages.length];
        for (int i = 0; i < stages.length; i++) {
            if (stages[i].joulesFrom() == Provenance.UNKNOWN) {
                throw new IllegalArgumentException(
                        "costs.directory: "
                                + name
                                + " has no joules of stage "
                                + stages[i].name()
                                + "; expected joules of all, as sluice profile writes them where"
                                + " it has a source of energy");
            }
            worst[i] = stages[i].mostJoules();
        }
    }

    @Override
    public double worstJoules(int stage) {
        return worst[stage];
    }

    /** A row of the first stage, in the cheapest batch. */
    @Override
    public double leastJoules() {
        return stages[0].sizes().stream().mapToDouble(size -> size.joules()).min().orElseThrow();
    }

    @Override
    public double joules(int stage, int rows, double seconds) {
        return stages[stage].joules(rows);
    }

    /** What other runs have cost is an estimate of what this one does, though it was measured. */
    @Override
    public Provenance energy() {
        return Provenance.ESTIMATED;
    }
}
