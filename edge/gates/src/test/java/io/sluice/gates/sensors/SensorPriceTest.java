package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.Prices;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Under a higher price neither sensors nor branches ever draw more, on random structures. */
class SensorPriceTest {
    private static final int MODALITIES = 4;
    private static final long PERIOD = 100;
    private static final double[] PRICES = {0, .05, .2, .5, 1, 2, 3.5, 5, 10, 1e6};

    @Test
    void aHigherPriceNeverChoosesDearerSensors() {
        Random random = new Random(1);
        int moved = 0;
        for (int round = 0; round < 300; round++) {
            SensorStructure structure = structure(random);
            // Without branches' energy what sensors and stems take is the whole.
            SensorCosts costs = costs(random, structure, 0);
            float[][] losses = {losses(random, structure), losses(random, structure)};
            JointSelection selection =
                    new JointSelection(
                            random.nextDouble() / 4,
                            random.nextDouble() / 2,
                            1 + 4 * random.nextDouble());
            SensorGate gate =
                    new SensorGate(
                            structure,
                            costs,
                            PERIOD,
                            losses,
                            new SensorGate.Settings(1000, 2, 0, 5000, 0, 0, selection));
            double belief = random.nextDouble();
            double last = Double.POSITIVE_INFINITY;
            double first = joules(gate, structure, costs, belief, 0);
            for (double price : PRICES) {
                double now = joules(gate, structure, costs, belief, price);
                assertThat(now)
                        .as("round %d, price %s", round, price)
                        .isLessThanOrEqualTo(last * (1 + 1e-9));
                last = now;
            }
            moved += last < first ? 1 : 0;
        }
        assertThat(moved).isGreaterThan(100);
    }

    /** What a sample costs at least by the sensors that stay on after the first choice. */
    private static double joules(
            SensorGate gate,
            SensorStructure structure,
            SensorCosts costs,
            double belief,
            double price) {
        SensorGate.State state = gate.start();
        SensorGate.Decision decision = new SensorGate.Decision();
        Workspace space = new Workspace();
        int on = structure.allModalities();
        for (long time = 0; time <= 10_000; time += PERIOD) {
            gate.decide(
                    state,
                    time,
                    new double[] {belief, 1 - belief},
                    on,
                    on,
                    prices(price),
                    space,
                    decision);
            on = decision.wanted();
        }
        return costs.sensorJoules(on, PERIOD / 1000.0) + costs.stemJoules(on);
    }

    @Test
    void aHigherPriceNeverRunsDearerBranches() {
        Random random = new Random(2);
        int moved = 0;
        for (int round = 0; round < 2_000; round++) {
            SensorStructure structure = structure(random);
            SensorCosts costs = costs(random, structure, 2);
            double[] joules =
                    structure.configurations().stream()
                            .mapToDouble(costs::configurationJoules)
                            .toArray();
            JointSelection selection =
                    new JointSelection(
                            random.nextDouble() / 4,
                            random.nextDouble() / 2,
                            1 + 4 * random.nextDouble());
            ComputeGate gate = new ComputeGate(selection, joules, structure.modalitiesOfAll());
            float[] losses = losses(random, structure);
            int present = 1 + random.nextInt((1 << MODALITIES) - 1);
            double first = 0;
            double last = Double.POSITIVE_INFINITY;
            for (double price : PRICES) {
                int chosen = gate.choose(losses, present, prices(price));
                double now = chosen < 0 ? 0 : joules[chosen];
                first = price == 0 ? now : first;
                assertThat(now).as("round %d, price %s", round, price).isLessThanOrEqualTo(last);
                last = now;
            }
            moved += last < first ? 1 : 0;
        }
        assertThat(moved).isGreaterThan(300);
    }

    private static SensorStructure structure(Random random) {
        List<String> modalities = new ArrayList<>();
        List<Integer> widths = new ArrayList<>();
        List<BranchShape> branches = new ArrayList<>();
        for (int m = 0; m < MODALITIES; m++) {
            modalities.add("m" + m);
            widths.add(1);
            branches.add(new BranchShape("b" + m, 1 << m));
        }
        branches.add(new BranchShape("joint", 1 + random.nextInt((1 << MODALITIES) - 1)));
        List<ConfigurationShape> configurations = new ArrayList<>();
        for (int k = 0; k < 7; k++) {
            int mask = 1 + random.nextInt((1 << branches.size()) - 1);
            configurations.add(new ConfigurationShape("c" + k, mask));
        }
        return new SensorStructure(modalities, widths, branches, configurations);
    }

    private static SensorCosts costs(
            Random random, SensorStructure structure, double branchJoules) {
        return new SensorCosts(
                doubles(random, MODALITIES, 20),
                new double[MODALITIES],
                doubles(random, MODALITIES, 5),
                doubles(random, MODALITIES, 1),
                doubles(random, structure.branches().size(), branchJoules),
                branchJoules * random.nextDouble() / 10);
    }

    private static double[] doubles(Random random, int count, double most) {
        return random.doubles(count).map(value -> most * value).toArray();
    }

    private static float[] losses(Random random, SensorStructure structure) {
        float[] losses = new float[structure.configurations().size()];
        for (int k = 0; k < losses.length; k++) {
            losses[k] = 2 * random.nextFloat();
        }
        return losses;
    }

    private static Prices prices(double price) {
        return price == 0
                ? Prices.NONE
                : Prices.of(List.of(new Price(Resource.JOULES, "job", price)));
    }
}
