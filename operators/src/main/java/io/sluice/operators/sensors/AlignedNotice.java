package io.sluice.operators.sensors;

import io.sluice.operators.ControlNotice;

/**
 * What the control topic has said, for the task that is next in the chain. It is of no device.
 *
 * @param notice what was said
 */
public record AlignedNotice(ControlNotice notice) implements Aligned {}
