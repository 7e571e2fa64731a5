package io.sluice.jobs;

import io.sluice.energy.EnergySettings;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.operators.Answer;
import io.sluice.operators.budget.AllotterFunction;
import io.sluice.operators.budget.BudgetOptions;
import io.sluice.operators.budget.BudgetSupport;
import io.sluice.operators.budget.Metering;
import io.sluice.operators.budget.PowerCosts;
import io.sluice.operators.budget.StageCosts;
import io.sluice.operators.budget.TableCosts;
import io.sluice.operators.budget.TaskStatuses;
import io.sluice.operators.serialization.ControlEnvelopeSerializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** What of a job keeps its budgets, by its configuration. */
public final class PipelineBudgets {
    private final PipelineConfig config;

    PipelineBudgets(PipelineConfig config) {
        this.config = config;
    }

    /**
     * Checks that the job can keep budgets.
     *
     * @param manifest of the job's bundle
     * @throws IllegalArgumentException naming a budget that it cannot keep, and what it needs
     */
    public static void require(PipelineConfig config, BundleManifest manifest, Budgets budgets) {
        new PipelineBudgets(config).support(manifest).require(budgets);
    }

    /** Which budgets the job of a bundle can keep. */
    BudgetSupport support(BundleManifest manifest) {
        if (!manifest.sensors().isEmpty()) {
            return BudgetSupport.NONE;
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
        String topic = config.control().topic();
        if (config.budgets().isGiven() && config.parallelism() > 1 && !topic.isEmpty()) {
            Pipeline.named(
                            answers.getSideOutput(TaskStatuses.TAG)
                                    .process(
                                            new AllotterFunction(config.guard().signing()),
                                            ControlEnvelopeSerializer.TYPE)
                                    .setParallelism(1),
                            "allotter")
                    .sinkTo(ends.controlSink(topic))
                    .setParallelism(1)
                    .name("shares")
                    .uid("shares");
        }
    }

    /** The status topic, where there is one. */
    void addStatuses(SingleOutputStreamOperator<?> operator, PipelineEnds ends) {
        String topic = config.control().statusTopic();
        if (!topic.isEmpty()) {
            operator.getSideOutput(TaskStatuses.TAG)
                    .sinkTo(ends.statusSink(topic))
                    .name("statuses")
                    .uid("statuses");
        }
    }
}
