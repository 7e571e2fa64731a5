package io.sluice.kernel.costs;

import io.sluice.kernel.costs.BatchCost.Latency;
import java.util.Locale;

/** Writes the document of {@link CostOverlay}. */
final class CostDocument {
    private CostDocument() {}

    static String of(CostTable table) {
        StringBuilder out = new StringBuilder();
        out.append("format-version: ").append(CostOverlay.FORMAT_VERSION);
        out.append("\nbundle: \"").append(table.bundle());
        out.append("\"\ndevice-class: \"").append(table.deviceClass());
        out.append("\"\ndevice: \"").append(table.device()).append("\"\nstages:\n");
        for (PartCost stage : table.stages()) {
            out.append("  - stage: \"").append(stage.name()).append("\"\n    costs:\n");
            stage.sizes().forEach(size -> size(out, "      ", size));
        }
        table.fullPath()
                .ifPresent(
                        part -> {
                            out.append(CostTable.FULL_PATH).append(":\n");
                            part.sizes().forEach(size -> size(out, "  ", size));
                        });
        return out.toString();
    }

    private static void size(StringBuilder out, String indent, BatchCost size) {
        Latency latency = size.latency();
        out.append(indent).append("- batch: ").append(size.batch()).append('\n');
        out.append(indent).append("  runs: ").append(size.runs()).append('\n');
        out.append(indent).append("  batch-seconds: {mean: ").append(latency.mean());
        out.append(", p50: ").append(latency.p50());
        out.append(", p95: ").append(latency.p95());
        out.append(", p99: ").append(latency.p99());
        out.append(", provenance: ").append(word(latency.from())).append("}\n");
        if (!Double.isNaN(size.joules())) {
            out.append(indent).append("  joules: {per-event: ").append(size.joules());
            if (!Double.isNaN(size.uncertaintyJoules())) {
                out.append(", uncertainty: ").append(size.uncertaintyJoules());
            }
            out.append(", provenance: ").append(word(size.joulesFrom())).append("}\n");
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
