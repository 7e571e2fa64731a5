package io.sluice.benchmarks.micro;

import io.sluice.gates.Prices;
import io.sluice.gates.sensors.AttentionPredictor;
import io.sluice.gates.sensors.BranchShape;
import io.sluice.gates.sensors.ComputeGate;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.LinearPredictor;
import io.sluice.gates.sensors.LossPredictor;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.Summaries;
import io.sluice.gates.sensors.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The decisions of the sensor gates with four modalities and sixteen configurations: one sample's
 * configuration from four summaries of width 16, prediction included, and one key's sensors, at the
 * start of a window every time, which is the dear case.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SensorDecision {
    private static final int MODALITIES = 4;
    private static final int WIDTH = 16;
    private static final int CONFIGURATIONS = 16;
    private static final int CONTEXTS = 6;
    private static final int HIDDEN = 16;
    private static final int TOKEN = 8;
    private static final int QUERY = 4;
    private static final int ROWS = 64;
    private static final int ALL = (1 << MODALITIES) - 1;
    private static final long WINDOW = 1000;

    /** Parameters of the compute gate alone. */
    @State(Scope.Thread)
    public static class Predictor {
        @Param({"linear", "linear-hidden-16", "attention"})
        public String kind;

        private LossPredictor predictor;

        @Setup
        public void fill() {
            Random random = new Random(2);
            int inputs = MODALITIES * WIDTH + MODALITIES;
            predictor =
                    switch (kind) {
                        case "linear" ->
                                new LinearPredictor(
                                        widths(),
                                        new float[0][],
                                        matrix(random, CONFIGURATIONS, inputs + 1));
                        case "linear-hidden-16" ->
                                new LinearPredictor(
                                        widths(),
                                        matrix(random, HIDDEN, inputs + 1),
                                        matrix(random, CONFIGURATIONS, HIDDEN + 1));
                        default -> attention(random);
                    };
        }

        private static int[] widths() {
            return new int[] {WIDTH, WIDTH, WIDTH, WIDTH};
        }

        private static LossPredictor attention(Random random) {
            float[][][] tokens = new float[MODALITIES][][];
            for (int m = 0; m < MODALITIES; m++) {
                tokens[m] = matrix(random, TOKEN, WIDTH + 1);
            }
            int outputs = MODALITIES * TOKEN + MODALITIES + 1;
            return new AttentionPredictor(
                    tokens,
                    matrix(random, QUERY, TOKEN + 1),
                    matrix(random, QUERY, TOKEN + 1),
                    matrix(random, TOKEN, TOKEN + 1),
                    .5f,
                    matrix(random, CONFIGURATIONS, outputs));
        }
    }

    private final Workspace space = new Workspace();
    private final SensorGate.Decision decision = new SensorGate.Decision();
    private final float[] losses = new float[CONFIGURATIONS];
    private final float[][][] summaries = new float[ROWS][][];
    private final double[][] beliefs = new double[ROWS][CONTEXTS];
    private ComputeGate computeGate;
    private SensorGate sensorGate;
    private SensorGate.State state;
    private long time;
    private int row;

    @Setup
    public void fill() {
        Random random = new Random(1);
        JointSelection selection = new JointSelection(.2, .5, 8);
        SensorStructure structure = structure();
        SensorCosts costs =
                new SensorCosts(
                        new double[] {2, 24, 12, 5},
                        new double[] {.1, 1, 1, .1},
                        new double[] {1, 1, 1, 1},
                        new double[] {.1, .1, .1, .1},
                        new double[] {.2, .3, .4, .5, .6},
                        .01);
        double[] joules = random.doubles(CONFIGURATIONS, .1, 2).toArray();
        computeGate = new ComputeGate(selection, joules, structure.modalitiesOfAll());
        SensorGate.Settings settings =
                new SensorGate.Settings(WINDOW, 5, 30_000, 5000, .3, 0, selection);
        float[][] contextLoss = matrix(random, CONTEXTS, CONFIGURATIONS);
        sensorGate = new SensorGate(structure, costs, 100, contextLoss, settings);
        state = sensorGate.start();
        for (int i = 0; i < ROWS; i++) {
            summaries[i] = matrix(random, MODALITIES, WIDTH);
            double sum = 0;
            for (int c = 0; c < CONTEXTS; c++) {
                beliefs[i][c] = random.nextDouble();
                sum += beliefs[i][c];
            }
            for (int c = 0; c < CONTEXTS; c++) {
                beliefs[i][c] /= sum;
            }
        }
    }

    /** Every set of the four branches, and one branch over all modalities. */
    private static SensorStructure structure() {
        List<BranchShape> branches = new ArrayList<>();
        for (int m = 0; m < MODALITIES; m++) {
            branches.add(new BranchShape("branch-" + m, 1 << m));
        }
        branches.add(new BranchShape("early", ALL));
        List<ConfigurationShape> configurations = new ArrayList<>();
        for (int mask = 1; mask <= CONFIGURATIONS; mask++) {
            configurations.add(new ConfigurationShape("configuration-" + mask, mask));
        }
        return new SensorStructure(
                List.of("a", "b", "c", "d"),
                List.of(WIDTH, WIDTH, WIDTH, WIDTH),
                branches,
                configurations);
    }

    private static float[][] matrix(Random random, int rows, int columns) {
        float[][] matrix = new float[rows][columns];
        for (float[] values : matrix) {
            for (int i = 0; i < columns; i++) {
                values[i] = (float) random.nextGaussian();
            }
        }
        return matrix;
    }

    @Benchmark
    public int compute(Predictor predictor) {
        row = (row + 1) % ROWS;
        int present = Summaries.usable(summaries[row], ALL);
        predictor.predictor.predict(summaries[row], present, beliefs[row], losses, space);
        return computeGate.choose(losses, present, Prices.NONE);
    }

    @Benchmark
    public int sensors() {
        row = (row + 1) % ROWS;
        time += WINDOW;
        sensorGate.decide(state, time, beliefs[row], ALL, ALL, Prices.NONE, space, decision);
        return decision.wanted();
    }
}
