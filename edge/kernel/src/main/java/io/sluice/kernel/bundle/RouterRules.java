package io.sluice.kernel.bundle;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.List;

/** The rules of a router bundle: one stage without an exit, whose one output are the features. */
final class RouterRules {
    private static final String ROUTER = "router";
    private static final String STAGES = "stages";

    private final BundleManifest manifest;
    private final RouterSpec router;
    private final ProblemReport report;

    RouterRules(BundleManifest manifest, RouterSpec router, ProblemReport report) {
        this.manifest = manifest;
        this.router = router;
        this.report = report;
    }

    void check() {
        if (manifest.sensorLayout().isPresent()) {
            report.problem(ROUTER, "modalities beside it", "one kind of bundle");
        }
        if (manifest.stages().size() != 1) {
            report.problem(STAGES, manifest.stages().size() + " stages", "the router alone");
            return;
        }
        StageSpec stage = manifest.stages().get(0);
        if (!stage.name().equals(router.stage())) {
            report.problem(ROUTER, "has stage '" + router.stage() + "'", stage.name());
        }
        if (stage.hasExit() || !stage.exit().isEmpty()) {
            report.problem(
                    STAGES,
                    "router '"
                            + stage.name()
                            + "' has exit '"
                            + stage.exit()
                            + "' and logits '"
                            + stage.logits()
                            + "'",
                    "neither: it gives features");
        }
        requireOnly(STAGES, "router '" + stage.name() + "' has outputs ", stage.outputs());
        requireOnly("tensors", "", names(manifest.tensors()));
        checkInputs(stage);
        manifest.tensor(router.features())
                .filter(tensor -> tensor.dtype() != DType.FLOAT32 || tensor.shape().length != 1)
                .ifPresent(
                        tensor ->
                                report.problem(
                                        ROUTER,
                                        "has features " + tensor,
                                        "FLOAT32 with one dimension behind the batch"));
    }

    private void requireOnly(String key, String what, List<String> names) {
        if (!names.equals(List.of(router.features()))) {
            report.problem(key, what + names, "the features alone: [" + router.features() + "]");
        }
    }

    private void checkInputs(StageSpec stage) {
        List<String> inputs = names(manifest.inputs());
        if (!stage.inputs().containsAll(inputs) || !inputs.containsAll(stage.inputs())) {
            report.problem(
                    STAGES,
                    "router '" + stage.name() + "' reads " + stage.inputs(),
                    "the inputs of the bundle: " + inputs);
        }
    }

    private static List<String> names(List<TensorSpec> tensors) {
        return tensors.stream().map(TensorSpec::name).toList();
    }
}
