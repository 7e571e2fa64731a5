package io.sluice.fitting;

import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.fit.ExitFitSettings;
import io.sluice.gates.fit.Splits;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What exits are to be fitted, on what, and to what end.
 *
 * @param name of the bundle that is made
 * @param version its semantic version
 * @param source what the rows are, in words, for the report
 * @param classes names of the classes, in the order of the logits
 * @param backbone the frozen network
 * @param rows the labelled data set
 * @param splits which rows serve what
 * @param settings of the fit
 * @param goal by what κ is chosen
 * @param missRate of prediction sets, or empty for none
 * @param measuredCosts whether a stage costs the time it takes here, and not its multiply-adds
 * @param batch rows per batch for measured costs
 * @param goldenRows how many rows become golden vectors
 */
public record FitRequest(
        String name,
        String version,
        String source,
        List<String> classes,
        Backbone backbone,
        LabelledRows rows,
        Splits splits,
        ExitFitSettings settings,
        FitGoal goal,
        OptionalDouble missRate,
        boolean measuredCosts,
        int batch,
        int goldenRows) {
    public FitRequest {
        classes = List.copyOf(classes);
    }
}
