package io.sluice.jobs;

import io.sluice.energy.EnergyMeter;
import io.sluice.experts.BundleExpert;
import io.sluice.experts.EngineSettings;
import io.sluice.experts.ExpertClient;
import io.sluice.experts.ExpertEngine;
import io.sluice.experts.ExpertModel;
import io.sluice.experts.OipClient;
import io.sluice.experts.OipSettings;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.jobs.config.ExpertsConfig.HttpExpert;
import io.sluice.jobs.config.ExpertsConfig.LocalExpert;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.config.Bundles;
import io.sluice.kernel.config.KernelConfig;
import io.sluice.operators.experts.AttachedExpert;
import io.sluice.operators.experts.ExpertOpener;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the experts that tasks ask without Kafka: those of the process, and those on servers. */
final class PipelineExperts implements ExpertOpener {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PipelineExperts.class);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** What the experts of the process are called in place of a device. */
    private static final String LOCAL = "local";

    private final ArrayList<LocalExpert> local;
    private final ArrayList<HttpExpert> http;
    private final KernelConfig kernel;

    PipelineExperts(List<LocalExpert> local, List<HttpExpert> http, KernelConfig kernel) {
        this.local = new ArrayList<>(local);
        this.http = new ArrayList<>(http);
        this.kernel = kernel;
    }

    @Override
    public List<AttachedExpert> open() {
        List<AttachedExpert> experts = new ArrayList<>();
        try {
            open(experts);
            return experts;
        } catch (RuntimeException e) {
            experts.forEach(expert -> expert.client().close());
            throw e;
        }
    }

    private void open(List<AttachedExpert> experts) {
        if (!local.isEmpty()) {
            List<ExpertModel> models = PipelineBundle.refusing(this::models);
            ExpertClient engine = SharedEngine.of(List.of(local, kernel), () -> engine(models));
            for (ExpertModel model : models) {
                experts.add(new AttachedExpert(model.name(), LOCAL, model.bundle(), false, engine));
            }
        }
        for (HttpExpert expert : http) {
            OipSettings settings =
                    new OipSettings(
                            URI.create(expert.url()),
                            expert.model(),
                            expert.timeout(),
                            expert.retries(),
                            PAUSE);
            String device = "http/" + expert.name();
            experts.add(
                    new AttachedExpert(
                            expert.name(), device, "", true, new OipClient(device, settings)));
        }
    }

    private List<ExpertModel> models() {
        List<ExpertModel> models = new ArrayList<>();
        for (LocalExpert expert : local) {
            models.add(
                    new BundleExpert(
                            expert.name(),
                            Bundles.open(expert.bundle()),
                            BundleHost.process(),
                            kernel.provider(),
                            kernel.device()));
        }
        return models;
    }

    private static ExpertEngine engine(List<ExpertModel> models) {
        return new ExpertEngine(LOCAL, models, EngineSettings.defaults(), EnergyMeter.none());
    }

    /**
     * Checks the bundles of local experts against the router and its policy.
     *
     * @throws IllegalArgumentException naming the expert and what does not fit
     */
    static void check(List<LocalExpert> local, Bundle router, ExpertPolicy policy) {
        for (LocalExpert expert : local) {
            Bundle bundle = Bundles.open(expert.bundle());
            BundleManifest manifest = bundle.manifest();
            manifest.requireLadder();
            String name = "experts.local: " + expert.name() + " is bundle " + manifest.id();
            if (!manifest.inputs().equals(router.manifest().inputs())
                    || !manifest.classes().equals(router.manifest().classes())) {
                throw new IllegalArgumentException(
                        name
                                + " with inputs "
                                + manifest.inputs()
                                + " and "
                                + manifest.classes().size()
                                + " classes; expected the inputs and classes of the router, "
                                + router.manifest().inputs()
                                + " and "
                                + router.manifest().classes());
            }
            int index = policy.indexOf(expert.name());
            if (index < 0) {
                LOG.warn("{}, and the policy has no such expert yet: it is not asked", name);
                continue;
            }
            String wanted = policy.experts().get(index).bundle();
            if (!wanted.isEmpty() && !wanted.equals(bundle.hash())) {
                throw new IllegalArgumentException(
                        name
                                + " with hash "
                                + bundle.hash()
                                + "; expected the one that the policy names, "
                                + wanted);
            }
        }
    }
}
