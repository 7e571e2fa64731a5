package io.sluice.operators.sensors;

/** What `align` gives on: samples, and between them what the control topic has said. */
public sealed interface Aligned permits AlignedSample, AlignedNotice {}
