package io.sluice.jobs;

import io.sluice.energy.EnergySettings;
import io.sluice.gates.JobGroup;
import io.sluice.gates.Policy;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.jobs.config.CostsConfig;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.costs.CostOverlay;
import io.sluice.operators.Answer;
import io.sluice.operators.budget.ActionCosts;
import io.sluice.operators.budget.AllotterFunction;
import io.sluice.operators.budget.BudgetOptions;
import io.sluice.operators.budget.BudgetSupport;
import io.sluice.operators.budget.Metering;
import io.sluice.operators.budget.PowerCosts;
import io.sluice.operators.budget.StageCosts;
import io.sluice.operators.budget.TableCosts;
import io.sluice.operators.budget.TaskStatuses;
import io.sluice.operators.experts.ExpertCosts;
import io.sluice.operators.sensors.SensorJobCosts;
import io.sluice.operators.serialization.ControlEnvelopeSerializer;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** What of a job keeps its budgets, by its configuration. */
public final class PipelineBudgets {
    private final PipelineConfig config;

    PipelineBudgets(PipelineConfig config) {
        this.config = config;
    }

    /**
     * Checks that the job can keep budgets, and that they allow at least its cheapest action.
     *
     * @param manifest of the job's bundle
     * @param policy what is in force when they are
     * @throws IllegalArgumentException naming a budget that it cannot keep, and what it needs
     */
    public static void require(
            PipelineConfig config, BundleManifest manifest, Policy policy, Budgets budgets) {
        PipelineBudgets own = new PipelineBudgets(config);
        own.support(manifest).require(budgets);
        own.requireForAll(budgets);
        own.knownCosts(manifest, policy)
                .ifPresent(costs -> BudgetSupport.requireAffordable(budgets, costs));
    }

    /** Bytes are counted by jobs of experts alone. */
    private void requireForAll(Budgets budgets) {
        for (Limit limit : budgets.limits()) {
            if (!config.group().isAlone() && limit.resource() == Resource.BYTES) {
                throw new IllegalArgumentException(
                        "budgets.limits: %s has nothing to count in some of %s, which share it; expected joules or milliseconds"
                                .formatted(limit.name(), config.group().tasksOf().keySet()));
            }
        }
    }

    /** What actions take, where that is known before there is a task. */
    private Optional<ActionCosts> knownCosts(BundleManifest manifest, Policy policy) {
        if (policy.sensors().isPresent()) {
            return Optional.of(
                    SensorJobCosts.of(manifest.requireSensors(), policy.sensors().get()));
        }
        if (policy.experts().isPresent()) {
            return Optional.of(new ExpertCosts(policy.experts()::get));
        }
        return tableOf(policy.bundleHash());
    }

    /** Empty where the class of the tasks' machines is not named, or the table is only there. */
    private Optional<ActionCosts> tableOf(String bundle) {
        CostsConfig costs = config.costs();
        if (!costs.isGiven() || costs.deviceClass().isEmpty()) {
            return Optional.empty();
        }
        try {
            return CostOverlay.find(Path.of(costs.directory()), bundle, costs.deviceClass())
                    .map(table -> new TableCosts(table.stages(), costs.directory()));
        } catch (IOException e) {
            throw new IllegalArgumentException("costs.directory: " + e.getMessage(), e);
        }
    }

    /** Which budgets the job of a bundle can keep. */
    BudgetSupport support(BundleManifest manifest) {
        if (!manifest.sensors().isEmpty()) {
            return BudgetSupport.OF_SENSORS;
        }
        if (manifest.router().isPresent()) {
            return BudgetSupport.OF_EXPERTS;
        }
        EnergySettings energy = config.energy();
        // Sources that are not named may be missing on a task's machine.
        boolean knowsPower = energy.namesSources() || energy.model().joules(1) > 0;
        boolean hasTable = config.costs().isGiven();
        return new BudgetSupport(true, hasTable || knowsPower, hasTable, false);
    }

    /** The document of the budgets to start with. */
    byte[] first() {
        return BudgetDocument.document(config.budgets().first());
    }

    BudgetOptions options() {
        return new BudgetOptions(
                config.budgets().tenantHeader(),
                config.group(),
                costs(),
                new Metering.OfTheProcess(config.energy()));
    }

    private StageCosts.Factory costs() {
        return config.costs().isGiven()
                ? new TableCosts.Source(config.costs().directory(), config.costs().deviceClass())
                : new PowerCosts.OfTheMachine();
    }

    /** What hears how the tasks stand: the status topic, and who divides budgets among several. */
    void addTo(SingleOutputStreamOperator<Answer> answers, PipelineEnds ends) {
        addStatuses(answers, ends);
        JobGroup group = config.group();
        String topic = config.control().topic();
        if (config.dividesBudgets()) {
            Pipeline.named(
                            statuses(answers, group, ends)
                                    .process(
                                            new AllotterFunction(config.guard().signing(), group),
                                            ControlEnvelopeSerializer.TYPE)
                                    .setParallelism(1),
                            "allotter")
                    .sinkTo(ends.controlSink(topic))
                    .setParallelism(1)
                    .name("shares")
                    .uid("shares");
        }
    }

    /**
     * How the tasks stand that share: those of this job, or of all by the topic that they share.
     */
    private DataStream<TaskStatus> statuses(
            SingleOutputStreamOperator<Answer> answers, JobGroup group, PipelineEnds ends) {
        if (group.isAlone()) {
            return answers.getSideOutput(TaskStatuses.TAG);
        }
        return Pipeline.named(
                        answers.getExecutionEnvironment()
                                .fromSource(
                                        ends.statusSource(config.control().statusTopic()),
                                        WatermarkStrategy.noWatermarks(),
                                        "shared-statuses"),
                        "shared-statuses")
                .setParallelism(1);
    }

    /** The status topic, where there is one. */
    private void addStatuses(SingleOutputStreamOperator<Answer> operator, PipelineEnds ends) {
        String topic = config.control().statusTopic();
        if (!topic.isEmpty()) {
            operator.getSideOutput(TaskStatuses.TAG)
                    .sinkTo(ends.statusSink(topic))
                    .name("statuses")
                    .uid("statuses");
        }
    }
}
