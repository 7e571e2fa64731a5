package io.sluice.fitting;

import io.sluice.gates.FixedExit;
import io.sluice.gates.Guarantee;
import io.sluice.gates.PredictionSets;
import io.sluice.gates.RemainingMass;
import io.sluice.gates.fit.CalibrationError;
import io.sluice.gates.fit.ExitFitSettings;
import io.sluice.gates.fit.FitStep;
import io.sluice.gates.fit.FittedExits;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import io.sluice.gates.fit.SetCoverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Puts a fit's outcome into figures. */
final class ReportWriter {
    private final FitRequest request;
    private final FittedExits fitted;
    private final ChosenRule chosen;
    private final Optional<PredictionSets> sets;
    private final StageCosts costs;
    private final StageCosts counted;

    ReportWriter(
            FitRequest request,
            FittedExits fitted,
            ChosenRule chosen,
            Optional<PredictionSets> sets,
            StageCosts costs,
            StageCosts counted) {
        this.request = request;
        this.fitted = fitted;
        this.chosen = chosen;
        this.sets = sets;
        this.costs = costs;
        this.counted = counted;
    }

    FitReport report(LadderLogits calibration, LadderLogits test) {
        LadderLogits judged = test.rows() > 0 ? test : calibration;
        return new FitReport(
                request.name() + "@" + request.version(),
                request.source(),
                new FitReport.Rows(
                        request.splits().fit().length,
                        request.splits().gates().length,
                        request.splits().calibration().length,
                        request.splits().test().length),
                settings(),
                exits(judged),
                new FitReport.Rule(kind(), kappa(), objective(), chosen.lambda()),
                promise(),
                sets(judged),
                evaluation(calibration),
                test.rows() > 0 ? evaluation(test) : null,
                fitted.history().stream().map(FitStep::toString).toList());
    }

    private String objective() {
        return chosen.objective().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private FitReport.Settings settings() {
        ExitFitSettings settings = request.settings();
        return new FitReport.Settings(
                settings.seed(),
                costs.measured() ? "measured" : "counted",
                settings.warmUpEpochs(),
                settings.rounds(),
                settings.epochsPerRound(),
                settings.batch(),
                settings.learningRate(),
                settings.weightDecay());
    }

    private List<FitReport.Exit> exits(LadderLogits judged) {
        double[] shares = costs.cumulativeShares();
        long upToHere = 0;
        List<FitReport.Exit> exits = new ArrayList<>();
        for (int i = 0; i < request.backbone().exits(); i++) {
            Backbone.Stage stage = request.backbone().stages().get(i);
            Outcomes all = Outcomes.of(new FixedExit(i), judged);
            long own = (long) counted.own()[i];
            upToHere += own;
            exits.add(
                    new FitReport.Exit(
                            stage.exit(),
                            stage.name(),
                            stage.keepsHead() ? "kept" : "fitted",
                            stage.keepsHead() ? 0 : stage.width(),
                            own,
                            upToHere,
                            shares[i],
                            costs.measured() ? costs.own()[i] : null,
                            all.accuracy(),
                            CalibrationError.of(all)));
        }
        return exits;
    }

    private String kind() {
        return chosen.rule() instanceof RemainingMass ? "remaining-mass" : "full";
    }

    private Float kappa() {
        return chosen.rule() instanceof RemainingMass mass ? mass.kappa() : null;
    }

    private FitReport.Promise promise() {
        if (chosen.guarantee().isEmpty()) {
            return null;
        }
        Guarantee guarantee = chosen.guarantee().get();
        return new FitReport.Promise(
                guarantee.maxDisagreement(),
                guarantee.method().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                guarantee.confidence() == 0 ? null : guarantee.confidence(),
                guarantee.samples(),
                guarantee.measured(),
                chosen.upperBound(),
                guarantee.assumption());
    }

    private FitReport.Sets sets(LadderLogits judged) {
        if (sets.isEmpty()) {
            return null;
        }
        SetCoverage coverage = SetCoverage.of(sets.get(), Outcomes.of(chosen.rule(), judged));
        return new FitReport.Sets(
                sets.get().missRate(),
                sets.get().quantiles(),
                coverage.coverage(),
                coverage.meanSize());
    }

    private FitReport.Evaluation evaluation(LadderLogits rows) {
        Outcomes outcomes = Outcomes.of(chosen.rule(), rows);
        Outcomes full = Outcomes.of(FixedExit.full(), rows);
        double[] shares = outcomes.exitShares();
        double spent = 0;
        double upToHere = 0;
        for (int exit = 0; exit < shares.length; exit++) {
            upToHere += counted.own()[exit];
            spent += shares[exit] * upToHere;
        }
        return new FitReport.Evaluation(
                outcomes.rows(),
                outcomes.accuracy(),
                full.accuracy(),
                outcomes.disagreement(),
                outcomes.meanCost(),
                spent,
                spent / upToHere,
                shares,
                CalibrationError.of(outcomes),
                CalibrationError.of(full),
                outcomes.ties());
    }
}
