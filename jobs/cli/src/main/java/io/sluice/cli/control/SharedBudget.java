package io.sluice.cli.control;

import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Limit;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatus.BudgetStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one budget of pipelines that share it, as {@code sluice budget set} sets it and {@code sluice
 * budget watch} sees it.
 */
public final class SharedBudget implements AutoCloseable {
    private static final Duration ACKNOWLEDGED = Duration.ofSeconds(30);
    private static final Duration FETCHED = Duration.ofMillis(50);

    private final PipelineConfig config;
    private final StatusTopic statuses;
    private final Limit limit;

    /**
     * How a pipeline stands.
     *
     * @param atMicros when the newest of its tasks' statuses was written
     * @param spent since its tasks began, in the resource's unit
     * @param price the greatest of its tasks
     * @param share of its tasks together
     */
    public record Standing(long atMicros, double spent, double price, double share) {
        private Standing and(Standing other) {
            return new Standing(
                    Math.max(atMicros, other.atMicros),
                    spent + other.spent,
                    Math.max(price, other.price),
                    share + other.share);
        }
    }

    private SharedBudget(PipelineConfig config, StatusTopic statuses, Limit limit) {
        this.config = config;
        this.statuses = statuses;
        this.limit = limit;
    }

    /**
     * @param config any of the pipelines
     * @param limit a soft one per time that they share
     */
    public static SharedBudget open(PipelineConfig config, Limit limit) {
        return new SharedBudget(config, StatusTopic.ofAll(config), limit);
    }

    /**
     * Sets the amount and waits until every task of every pipeline holds it.
     *
     * @param amount in the resource's unit, for the time of the limit
     * @throws IllegalStateException when one refuses it or does not answer
     */
    public void set(double amount) throws IOException {
        Limit changed = Limit.soft(limit.scope(), limit.resource(), amount, limit.perSeconds());
        ControlEnvelope sent =
                ControlTopicWriter.open(config)
                        .send(
                                ControlEnvelope.Kind.BUDGETS,
                                null,
                                null,
                                topic ->
                                        BudgetDocument.document(
                                                BudgetSetCommand.changed(
                                                        topic.newest().budgets(),
                                                        List.of(changed),
                                                        List.of())),
                                ControlSigning.NONE.open());
        Acknowledgements answers = Acknowledgements.await(statuses, sent.epoch(), ACKNOWLEDGED);
        if (!answers.isAccepted()) {
            throw new IllegalStateException("the budget is not held by all tasks: " + answers);
        }
    }

    /** How the pipelines that run stand now, by name. */
    public Map<String, Standing> standings() {
        // What was fetched before, and then what is there now.
        statuses.poll(Duration.ZERO);
        statuses.poll(FETCHED);
        Map<String, Standing> standings = new TreeMap<>();
        for (TaskStatus task : statuses.tasks()) {
            for (BudgetStatus budget : task.budgets()) {
                if (budget.scope().equals(limit.scope()) && budget.resource() == limit.resource()) {
                    Standing standing =
                            new Standing(
                                    task.atMicros(),
                                    budget.spent(),
                                    budget.price(),
                                    budget.share());
                    standings.merge(task.job(), standing, Standing::and);
                }
            }
        }
        return standings;
    }

    @Override
    public void close() {
        statuses.close();
    }
}
