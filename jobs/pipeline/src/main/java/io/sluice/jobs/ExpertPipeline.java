package io.sluice.jobs;

import io.sluice.gates.Policy;
import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.jobs.config.ExpertsConfig;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.admission.PolicyOptions;
import io.sluice.operators.admission.WatermarkOptions;
import io.sluice.operators.experts.DecodeOperator;
import io.sluice.operators.experts.ExpertKeys;
import io.sluice.operators.experts.ExpertOptions;
import io.sluice.operators.experts.ExpertRequests;
import io.sluice.operators.experts.ExpertsOperator;
import io.sluice.operators.serialization.AnswerSerializer;
import io.sluice.operators.serialization.DecodedEventSerializer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job of a router bundle: records → decode → experts → predictions, dead letters and requests
 * to devices, whose replies come back to experts.
 */
final class ExpertPipeline implements Pipeline {
    /** Somebody waits for every record that crosses between tasks. */
    private static final long NO_BUFFERING = 0;

    private final PipelineConfig config;
    private final PipelineEnds ends;
    private final PipelineBudgets budgets;
    private final Bundle bundle;
    private final byte[] firstPolicy;
    private final PipelineDecoders decoders;

    /**
     * @param bundle the router bundle that the configuration names, verified
     * @param firstPolicy the policy document to start with
     * @param decoders what turns the source's records into events of the bundle
     */
    ExpertPipeline(
            PipelineConfig config, Bundle bundle, byte[] firstPolicy, PipelineDecoders decoders) {
        this.config = config;
        this.ends = new PipelineEnds(config);
        this.budgets = new PipelineBudgets(config);
        this.bundle = bundle;
        this.firstPolicy = firstPolicy;
        this.decoders = decoders;
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
        var events =
                Pipeline.named(
                                records.transform("decode", DecodedEventSerializer.TYPE, decode()),
                                "decode")
                        .setBufferTimeout(NO_BUFFERING);
        var replies =
                Pipeline.named(
                                environment.fromSource(
                                        ends.replySource(),
                                        WatermarkStrategy.noWatermarks(),
                                        "replies"),
                                "replies")
                        .setBufferTimeout(NO_BUFFERING);
        var answers =
                Pipeline.named(
                                events.keyBy(ExpertKeys::of, Types.STRING)
                                        .connect(replies.keyBy(ExpertKeys::of, Types.STRING))
                                        .transform("experts", AnswerSerializer.TYPE, experts()),
                                "experts")
                        .setBufferTimeout(NO_BUFFERING);
        answers.getSideOutput(ExpertRequests.TAG)
                .sinkTo(ends.requestSink())
                .name("expert-requests")
                .uid("expert-requests");
        budgets.addTo(answers, ends);
        // Those that await their transactions have threads of their own: they must not hold up
        // replies.
        answers.sinkTo(ends.predictionSink())
                .name("predictions")
                .uid("predictions")
                .disableChaining();
        events.getSideOutput(DeadLetters.TAG)
                .union(answers.getSideOutput(DeadLetters.TAG))
                .sinkTo(ends.deadLetterSink())
                .name("dead-letters")
                .uid("dead-letters")
                .disableChaining();
    }

    private DecodeOperator decode() {
        return new DecodeOperator(
                new WatermarkOptions(
                        config.watermarks().disorder(), config.watermarks().idleAfter()),
                decoders);
    }

    private ExpertsOperator experts() {
        ExpertsConfig experts = config.experts();
        ExpertOptions options =
                new ExpertOptions(
                        new PolicyOptions(
                                bundle.hash(),
                                bundle.manifest().policyShape(),
                                firstPolicy,
                                budgets.first(),
                                config.mode(),
                                budgets.support(bundle.manifest()),
                                config.group(),
                                config.control().trust(),
                                config.control().maxWait(),
                                null),
                        experts.repliesTopic(),
                        KafkaTopics.of(config),
                        experts.categoryHeader(),
                        config.budgets().tenantHeader(),
                        experts.maxBatch(),
                        experts.maxWait(),
                        experts.settleBefore(),
                        experts.hedging(),
                        experts.staleAfter(),
                        config.cascade().probabilities(),
                        config.answering().inputs(),
                        config.answering().forwardedHeaders());
        return new ExpertsOperator(
                options,
                new PipelineBundle(config.bundle(), bundle, config.kernel()),
                new PipelineExperts(experts.local(), experts.http(), config.kernel()),
                ends.controlFeed(),
                ends.telemetryFeed());
    }

    /**
     * Checks that a configuration speaks of this bundle and its policy.
     *
     * @throws IllegalArgumentException naming the key and what is expected there
     * @throws io.sluice.kernel.bundle.BundleException when a local expert's bundle is refused
     */
    static void check(PipelineConfig config, Bundle bundle, Policy policy) {
        ExpertsConfig experts = config.experts();
        if (experts == null) {
            throw new IllegalArgumentException(
                    "experts: missing; expected a section with replies-topic and telemetry-topic,"
                            + " as bundle "
                            + bundle.manifest().id()
                            + " is a router");
        }
        ExpertPolicy choice = policy.experts().orElseThrow();
        for (ExpertCategory category : choice.categories()) {
            if (experts.settleBefore().toNanos() * 1e-6 >= category.latencyMillis()) {
                throw new IllegalArgumentException(
                        "experts.settle-before: "
                                + experts.settleBefore().toMillis()
                                + " ms; expected less than the latency of category "
                                + category.name()
                                + ", "
                                + category.latencyMillis()
                                + " ms");
            }
        }
        PipelineExperts.check(experts.local(), bundle, choice);
    }
}
