package io.sluice.proof.sensors;

import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.sensors.fit.Replayed;
import java.util.Arrays;
import java.util.List;

/** What one way of gating did with each person, collected over the folds in which it was tested. */
final class PersonFigures {
    /** Answers by class: how many were right, how many there are, how many were given. */
    private static final class Answers {
        private final double[] right;
        private final double[] actual;
        private final double[] given;
        private double rows;

        Answers(int classes) {
            right = new double[classes];
            actual = new double[classes];
            given = new double[classes];
        }

        void add(Answers other, double weight) {
            rows += weight * other.rows;
            for (int c = 0; c < right.length; c++) {
                right[c] += weight * other.right[c];
                actual[c] += weight * other.actual[c];
                given[c] += weight * other.given[c];
            }
        }

        double f1(int c) {
            return 2 * right[c] / (actual[c] + given[c]);
        }

        /** Over the classes that there are or that were given. */
        double macroF1() {
            double sum = 0;
            int count = 0;
            for (int c = 0; c < right.length; c++) {
                if (actual[c] + given[c] > 0) {
                    sum += f1(c);
                    count++;
                }
            }
            return sum / count;
        }
    }

    private final PersonStreams streams;
    private final int classes;
    private final Answers[] answers;
    private final double[] sensorSeconds;
    private final double[][] onByClass;

    /**
     * @param sensors their number
     */
    PersonFigures(PersonStreams streams, int classes, int sensors) {
        this.streams = streams;
        this.classes = classes;
        this.answers = new Answers[streams.people().size()];
        Arrays.setAll(answers, p -> new Answers(classes));
        this.sensorSeconds = new double[answers.length];
        this.onByClass = new double[classes][sensors];
    }

    PersonFigures add(Replayed replayed) {
        for (int at = 0; at < replayed.size(); at++) {
            int row = replayed.row(at);
            int label = streams.label()[row];
            Answers own = answers[streams.person()[row]];
            own.rows++;
            own.actual[label]++;
            if (replayed.answer(at) >= 0) {
                own.given[replayed.answer(at)]++;
                own.right[label] += replayed.answer(at) == label ? 1 : 0;
            }
            sensorSeconds[streams.person()[row]] += replayed.joules(at);
            for (int m = 0; m < onByClass[label].length; m++) {
                onByClass[label][m] += replayed.on(at) >> m & 1;
            }
        }
        return this;
    }

    /** Adds what some ways of gating did, each with its share: the expectation of a random one. */
    void addMixture(List<Replayed> ways, double[] shares) {
        for (int k = 0; k < shares.length; k++) {
            PersonFigures one =
                    new PersonFigures(streams, classes, onByClass[0].length).add(ways.get(k));
            for (int p = 0; p < answers.length; p++) {
                answers[p].add(one.answers[p], shares[k]);
                sensorSeconds[p] += shares[k] * one.sensorSeconds[p];
            }
        }
    }

    /** Macro-F1 of each person who was tested. */
    double[] macroF1() {
        return Arrays.stream(answers)
                .filter(a -> a.rows > 0)
                .mapToDouble(Answers::macroF1)
                .toArray();
    }

    double meanF1() {
        return Arrays.stream(macroF1()).average().orElseThrow();
    }

    double accuracy() {
        Answers all = all();
        return Arrays.stream(all.right).sum() / all.rows;
    }

    /** Sensor-seconds a second: the mean number of sensors that are on. */
    double sensorsOn() {
        return Arrays.stream(sensorSeconds).sum() / all().rows / GatePlan.PERIOD_SECONDS;
    }

    /** Sensors on of each person who was tested. */
    double[] sensorsOnByPerson() {
        double[] on = new double[answers.length];
        int count = 0;
        for (int p = 0; p < answers.length; p++) {
            if (answers[p].rows > 0) {
                on[count++] = sensorSeconds[p] / answers[p].rows / GatePlan.PERIOD_SECONDS;
            }
        }
        return Arrays.copyOf(on, count);
    }

    /** F1 of a class over all people together. */
    double f1(int label) {
        return all().f1(label);
    }

    /** The share of the class's windows in which a sensor is on. */
    double on(int label, int sensor) {
        return onByClass[label][sensor] / all().actual[label];
    }

    private Answers all() {
        Answers all = new Answers(classes);
        for (Answers each : answers) {
            all.add(each, 1);
        }
        return all;
    }

    /** Mean macro-F1 of people less that of another way, in pairs. */
    Bootstrap.Interval less(PersonFigures other, Bootstrap bootstrap) {
        return bootstrap.difference(macroF1(), other.macroF1());
    }
}
