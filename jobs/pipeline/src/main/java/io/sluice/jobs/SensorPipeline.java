package io.sluice.jobs;

import io.sluice.gates.sensors.SensorStructure;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.jobs.config.SensorsConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.SensorLayout;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.admission.DecoderFactory;
import io.sluice.operators.admission.PolicyOptions;
import io.sluice.operators.admission.WatermarkOptions;
import io.sluice.operators.sensors.AlignOperator;
import io.sluice.operators.sensors.AlignOptions;
import io.sluice.operators.sensors.DecodeOperator;
import io.sluice.operators.sensors.DecodeOptions;
import io.sluice.operators.sensors.ModalityInputs;
import io.sluice.operators.sensors.SensorCommands;
import io.sluice.operators.sensors.SensorKeys;
import io.sluice.operators.sensors.SensorOptions;
import io.sluice.operators.sensors.SensorsOperator;
import io.sluice.operators.serialization.AlignedSerializer;
import io.sluice.operators.serialization.AnswerSerializer;
import io.sluice.operators.serialization.SensorFrameSerializer;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job of a sensor bundle: records → decode → align → sensors → predictions, dead letters and
 * commands to devices, whose acknowledgements come back to align.
 */
final class SensorPipeline implements Pipeline {
    private final PipelineConfig config;
    private final PipelineEnds ends;
    private final Bundle bundle;
    private final byte[] firstPolicy;
    private final DecoderFactory decoders;
    private final List<ModalityInputs> modalities;

    /**
     * @param bundle the sensor bundle that the configuration names, verified
     * @param firstPolicy the policy document to start with
     * @throws IllegalArgumentException when a stream does not fit the bundle
     */
    SensorPipeline(PipelineConfig config, Bundle bundle, byte[] firstPolicy) {
        this.config = config;
        this.ends = new PipelineEnds(config);
        this.bundle = bundle;
        this.firstPolicy = firstPolicy;
        this.modalities = modalities(bundle.manifest().sensorLayout().orElseThrow());
        this.decoders = StreamDecoders.of(config.source(), modalities, bundle.manifest().inputs());
    }

    @Override
    public void addTo(StreamExecutionEnvironment environment) {
        environment.setParallelism(config.parallelism());
        environment.getConfig().enableObjectReuse();
        PipelineSettings.apply(environment, config);

        var records =
                Pipeline.named(
                        environment.fromSource(
                                ends.recordSource(), WatermarkStrategy.noWatermarks(), "records"),
                        "records");
        var frames =
                Pipeline.named(
                        records.transform("decode", SensorFrameSerializer.TYPE, decode()),
                        "decode");
        var acks =
                Pipeline.named(
                        environment.fromSource(
                                ends.ackSource(config.sensors().acksTopic()),
                                WatermarkStrategy.noWatermarks(),
                                "acks"),
                        "acks");
        var samples =
                Pipeline.named(
                        frames.keyBy(SensorKeys::of, Types.STRING)
                                .connect(acks.keyBy(SensorKeys::of, Types.STRING))
                                .transform("align", AlignedSerializer.TYPE, align()),
                        "align");
        // Samples are where the frames of their key were sent: no need to send them again.
        var answers =
                Pipeline.named(
                        DataStreamUtils.reinterpretAsKeyedStream(
                                        samples, SensorKeys::of, Types.STRING)
                                .transform("sensors", AnswerSerializer.TYPE, sensors()),
                        "sensors");
        answers.sinkTo(ends.predictionSink()).name("predictions").uid("predictions");
        answers.getSideOutput(SensorCommands.TAG)
                .sinkTo(ends.commandSink(config.sensors().commandsTopic()))
                .name("sensor-commands")
                .uid("sensor-commands");
        new PipelineBudgets(config).addTo(answers, ends);
        frames.getSideOutput(DeadLetters.TAG)
                .union(
                        samples.getSideOutput(DeadLetters.TAG),
                        answers.getSideOutput(DeadLetters.TAG))
                .sinkTo(ends.deadLetterSink())
                .name("dead-letters")
                .uid("dead-letters");
    }

    private DecodeOperator decode() {
        WatermarkOptions watermarks =
                new WatermarkOptions(
                        config.watermarks().disorder(),
                        config.watermarks().idleAfter(),
                        config.sensors().maxSkew(),
                        // What is silent for longer does not hold others back, heard of or not.
                        config.watermarks().idleAfter());
        return new DecodeOperator(new DecodeOptions(modalities, watermarks), decoders);
    }

    private AlignOperator align() {
        SensorsConfig sensors = config.sensors();
        PipelineBudgets budgets = new PipelineBudgets(config);
        PolicyOptions policies =
                new PolicyOptions(
                        bundle.hash(),
                        bundle.manifest().policyShape().every(sensors.period().toMillis()),
                        firstPolicy,
                        budgets.first(),
                        config.mode(),
                        budgets.support(bundle.manifest()),
                        config.group(),
                        config.control().trust(),
                        config.control().maxWait(),
                        null);
        List<Duration> maxAge =
                modalities.stream()
                        .map(m -> sensors.maxAge().getOrDefault(m.name(), Duration.ZERO))
                        .toList();
        AlignOptions options =
                new AlignOptions(
                        policies,
                        modalities,
                        sensors.period(),
                        sensors.tolerance(),
                        sensors.maxWait(),
                        maxAge,
                        sensors.maxSkew(),
                        sensors.frozenAfter(),
                        sensors.deadAfter());
        return new AlignOperator(options, ends.controlFeed());
    }

    private SensorsOperator sensors() {
        SensorOptions options =
                new SensorOptions(
                        config.sensors().maxBatch(),
                        config.cascade().maxWait(),
                        config.sensors().resendAfter(),
                        config.sensors().sendOnDelta(),
                        config.cascade().probabilities(),
                        config.answering().inputs(),
                        config.answering().forwardedHeaders(),
                        config.budgets().tenantHeader(),
                        config.group());
        return new SensorsOperator(
                options, new PipelineBundle(config.bundle(), bundle, config.kernel()));
    }

    private static List<ModalityInputs> modalities(SensorLayout layout) {
        return layout.modalities().stream()
                .map(modality -> new ModalityInputs(modality.name(), modality.inputs()))
                .toList();
    }

    /**
     * Checks that a configuration speaks of this bundle.
     *
     * @throws IllegalArgumentException naming the key and what is expected there
     */
    static void check(PipelineConfig config, Bundle bundle, long policyPeriodMillis) {
        SensorStructure structure = bundle.manifest().requireSensors();
        SensorsConfig sensors = config.sensors();
        if (sensors == null) {
            throw new IllegalArgumentException(
                    "sensors: missing; expected a section, as bundle "
                            + bundle.manifest().id()
                            + " has the modalities "
                            + String.join(", ", structure.modalities()));
        }
        requireModalities("sensors.max-age", sensors.maxAge().keySet(), structure);
        requireModalities("sensors.send-on-delta", sensors.sendOnDelta().keySet(), structure);
        if (sensors.period().toMillis() != policyPeriodMillis) {
            throw new IllegalArgumentException(
                    "sensors.period: "
                            + sensors.period().toMillis()
                            + " ms; expected that of the policy, "
                            + policyPeriodMillis
                            + " ms, for which its gates were fitted");
        }
    }

    private static void requireModalities(
            String key, Iterable<String> names, SensorStructure structure) {
        for (String name : names) {
            if (!structure.modalities().contains(name)) {
                throw new IllegalArgumentException(
                        key
                                + ": '"
                                + name
                                + "'; expected modalities of the bundle: "
                                + String.join(", ", structure.modalities()));
            }
        }
    }
}
