package io.sluice.operators.experts;

import io.sluice.gates.experts.Heard;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.operators.ReasonCounters;
import io.sluice.operators.stage.StageMetrics;
import io.sluice.schemas.Cost;
import io.sluice.schemas.ReasonCode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/** What is counted of requests, experts and their replies. */
final class ExpertMetrics {
    private final MetricGroup group;
    private final StageMetrics stages;
    private final ReasonCounters answered;
    private final ReasonCounters dead;
    private final Map<String, Counter> counters = new HashMap<>();
    private final Counter hedges;
    private final Counter again;
    private final Counter unknownCategories;
    private final Counter late;
    private final Counter passed;
    private final Counter solved;
    private final Counter millijoules;
    private final Counter exhausted;
    private final Counter refused;
    private final Counter changes;
    private final Counter unknown;
    private final Counter savedRequests;
    private final Counter savedMultiplyAdds;
    private final Counter savedMicrojoules;
    private final Histogram answerMicros;
    private final Histogram overheadMicros;
    private volatile int devices;
    private volatile int wrongBundles;

    /**
     * @param pending how many requests are not answered
     */
    ExpertMetrics(MetricGroup operator, ActiveBundle bundle, Supplier<Integer> pending) {
        this.group = operator.addGroup("sluice");
        this.stages = new StageMetrics(group, bundle);
        this.answered = new ReasonCounters(group, "records_out_total");
        this.dead = new ReasonCounters(group, "records_dead_total");
        this.hedges = counter("hedges_total");
        this.again = counter("asked_again_total");
        this.unknownCategories = counter("unknown_categories_total");
        this.late = counter("deadline_misses_total");
        this.passed = counter("deadlines_passed_total");
        this.solved = counter("coarse_choices_total");
        this.millijoules = counter("millijoules_total");
        this.exhausted = counter("budget_exhausted_total");
        this.refused = counter("budget_refused_total");
        this.changes = counter("shadow_gate_changes_total");
        this.unknown = counter("shadow_gate_unknown_total");
        this.savedRequests = counter("shadow_gate_saved_requests_total");
        this.savedMultiplyAdds = counter("shadow_gate_saved_multiply_adds_total");
        this.savedMicrojoules = counter("shadow_gate_saved_microjoules_total");
        this.answerMicros = StageMetrics.histogram(group, "answer_microseconds");
        this.overheadMicros = StageMetrics.histogram(group, "overhead_microseconds");
        group.gauge("pending_requests", pending::get);
        group.gauge("devices", () -> devices);
        group.gauge("wrong_bundles", () -> wrongBundles);
    }

    void batchRan(int rows, double seconds, boolean byAnother) {
        stages.batchRan(0, rows, seconds, byAnother);
    }

    /** Notes telemetry; null for what cannot be read. */
    void heard(Heard heard) {
        Heard.Status status = heard == null ? Heard.Status.REFUSED : heard.status();
        count("telemetry_total", "verdict", status.name());
    }

    /**
     * Notes how the fleet stands.
     *
     * @param known the devices that have said how they stand, and have not left
     * @param wrong the replicas that run another bundle than the policy names
     */
    void fleet(int known, int wrong) {
        devices = known;
        wrongBundles = wrong;
    }

    void asked(String expert, boolean hedge) {
        count("requests_total", "expert", expert);
        if (hedge) {
            hedges.inc();
        }
    }

    /** A request that was pending in a checkpoint. */
    void askedAgain() {
        again.inc();
    }

    /**
     * @param outcome one of {@link Asked.Outcome} or {@link Stragglers.Reply}
     */
    void reply(Enum<?> outcome) {
        count("replies_total", "outcome", outcome.name());
    }

    /** An expert that the gate would ask, were its choice followed. */
    void wouldAsk(String expert) {
        count("shadow_gate_requests_total", "expert", expert);
    }

    /**
     * What the gate's choice for a request would take less than the full set did.
     *
     * @param joules NaN when not known
     */
    void wouldSave(int requests, long multiplyAdds, double joules) {
        savedRequests.inc(requests);
        savedMultiplyAdds.inc(multiplyAdds);
        if (!Double.isNaN(joules)) {
            savedMicrojoules.inc(Math.round(joules * 1e6));
        }
    }

    /** The gate's choice would have made another class. */
    void wouldChange() {
        changes.inc();
    }

    /** Which class the gate's choice would have made is not known. */
    void wouldBeUnknown() {
        unknown.inc();
    }

    void unknownCategory() {
        unknownCategories.inc();
    }

    /** A request whose own deadline was over when it came. */
    void deadlinePassed() {
        passed.inc();
    }

    void solved() {
        solved.inc();
    }

    void failed(ReasonCode reason) {
        dead.inc(reason.name());
    }

    /**
     * @param micros from admission to the answer
     * @param leftMicros how much of the time to answer was left; negative for none
     * @param ofExpertsMicros the longest that an expert whose answer counts took by its own account
     */
    void answered(
            ReasonCode reason, long micros, long leftMicros, long ofExpertsMicros, Cost actual) {
        answered.inc(reason.name());
        answerMicros.update(micros);
        if (leftMicros < 0) {
            late.inc();
        }
        if (reason == ReasonCode.BUDGET_EXHAUSTED) {
            exhausted.inc();
            if (ofExpertsMicros < 0) {
                refused.inc();
            }
        }
        if (ofExpertsMicros >= 0) {
            overheadMicros.update(Math.max(0, micros - ofExpertsMicros));
        }
        if (!Double.isNaN(actual.joules())) {
            millijoules.inc(Math.round(actual.joules() * 1e3));
        }
    }

    private Counter counter(String name) {
        return counters.computeIfAbsent(name, group::counter);
    }

    private void count(String name, String label, String value) {
        String lower = label.equals("expert") ? value : value.toLowerCase(Locale.ROOT);
        counters.computeIfAbsent(
                        name + '/' + lower, key -> group.addGroup(label, lower).counter(name))
                .inc();
    }

    /**
     * What was counted so far.
     *
     * @param name a counter's name, with its label's value behind a slash if it has one
     */
    long counted(String name) {
        Counter counter = counters.get(name);
        return counter == null ? 0 : counter.getCount();
    }
}
