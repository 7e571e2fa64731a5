package io.sluice.operators.sensors;

/**
 * What gates that are not followed would have done with a sample.
 *
 * @param on the sensors that would have been on, a mask
 * @param woken those of the others that would have been woken then, a mask
 * @param configuration that would have run; −1 for none, also for a sample that is not computed
 */
record Unfollowed(int on, int woken, int configuration) {}
