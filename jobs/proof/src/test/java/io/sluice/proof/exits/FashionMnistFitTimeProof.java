package io.sluice.proof.exits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.gates.fit.ExitFit;
import io.sluice.gates.fit.ExitFitSettings;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.proof.ProofTable;
import io.sluice.proof.data.ClothingImages;
import io.sluice.proof.data.ProofData;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FashionMnistFitTimeProof {
    private static final double MOST_SECONDS = 180;

    /** Recording included; on two cores. */
    @Test
    void fiftyThousandImagesAreFittedInThreeMinutes() throws IOException {
        assumeTrue(ClothingImages.areThere(), "dataset-fashion-mnist is not installed");
        double recorded = ClothingImages.secondsToRecord(new OnnxRuntimeProvider());
        ProofData data = ClothingImages.load(new OnnxRuntimeProvider());
        long start = System.nanoTime();
        ExitFit.fit(
                data.sample(),
                data.splits().apply(1),
                ExitFitSettings.DEFAULT.withThreads(2),
                (phase, done, total) -> {});
        double fitted = (System.nanoTime() - start) * 1e-9;

        new ProofTable("Time to fit the demo network with 50,000 images")
                .header("recording, s", "fitting, s", "together, s")
                .row(Math.round(recorded), Math.round(fitted), Math.round(recorded + fitted))
                .write("fashion-mnist-fit-time");
        assertThat(recorded + fitted).isLessThanOrEqualTo(MOST_SECONDS);
    }
}
