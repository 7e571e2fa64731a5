package io.sluice.jobs;

import io.sluice.config.ConfigException;
import io.sluice.gates.Policy;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.TrustStore;
import io.sluice.kernel.config.Bundles;
import io.sluice.kernel.config.KernelConfig;
import io.sluice.operators.admission.ControlTrust;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a pipeline and adds its job to an environment. Also the main class of the job jar: {@code
 * flink run sluice-job.jar --pipeline pipeline.yaml}.
 */
public final class PipelineJob {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineJob.class);

    private PipelineJob() {}

    /** Submits a pipeline to the cluster that the Flink command line names. */
    public static void main(String[] arguments) throws Exception {
        RuntimeLibrary.require();
        if (arguments.length != 2 || !arguments[0].equals("--pipeline")) {
            throw new IllegalArgumentException(
                    "expected --pipeline FILE, got " + List.of(arguments));
        }
        PipelineConfig config = PipelineConfig.load(Path.of(arguments[1]));
        Pipeline pipeline = prepare(config, toCheckWith(config.kernel()));
        KafkaTopics.require(config).forEach(LOG::warn);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        pipeline.addTo(environment);
        environment.execute(config.name());
    }

    /**
     * Checks everything that can be checked before a job starts: the bundle with its golden
     * vectors, the policy, the mapping.
     *
     * @throws ConfigException when the pipeline or policy is wrong
     * @throws io.sluice.kernel.bundle.BundleException when the bundle is refused
     * @throws io.sluice.kernel.KernelException when the named provider is not available
     */
    public static Pipeline prepare(PipelineConfig config) {
        return prepare(config, config.kernel());
    }

    /**
     * A machine that submits to a cluster need not have the devices of its TaskManagers: there the
     * bundle is checked with what it has, and each TaskManager checks with the named provider.
     */
    static KernelConfig toCheckWith(KernelConfig asked) {
        List<KernelProvider> named =
                KernelProviders.all().stream()
                        .filter(provider -> provider.name().equals(asked.provider()))
                        .toList();
        boolean here = named.stream().anyMatch(provider -> has(provider, asked.device()));
        boolean unknown = named.isEmpty() && !KernelProviders.OPTIONAL.contains(asked.provider());
        if (here || unknown) {
            return asked;
        }
        LOG.warn(
                "{} is not available where the job is submitted; its bundle is checked with another"
                        + " provider, and again by the TaskManagers",
                asked);
        return new KernelConfig(KernelProviders.AUTO, null);
    }

    private static boolean has(KernelProvider provider, String device) {
        return provider.availability().available()
                && (device == null || provider.devices().contains(device));
    }

    private static Pipeline prepare(PipelineConfig config, KernelConfig kernel) {
        LOG.info("The kernel port comes from {}", RuntimeLibrary.origin(KernelProvider.class));
        Bundle bundle = Bundles.open(config.bundle());
        BundleManifest manifest = bundle.manifest();
        if (config.sensors() != null) {
            manifest.requireSensors();
        }
        if (config.experts() != null) {
            manifest.requireRouter();
        }
        BundleHost.process().acquire(bundle, kernel.provider(), kernel.device()).close();
        byte[] policy = FirstPolicy.of(config, bundle);
        requireKeys(config.control().trust());
        requirePassedOn(config, manifest);
        GuardChecks.check(config, policy).forEach(LOG::warn);
        PipelineBudgets.require(
                config, manifest, Policy.parse("policy", policy), config.budgets().first());
        if (manifest.sensors().isPresent()) {
            return sensorPipeline(config, bundle, policy);
        }
        if (manifest.router().isPresent()) {
            ExpertPipeline.check(config, bundle, Policy.parse("policy", policy));
        }
        PipelineDecoders decoders = PipelineDecoders.of(config.source(), manifest);
        return manifest.router().isPresent()
                ? new ExpertPipeline(config, bundle, policy, decoders)
                : new CascadePipeline(config, bundle, policy, decoders);
    }

    private static Pipeline sensorPipeline(PipelineConfig config, Bundle bundle, byte[] policy) {
        SensorPolicy gates = Policy.parse("policy", policy).sensors().orElseThrow();
        SensorPipeline.check(config, bundle, gates.periodMillis());
        return new SensorPipeline(config, bundle, policy);
    }

    private static void requirePassedOn(PipelineConfig config, BundleManifest manifest) {
        if (config.passOn() == null) {
            return;
        }
        List<String> known = manifest.inputs().stream().map(TensorSpec::name).toList();
        for (String input : config.passOn().passOn().inputs().keySet()) {
            if (!known.contains(input)) {
                throw new IllegalArgumentException(
                        "pass-on.inputs: '"
                                + input
                                + "'; expected inputs of the bundle: "
                                + String.join(", ", known));
            }
        }
    }

    /** A trust store that cannot be read is found here, and not by every task. */
    private static void requireKeys(ControlTrust trust) {
        if (!trust.trustStore().isEmpty()) {
            TrustStore.at(Path.of(trust.trustStore()));
        }
    }
}
