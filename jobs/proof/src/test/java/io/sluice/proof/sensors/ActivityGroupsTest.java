package io.sluice.proof.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ActivityGroupsTest {
    private static final List<String> ACTIVITIES = List.of("walking", "typing", "stairs", "soup");

    /** Phone and watch: what counts is which is better, not how hard the activity is. */
    private static final float[][] LOSSES = {{.1f, 2}, {3, .2f}, {1.1f, 3.1f}, {4, 1}};

    @Test
    void activitiesInWhichConfigurationsLoseAlikeAreTogether() {
        ActivityGroups groups = ActivityGroups.of(ACTIVITIES, LOSSES, 2);

        assertThat(groups.names()).containsExactlyInAnyOrder("walking, stairs", "typing, soup");
        assertThat(groups.groupOf()[0]).isEqualTo(groups.groupOf()[2]);
        assertThat(groups.names().get(groups.groupOf()[3])).isEqualTo("typing, soup");
    }

    @Test
    void emptyGroupsAreLeftOut() {
        float[][] same = {{1, 2}, {1, 2}, {1, 2}, {1, 2}};

        assertThat(ActivityGroups.of(ACTIVITIES, same, 3).names())
                .containsExactly("walking, typing, stairs, soup");
    }

    @Test
    void eachAloneKeepsItsName() {
        ActivityGroups each = ActivityGroups.each(ACTIVITIES);

        assertThat(each.names()).isEqualTo(ACTIVITIES);
        assertThat(each.groupOf()).containsExactly(0, 1, 2, 3);
    }
}
