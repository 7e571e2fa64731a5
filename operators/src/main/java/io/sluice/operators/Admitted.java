package io.sluice.operators;

/** What admission gives on: events, and between them what the control topic has said. */
public sealed interface Admitted permits AdmittedEvent, ControlNotice {}
