package io.sluice.proof.sensors;

import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.fit.SensorFitSettings.Identification;
import io.sluice.proof.ProofTable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Writes what came out. */
final class MotionTables {
    private final MotionGates gates;
    private final ProofTable table = new ProofTable("Sensor gates on the motion of 17 people");

    MotionTables(MotionGates gates) {
        this.gates = gates;
    }

    void write() throws IOException {
        folds();
        comparisons();
        fixed();
        frontier();
        activities();
        System.out.println(java.nio.file.Files.readString(table.write("wisdm-sensor-gates")));
    }

    private void folds() {
        table.text("What was chosen on calibration people")
                .header(
                        "fold",
                        "losses known by",
                        "window",
                        "contexts",
                        "probe every",
                        "uncertain below",
                        "γ",
                        "λ",
                        "the command's rule finds a λ");
        for (int f = 0; f < gates.folds().size(); f++) {
            FoldGates fold = gates.folds().get(f);
            SensorGate.Settings gate = fold.chosen().policy().gate();
            table.row(
                    f,
                    fold.chosen().name(),
                    gate.windowMillis() / 1000 + " s",
                    fold.groups().names().size(),
                    gate.probeEveryMillis() / 1000 + " s",
                    gate.uncertainBelow(),
                    gate.selection().gamma(),
                    fold.lambda(),
                    fold.isIntervalBelowMargin() ? "yes" : "no");
        }
    }

    private void comparisons() {
        table.text("The gates, and what they are compared with, at the chosen λ")
                .header(
                        "",
                        "sensors on",
                        "macro-F1",
                        "accuracy",
                        "gates − this, points of macro-F1",
                        "gates − this, sensors on");
        compare("gates", gates.gate);
        compare("all sensors", gates.allSensors);
        compare("fixed, chosen by the same rule", gates.fixedByTheSameRule);
        compare("best fixed for no more energy", gates.bestFixedForNoMoreEnergy);
        compare("random, equal energy", gates.random);
        compare("oracle, same λ", gates.oracle);
        double lower = gates.gate.less(gates.allSensors, gates.bootstrap).lower();
        table.text(
                "Not inferior to all sensors by a point of macro-F1: %s",
                lower > -GatePlan.MARGIN ? "yes" : "no");
    }

    private void compare(String name, PersonFigures figures) {
        Bootstrap.Interval f1 = gates.gate.less(figures, gates.bootstrap);
        Bootstrap.Interval on =
                gates.bootstrap.difference(
                        gates.gate.sensorsOnByPerson(), figures.sensorsOnByPerson());
        boolean isItself = figures == gates.gate;
        table.row(
                name,
                number(figures.sensorsOn()),
                percent(figures.meanF1()),
                percent(figures.accuracy()),
                isItself ? "" : interval(f1, 100),
                isItself ? "" : interval(on, 1));
    }

    private void fixed() {
        table.text("Fixed configurations; + is late fusion")
                .header(
                        "configuration",
                        "sensors on",
                        "macro-F1",
                        "accuracy",
                        "this − all sensors, points");
        for (int k = 0; k < gates.fixed.size(); k++) {
            PersonFigures figures = gates.fixed.get(k);
            table.row(
                    gates.structure().configurations().get(k).name(),
                    number(figures.sensorsOn()),
                    percent(figures.meanF1()),
                    percent(figures.accuracy()),
                    interval(figures.less(gates.allSensors, gates.bootstrap), 100));
        }
    }

    private void frontier() {
        table.text("Along λ: sensors on, macro-F1 in percent")
                .header(
                        "λ",
                        "sensors on",
                        "linear",
                        "attention",
                        "context",
                        "ranking",
                        "random, equal energy",
                        "ranking told the context",
                        "oracle");
        for (int i = 0; i < gates.lambdas.length; i++) {
            table.row(
                    gates.lambdas[i],
                    number(gates.curves.get(Identification.LINEAR).get(i).sensorsOn()),
                    percent(gates.curves.get(Identification.LINEAR).get(i).meanF1()),
                    percent(gates.curves.get(Identification.ATTENTION).get(i).meanF1()),
                    percent(gates.curves.get(Identification.CONTEXT).get(i).meanF1()),
                    percent(gates.curves.get(Identification.RANKING).get(i).meanF1()),
                    percent(gates.randoms.get(i).meanF1()),
                    both(gates.told.get(i)),
                    both(gates.oracles.get(i)));
        }
    }

    private void activities() {
        List<String> names = gates.study().activities();
        PersonFigures watch = gates.fixed.get(2);
        table.text("By activity: F1 over all people; sensors on under the gates")
                .header(
                        "activity",
                        "all sensors",
                        "gates",
                        "watch accel",
                        "phone accel on",
                        "phone gyro on",
                        "watch accel on",
                        "watch gyro on");
        for (int c = 0; c < names.size(); c++) {
            table.row(
                    names.get(c),
                    percent(gates.allSensors.f1(c)),
                    percent(gates.gate.f1(c)),
                    percent(watch.f1(c)),
                    number(gates.gate.on(c, 0)),
                    number(gates.gate.on(c, 1)),
                    number(gates.gate.on(c, 2)),
                    number(gates.gate.on(c, 3)));
        }
    }

    private static String both(PersonFigures figures) {
        return number(figures.sensorsOn()) + "; " + percent(figures.meanF1());
    }

    private static String interval(Bootstrap.Interval interval, double factor) {
        return String.format(
                Locale.ROOT,
                "%+.2f (%+.2f to %+.2f)",
                factor * interval.estimate(),
                factor * interval.lower(),
                factor * interval.upper());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }
}
