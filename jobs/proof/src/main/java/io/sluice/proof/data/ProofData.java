package io.sluice.proof.data;

import io.sluice.gates.fit.FitSample;
import io.sluice.gates.fit.Splits;
import java.util.function.LongFunction;

/**
 * A data set as a proof sees it: what a frozen network gives for its rows, and which rows serve
 * what.
 *
 * @param name as in the tables of results
 * @param sample features, labels and costs of all rows
 * @param splits which rows serve what, by seed; the test rows may be the same for each
 */
public record ProofData(String name, FitSample sample, LongFunction<Splits> splits) {}
