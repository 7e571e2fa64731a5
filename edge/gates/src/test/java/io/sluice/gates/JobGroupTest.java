package io.sluice.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelope.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobGroupTest {
    private static final Map<String, Integer> SHARING = new LinkedHashMap<>();

    static {
        SHARING.put("sensors", 2);
        SHARING.put("clothes", 3);
        SHARING.put("experts", 1);
    }

    private final JobGroup clothes = new JobGroup("clothes", SHARING);

    @Test
    void tasksOfAllJobsAreCountedByTheNamesOfTheirJobs() {
        assertThat(clothes.tasks(3)).isEqualTo(6);
        assertThat(clothes.task(2)).isEqualTo(2);
        assertThat(clothes.task("sensors", 1)).isEqualTo(5);
        assertThat(clothes.task("experts", 0)).isEqualTo(3);
        assertThat(clothes.task("experts", 1)).isEqualTo(JobGroup.NOBODY);
        assertThat(clothes.task("another", 0)).isEqualTo(JobGroup.NOBODY);
        assertThat(clothes.isFirst()).isTrue();
        assertThat(new JobGroup("sensors", SHARING).isFirst()).isFalse();
    }

    @Test
    void moreTasksThanAreWrittenAreAnError() {
        assertThatThrownBy(() -> clothes.task(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "budgets.shared-by.clothes: 3, but the job has a task 3; expected its"
                                + " parallelism in the files of all");
    }

    @Test
    void aJobAloneIsItsOwnTasks() {
        assertThat(JobGroup.ALONE.tasks(4)).isEqualTo(4);
        assertThat(JobGroup.ALONE.task(3)).isEqualTo(3);
        assertThat(JobGroup.ALONE.isFirst()).isFalse();
    }

    @Test
    void budgetsAreForAllAndTheRestForOne() {
        assertThat(clothes.scope(Kind.BUDGETS)).isEqualTo("job");
        assertThat(clothes.scope(Kind.SHARES)).isEqualTo("job");
        assertThat(clothes.scope(Kind.POLICY)).isEqualTo("clothes");
        assertThat(clothes.scope(Kind.GUARD)).isEqualTo("clothes");
        assertThat(JobGroup.ALONE.scope(Kind.POLICY)).isEqualTo("job");
    }

    @Test
    void takesWhatIsForItAndPassesOverWhatIsForAnother() throws Exception {
        assertThat(clothes.taken(message("job"))).contains(message("job"));
        assertThat(clothes.taken(message("clothes"))).contains(message("job"));
        assertThat(clothes.taken(message("sensors"))).isEmpty();
        assertThatThrownBy(() -> clothes.taken(message("shoes")))
                .isInstanceOf(ControlException.class)
                .hasMessage(
                        "scope 'shoes' is not supported; expected job or one of clothes, experts,"
                                + " sensors");
        assertThatThrownBy(() -> JobGroup.ALONE.taken(message("shoes")))
                .hasMessage("scope 'shoes' is not supported; expected job");
    }

    @Test
    void isOneOfThoseThatShare() {
        assertThatThrownBy(() -> new JobGroup("shoes", SHARING))
                .hasMessage("job 'shoes' is none of those that share: [clothes, experts, sensors]");
    }

    private static ControlEnvelope message(String scope) {
        return new ControlEnvelope(Kind.MODE.name(), scope, 7, 0, new byte[0], "", null);
    }
}
