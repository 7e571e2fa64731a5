package io.sluice.fitting.sensors;

import io.sluice.fitting.sensors.SensorReport.Gates;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.fit.Splits;
import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.FittedSensors;
import io.sluice.gates.sensors.fit.RecordedSamples;
import io.sluice.gates.sensors.fit.RecordedSensors;
import io.sluice.gates.sensors.fit.Replayed;
import io.sluice.gates.sensors.fit.SensorFit;
import io.sluice.gates.sensors.fit.SensorGoal;
import io.sluice.gates.sensors.fit.SequenceSplits;
import io.sluice.kernel.bundle.BundleFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From a sensor bundle and labelled sequences to the same bundle with gates that fit it, and a
 * report. Stems and branches stay as they are. The same request gives the same bundle, byte for
 * byte, on the same machine and JDK.
 */
public final class SensorFitting {
    private static final String POLICY_VERSION = "1";

    private final SensorFitRequest request;
    private final RecordedSensors recorded;

    /**
     * What came out.
     *
     * @param files the bundle, not signed
     * @param report what is also in its file {@link SensorReport#FILE}
     */
    public record Fitted(BundleFiles files, SensorReport report) {}

    private SensorFitting(SensorFitRequest request) {
        this.request = request;
        this.recorded = request.recording().sensors();
    }

    /**
     * Fits, and judges on the test rows.
     *
     * @throws IllegalArgumentException when keys or rows are too few for the split, or no λ reaches
     *     the goal; with what was found and what would do
     */
    public static Fitted fit(SensorFitRequest request) {
        return new SensorFitting(request).fit();
    }

    private Fitted fit() {
        RecordedSamples samples = recorded.samples();
        boolean byTime = request.byTime() || samples.keys().size() == 1;
        Splits splits =
                byTime
                        ? SequenceSplits.byTime(samples, request.split(), request.gapTicks())
                        : SequenceSplits.byKey(samples, request.split(), request.settings().seed());
        FittedSensors fitted = SensorFit.fit(recorded, splits, request.settings());
        SensorReport report = report(fitted, splits, byTime);
        Policy policy = new Policy(POLICY_VERSION, "", FixedExit.full()).with(fitted.policy());
        return new Fitted(
                request.bundle()
                        .withPolicy(request.version(), policy, SensorReport.FILE, report.json()),
                report);
    }

    private SensorReport report(FittedSensors fitted, Splits splits, boolean byTime) {
        String name = request.bundle().open().manifest().name();
        return new SensorReport(
                name + "@" + request.version(),
                request.source(),
                new SensorReport.Rows(
                        splits.fit().length,
                        splits.gates().length,
                        splits.calibration().length,
                        splits.test().length),
                byTime
                        ? "by blocks of time of every key, with gaps of "
                                + request.gapTicks()
                                + " ticks"
                        : "by key: no key is in two parts",
                request.recording().order().dropped(),
                request.settings().periodMillis(),
                request.costsSource(),
                gates(fitted),
                splits.test().length == 0 ? null : fitted.evaluate(splits.test()));
    }

    private Gates gates(FittedSensors fitted) {
        SensorPolicy policy = fitted.policy();
        Replayed calibration = fitted.calibration().run(fitted.chosen());
        SensorStructure structure = recorded.structure();
        return new Gates(
                fitted.chosen().name(),
                words(request.settings().goal()),
                policy.selection().lambda(),
                policy.selection().gamma(),
                structure.configurations().get(fitted.allSensors()).name(),
                calibration.meanJoules(),
                calibration.meanLoss(),
                trust(policy.filter(), structure.modalities()),
                stay(policy.filter()),
                contextLoss(policy, structure));
    }

    private static Map<String, Double> trust(ContextFilter filter, List<String> modalities) {
        Map<String, Double> trust = new LinkedHashMap<>();
        for (int m = 0; m < modalities.size(); m++) {
            trust.put(modalities.get(m), filter.emissions().get(m).trust());
        }
        return trust;
    }

    private static Map<String, Double> stay(ContextFilter filter) {
        Map<String, Double> stay = new LinkedHashMap<>();
        for (int c = 0; c < filter.contexts().size(); c++) {
            stay.put(filter.contexts().get(c), filter.transition()[c][c]);
        }
        return stay;
    }

    private static Map<String, Map<String, Float>> contextLoss(
            SensorPolicy policy, SensorStructure structure) {
        Map<String, Map<String, Float>> table = new LinkedHashMap<>();
        for (int c = 0; c < policy.contextLoss().length; c++) {
            Map<String, Float> row = new LinkedHashMap<>();
            for (int k = 0; k < structure.configurations().size(); k++) {
                row.put(structure.configurations().get(k).name(), policy.contextLoss()[c][k]);
            }
            table.put(policy.filter().contexts().get(c), row);
        }
        return table;
    }

    private static String words(SensorGoal goal) {
        if (goal instanceof SensorGoal.MaxEnergy most) {
            return text("at most %.4g J a sample", most.joules());
        }
        if (goal instanceof SensorGoal.NoWorse noWorse) {
            return noWorse.measure() == Replayed.Measure.LOSS
                    ? text("no worse than all sensors by %.4g nats", noWorse.margin())
                    : text(
                            "no worse than all sensors by %.4g points of error",
                            100 * noWorse.margin());
        }
        return "a given lambda";
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
