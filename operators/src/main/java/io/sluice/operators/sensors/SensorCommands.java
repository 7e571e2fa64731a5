package io.sluice.operators.sensors;

import io.sluice.operators.serialization.SensorCommandSerializer;
import io.sluice.schemas.SensorCommand;
import org.apache.flink.util.OutputTag;

/** The side output of what devices are told. */
public final class SensorCommands {
    public static final OutputTag<SensorCommand> TAG =
            new OutputTag<>("sensor-commands", SensorCommandSerializer.TYPE);

    private SensorCommands() {}
}
