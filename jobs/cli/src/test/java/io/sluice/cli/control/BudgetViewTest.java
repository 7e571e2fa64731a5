package io.sluice.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.cli.control.BudgetView.LimitView;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatus.BudgetStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What several tasks' statuses add up to, and how single limits are set. */
class BudgetViewTest {
    private static final Limit JOULES = Limit.soft("job", Resource.JOULES, 40, 60);

    @Test
    void tasksSpendTogether() {
        BudgetView view =
                BudgetView.of(
                        7,
                        List.of(JOULES),
                        List.of(task(0, 7, joules(.25, .5, 0)), task(1, 6, joules(.35, .75, 2))));

        LimitView limit = view.limits().get(0);
        assertThat(view.holding()).isEqualTo(1);
        assertThat(view.tasks()).isEqualTo(2);
        assertThat(limit.name()).isEqualTo("job joules");
        assertThat(limit.spent()).isCloseTo(36, within(1e-9));
        assertThat(limit.ofAmount()).isCloseTo(.9, within(1e-9));
        assertThat(limit.price()).isEqualTo(.75);
        assertThat(limit.debt()).isEqualTo(2);
    }

    @Test
    void aLimitOnLatencyIsAShareOfEvents() {
        BudgetStatus late =
                new BudgetStatus(
                        "job",
                        Resource.MILLISECONDS,
                        25,
                        0,
                        .99,
                        false,
                        1,
                        0,
                        0,
                        .5,
                        0,
                        100,
                        0,
                        0,
                        0,
                        "the cheapest action takes 31 ms");

        LimitView limit = BudgetView.of(0, List.of(), List.of(task(0, 1, late))).limits().get(0);

        assertThat(limit.name()).isEqualTo("job latency");
        assertThat(limit.spent()).isCloseTo(.005, within(1e-12));
        assertThat(limit.ofAmount()).isCloseTo(.5, within(1e-9));
        assertThat(limit.messages()).containsExactly("the cheapest action takes 31 ms");
    }

    @Test
    void whatManyScopesSpendTogetherIsNoShareOfEachOnesAmount() {
        BudgetStatus keys =
                new BudgetStatus(
                        "key/*",
                        Resource.BYTES,
                        10,
                        1,
                        Double.NaN,
                        true,
                        1,
                        0,
                        0,
                        500,
                        0,
                        100,
                        0,
                        0,
                        12,
                        "");

        LimitView limit = BudgetView.of(0, List.of(), List.of(task(0, 1, keys))).limits().get(0);

        assertThat(limit.spent()).isEqualTo(500);
        assertThat(limit.ofAmount()).isNull();
        assertThat(limit.refused()).isEqualTo(12);
    }

    @Test
    void withoutStatusesTheLimitsThemselvesAreShown() {
        BudgetView view = BudgetView.of(3, List.of(JOULES), List.of());
        StringWriter text = new StringWriter();

        BudgetTable.print(view, new PrintWriter(text));

        assertThat(text.toString())
                .contains("epoch 3, no task has a status")
                .containsPattern("job joules +40 in 60 s +- +- +-");
    }

    @Test
    void aLimitReplacesTheOneOfItsScopeAndResourceAndLeavesTheOthers() {
        Limit event = Limit.event(Resource.JOULES, .5);
        Limit half = Limit.soft("job", Resource.JOULES, 20, 60);
        Budgets budgets = Budgets.of(List.of(JOULES, event));

        assertThat(BudgetSetCommand.changed(budgets, List.of(half), List.of()).limits())
                .containsExactly(half, event);
        assertThat(BudgetSetCommand.changed(budgets, List.of(), List.of("job joules")).limits())
                .containsExactly(event);
        assertThatThrownBy(() -> BudgetSetCommand.changed(budgets, List.of(), List.of("job bytes")))
                .hasMessage("--remove 'job bytes'; expected one of [job joules, event joules]");
    }

    private static BudgetStatus joules(double perSecond, double price, double debt) {
        return new BudgetStatus(
                "job",
                Resource.JOULES,
                40,
                60,
                Double.NaN,
                false,
                .5,
                price,
                0,
                perSecond,
                0,
                10,
                0,
                debt,
                0,
                "");
    }

    private static TaskStatus task(int subtask, long epoch, BudgetStatus budget) {
        return new TaskStatus(
                "job",
                "cascade",
                subtask,
                2,
                0,
                1_790_000_000_000_000L,
                epoch,
                -1,
                "",
                -1,
                0,
                0,
                Double.NaN,
                List.of(budget));
    }
}
