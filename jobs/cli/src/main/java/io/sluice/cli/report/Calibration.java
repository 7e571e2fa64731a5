package io.sluice.cli.report;

import io.sluice.kernel.costs.BatchCost;
import io.sluice.kernel.costs.CostOverlay;
import io.sluice.kernel.costs.CostTable;
import io.sluice.kernel.costs.PartCost;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How far joules are to be trusted that were accounted by measured costs of a bundle. */
final class Calibration {
    private static final String ENDING = ".yaml";

    private Calibration() {}

    /**
     * The greatest uncertainty of any part of the bundle at any size of batch, as a share of its
     * joules: what an event costs is a sum of such parts, and so is not off by more.
     *
     * @param file a file of costs as {@code sluice profile} writes it
     * @throws IllegalArgumentException when an uncertainty is not stated, as of estimates
     */
    static double uncertainty(Path file) throws IOException {
        CostTable table = read(file);
        List<PartCost> parts = new ArrayList<>(table.stages());
        table.fullPath().ifPresent(parts::add);
        double most = 0;
        for (PartCost part : parts) {
            for (BatchCost size : part.sizes()) {
                double share = size.uncertaintyJoules() / size.joules();
                if (!Double.isFinite(share)) {
                    throw new IllegalArgumentException(
                            file
                                    + ": "
                                    + part.name()
                                    + " at batch "
                                    + size.batch()
                                    + " has no uncertainty of its joules ("
                                    + size.joulesFrom()
                                    + "); expected measured ones, or --uncertainty");
                }
                most = Math.max(most, share);
            }
        }
        return most;
    }

    /** The file's path says whose costs it holds. */
    private static CostTable read(Path file) throws IOException {
        Path path = file.toAbsolutePath();
        String name = path.getFileName().toString();
        if (!name.endsWith(ENDING) || path.getNameCount() < 3) {
            throw new IllegalArgumentException(
                    "--costs '" + file + "'; expected .../<bundle hash>/<device class>" + ENDING);
        }
        Path ofBundle = path.getParent();
        return CostOverlay.find(
                        ofBundle.getParent(),
                        ofBundle.getFileName().toString(),
                        name.substring(0, name.length() - ENDING.length()))
                .orElseThrow(() -> new NoSuchFileException(file.toString()));
    }
}
