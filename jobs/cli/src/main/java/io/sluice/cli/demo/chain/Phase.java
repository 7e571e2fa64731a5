package io.sluice.cli.demo.chain;

import java.util.Map;

/**
 * What happened while one budget held.
 *
 * @param name of the phase
 * @param budget joules per second of the wall clock
 * @param seconds how long it held
 * @param settledFrom from when on {@code settledSpent} counts, seconds after its beginning
 * @param spent joules per second by all pipelines' accounts, over the whole phase
 * @param settledSpent the same since {@code settledFrom}
 * @param samples seen in it that have an answer
 * @param accuracy share of them that was answered rightly, from 0 to 1; NaN when there are none
 * @param answeredBy how many each pipeline has answered
 */
public record Phase(
        String name,
        double budget,
        double seconds,
        double settledFrom,
        double spent,
        double settledSpent,
        int samples,
        double accuracy,
        Map<String, Integer> answeredBy) {}
