package io.sluice.jobs;

import io.sluice.gates.guard.ShadowResult;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.operators.Answer;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.admission.AdmissionOperator;
import io.sluice.operators.admission.AdmissionOptions;
import io.sluice.operators.admission.PolicyOptions;
import io.sluice.operators.admission.WatermarkOptions;
import io.sluice.operators.cascade.CascadeOperator;
import io.sluice.operators.guard.GuardFunction;
import io.sluice.operators.guard.ShadowResults;
import io.sluice.operators.serialization.AdmittedSerializer;
import io.sluice.operators.serialization.AnswerSerializer;
import io.sluice.operators.serialization.ControlEnvelopeSerializer;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.mapping.SourceRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job of a pipeline file: records → admission → cascade → predictions and dead letters, and
 * beside them the guard and the allotter of budgets.
 */
final class CascadePipeline implements Pipeline {
    private final PipelineConfig config;
    private final PipelineEnds ends;
    private final PipelineBudgets budgets;
    private final Bundle bundle;
    private final byte[] firstPolicy;
    private final PipelineDecoders decoders;

    /**
     * @param bundle the bundle that the configuration names, verified
     * @param firstPolicy the policy document to start with
     * @param decoders what turns the source's records into events of the bundle
     */
    CascadePipeline(
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
        addTo(environment, ends.recordSource(), ends.predictionSink(), ends.deadLetterSink());
    }

    /** Adds the job between the given ends. */
    void addTo(
            StreamExecutionEnvironment environment,
            Source<SourceRecord, ?, ?> records,
            Sink<Answer> predictions,
            Sink<DeadLetter> deadLetters) {
        environment.setParallelism(config.parallelism());
        environment.getConfig().enableObjectReuse();
        PipelineSettings.apply(environment, config);

        var raw =
                Pipeline.named(
                        environment.fromSource(
                                records, WatermarkStrategy.noWatermarks(), "records"),
                        "records");
        var admitted =
                Pipeline.named(
                        raw.transform("admission", AdmittedSerializer.TYPE, admission()),
                        "admission");
        var answers =
                Pipeline.named(
                        admitted.transform("cascade", AnswerSerializer.TYPE, cascade()), "cascade");
        answers.sinkTo(predictions).name("predictions").uid("predictions");
        if (config.guard().isOn()) {
            addGuard(answers);
        }
        budgets.addTo(answers, ends);
        admitted.getSideOutput(DeadLetters.TAG)
                .union(answers.getSideOutput(DeadLetters.TAG))
                .sinkTo(deadLetters)
                .name("dead-letters")
                .uid("dead-letters");
    }

    /** Beside the main chain, in one task: the runs of a scope are judged together. */
    private void addGuard(SingleOutputStreamOperator<Answer> answers) {
        String topic = config.control().topic();
        GuardFunction guard =
                new GuardFunction(config.guard().signing(), !topic.isEmpty(), config.group());
        var messages =
                Pipeline.named(
                        answers.getSideOutput(ShadowResults.TAG)
                                .keyBy(ShadowResult::scope, Types.STRING)
                                .process(guard, ControlEnvelopeSerializer.TYPE)
                                .setParallelism(1),
                        "guard");
        if (!topic.isEmpty()) {
            messages.sinkTo(ends.controlSink(topic))
                    .setParallelism(1)
                    .name("guard-messages")
                    .uid("guard-messages");
        }
    }

    private AdmissionOperator admission() {
        AdmissionOptions options =
                new AdmissionOptions(
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
                                opener()),
                        new WatermarkOptions(
                                config.watermarks().disorder(), config.watermarks().idleAfter()));
        return new AdmissionOperator(options, decoders, ends.controlFeed());
    }

    private CascadeOperator cascade() {
        return new CascadeOperator(
                config.answering(), opener(), config.guard().sampling(), budgets.options());
    }

    private PipelineBundle opener() {
        return new PipelineBundle(
                config.bundle(), bundle, config.kernel(), budgets.options().costs());
    }
}
