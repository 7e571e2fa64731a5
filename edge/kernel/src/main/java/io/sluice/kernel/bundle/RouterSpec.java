package io.sluice.kernel.bundle;

/**
 * What makes a bundle a router bundle: its only stage has no exit and turns inputs into features,
 * from which experts are chosen.
 *
 * @param stage the stage's name
 * @param features the stage's output, FLOAT32 with one dimension behind the batch
 */
public record RouterSpec(String stage, String features) {}
