package io.sluice.cli.demo.experts;

import io.sluice.cli.data.ExpertBundles;
import io.sluice.cli.demo.experts.ExpertDemoSummary.Yardstick;
import io.sluice.cli.evaluate.ExpertEvaluating;
import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.IdxRows;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.experts.fit.ExpertEvaluation;
import io.sluice.gates.experts.fit.ExpertEvaluation.Strategy;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What other ways of asking come to on the demo's images, had no device failed.
 *
 * @param single the best single expert that may be asked
 * @param all every expert asked each time and fused by the gate
 */
record Yardsticks(Yardstick single, Yardstick all) {
    // Of the intervals, which the demo does not show.
    private static final int RESAMPLES = 100;

    /**
     * Asks every expert about all images, in this process.
     *
     * @param experts the experts file
     */
    static Yardsticks of(Bundle router, Path experts, Path images, Path labels) throws IOException {
        try (LabelledRows rows =
                IdxRows.read(
                        images,
                        labels,
                        router.manifest().inputs(),
                        new ClassNames(router.manifest().classes()),
                        1)) {
            ExpertEvaluation found =
                    new ExpertEvaluating(
                                    router,
                                    router.firstPolicy(),
                                    ExpertBundles.load(experts),
                                    1,
                                    RESAMPLES)
                            .evaluate(
                                    rows,
                                    KernelProviders.choose(KernelProviders.REFERENCE),
                                    1,
                                    FitProgressListener.SILENT)
                            .get(0);
            return new Yardsticks(
                    of(found.strategy(found.bestSingle())),
                    of(found.strategy(ExpertEvaluation.ALL)));
        }
    }

    private static Yardstick of(Strategy strategy) {
        return new Yardstick(strategy.name(), strategy.accuracy().estimate(), strategy.joules());
    }
}
