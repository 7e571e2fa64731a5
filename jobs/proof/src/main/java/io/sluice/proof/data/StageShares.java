package io.sluice.proof.data;

import io.sluice.fitting.Backbone;
import io.sluice.fitting.StageCosts;
import io.sluice.gates.fit.LinearHead;
import java.util.List;
import java.util.Optional;

/** What leaving at each exit costs, in counted multiply-adds, before heads are trained. */
final class StageShares {
    private StageShares() {}

    /** Cumulative, as shares of the full network with its heads: rising, the last one 1. */
    static double[] of(Backbone backbone, int classes) {
        List<Optional<LinearHead>> heads =
                backbone.stages().stream().map(stage -> head(stage, classes)).toList();
        return StageCosts.counted(backbone.withHeads(heads)).cumulativeShares();
    }

    /** A head of zeros costs what a trained one does. */
    private static Optional<LinearHead> head(Backbone.Stage stage, int classes) {
        if (stage.keepsHead()) {
            return Optional.empty();
        }
        float[] weights = new float[classes * stage.width()];
        return Optional.of(new LinearHead(classes, stage.width(), weights, new float[classes]));
    }
}
