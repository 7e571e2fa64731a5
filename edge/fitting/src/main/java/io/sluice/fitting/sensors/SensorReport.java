package io.sluice.fitting.sensors;

import io.sluice.fitting.ReportJson;
import io.sluice.gates.sensors.fit.SensorEvaluation;
import java.util.Map;

/**
 * How a bundle's sensor gates were fitted and what they are worth: the file {@value #FILE} of the
 * bundle. It holds no time and no name of a machine, so that the same fit gives the same bytes.
 *
 * @param bundle name and version
 * @param source the data set, in words
 * @param rows how many samples served what
 * @param split how they were divided, in words
 * @param droppedRows rows that were left out because another of their key is nearer to their tick
 * @param periodMillis the time between ticks
 * @param costs where energies come from, in words
 * @param gates the gates
 * @param test what they and everything beside them do on rows that nothing was chosen on
 */
public record SensorReport(
        String bundle,
        String source,
        Rows rows,
        String split,
        int droppedRows,
        long periodMillis,
        String costs,
        Gates gates,
        SensorEvaluation test) {
    /** The report's file in a bundle. */
    public static final String FILE = "report.json";

    /** Numbers of samples. */
    public record Rows(int fit, int gates, int calibration, int test) {}

    /**
     * The fitted gates.
     *
     * @param identification how the compute gate tells the losses
     * @param goal by what λ was chosen, in words
     * @param lambda λ of both gates
     * @param gamma γ of both gates
     * @param allSensors the configuration that stands for all sensors
     * @param calibrationJoules mean energy of a sample on the rows that λ was chosen on, J
     * @param calibrationLoss mean cross-entropy there, nats
     * @param trust by modality, how far the context filter believes it, from 0 to 1
     * @param stay by context, how probable it is one tick later
     * @param contextLoss by context and configuration, the mean loss in nats
     */
    public record Gates(
            String identification,
            String goal,
            double lambda,
            double gamma,
            String allSensors,
            double calibrationJoules,
            double calibrationLoss,
            Map<String, Double> trust,
            Map<String, Double> stay,
            Map<String, Map<String, Float>> contextLoss) {}

    /** The report as JSON; the same report is the same bytes. */
    public byte[] json() {
        return ReportJson.write(this);
    }

    /** Reads a report. */
    public static SensorReport read(byte[] json) {
        return ReportJson.read(FILE, json, SensorReport.class);
    }
}
