package io.sluice.operators.budget;

import io.sluice.operators.serialization.TaskStatusSerializer;
import io.sluice.schemas.TaskStatus;
import org.apache.flink.util.OutputTag;

/** The side output in which tasks say how they stand. */
public final class TaskStatuses {
    public static final OutputTag<TaskStatus> TAG =
            new OutputTag<>("task-statuses", TaskStatusSerializer.TYPE);

    private TaskStatuses() {}
}
