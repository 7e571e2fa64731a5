package io.sluice.operators.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.JobGroup;
import io.sluice.gates.budget.ShareMessage;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatus.BudgetStatus;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who divides the budgets of two jobs, of which one wants nine times as much. */
class AllotterFunctionTest {
    private static final long START = 1_000_000;
    private static final long STARTED = 900_000;

    private OneInputStreamOperatorTestHarness<TaskStatus, ControlEnvelope> harness;

    @BeforeEach
    void open() throws Exception {
        JobGroup group = new JobGroup("a", Map.of("a", 1, "b", 1));
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(new AllotterFunction(ControlSigning.NONE, group)));
        harness.open();
        harness.setProcessingTime(START);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void dividesAmongTheTasksOfBothJobs() throws Exception {
        hear(status("a", "job", 1, 90), status("b", "job", 1, 10));
        ShareMessage asked = said(0);
        assertThat(asked.started()).containsExactly(STARTED, STARTED);
        assertThat(asked.shares()).isEmpty();
        hear(status("a", "job", asked.sequence(), 90), status("b", "job", asked.sequence(), 10));
        harness.setProcessingTime(START + 3_000);
        hear(status("a", "job", asked.sequence(), 90));
        assertThat(harness.extractOutputValues().get(1).kind()).isEqualTo("SHARES");
        assertThat(harness.extractOutputValues().get(1).scope()).isEqualTo("job");
        assertThat(said(1).shares().get("job joules")).as("first it takes").containsExactly(.5, .1);
    }

    @Test
    void otherJobsAndStatusesOfLaterVersionsArePassedOver() throws Exception {
        hear(status("a", "job", 1, 90), status("b", "job", 0, 10), status("c", "job", 1, 10));
        hear(status("a", "galaxy", 1, 90), status("b", "galaxy", 1, 10));
        assertThat(harness.extractOutputValues()).isEmpty();
        hear(status("a", "job", 1, 90), status("b", "job", 1, 10));
        assertThat(harness.extractOutputValues()).hasSize(1);
    }

    private ShareMessage said(int which) {
        return ShareMessage.parse("test", harness.extractOutputValues().get(which).payload());
    }

    private void hear(TaskStatus... statuses) throws Exception {
        for (TaskStatus status : statuses) {
            harness.processElement(new StreamRecord<>(status));
        }
    }

    private static TaskStatus status(String job, String scope, long sequence, double demand) {
        BudgetStatus budget =
                new BudgetStatus(
                        scope,
                        Resource.JOULES,
                        100,
                        1,
                        Double.NaN,
                        false,
                        .5,
                        0,
                        demand,
                        demand,
                        10,
                        10,
                        demand,
                        0,
                        0,
                        "");
        return new TaskStatus(
                job,
                "cascade",
                0,
                1,
                STARTED,
                STARTED + 1,
                0,
                -1,
                "",
                sequence,
                0,
                0,
                Double.NaN,
                List.of(budget));
    }
}
