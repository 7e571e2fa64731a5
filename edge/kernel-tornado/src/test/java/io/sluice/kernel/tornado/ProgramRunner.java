package io.sluice.kernel.tornado;

import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import io.sluice.kernel.tornado.graph.DeviceClass;
import io.sluice.kernel.tornado.graph.DeviceLimits;
import io.sluice.kernel.tornado.graph.DeviceOffers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs programs on the device, with the kernels of either class of device. */
final class ProgramRunner {
    private ProgramRunner() {}

    /** Each output's elements, as {@code float[]} or {@code int[]}. */
    static List<Object> run(Program program, List<Object> inputs, DeviceClass kernels) {
        return run(program, inputs, kernels, DeviceOffers.NONE);
    }

    /** The same on a device with something beside kernels. */
    static List<Object> run(
            Program program, List<Object> inputs, DeviceClass kernels, DeviceOffers offers) {
        OpenDevice device = OpenClDevice.open();
        DeviceLimits limits = device.limits();
        DeviceLimits as =
                new DeviceLimits(
                        kernels,
                        limits.groupItems(),
                        limits.groupDimensions(),
                        limits.localBytes(),
                        offers);
        List<Object> outputs = new ArrayList<>();
        device.thread()
                .run(
                        new DeviceThread.Job() {
                            @Override
                            void execute() {
                                try (CompiledPlan plan =
                                        CompiledPlan.of(program, device.device(), as)) {
                                    write(plan, inputs);
                                    plan.execute();
                                    read(plan, program.outputs(), outputs);
                                }
                            }
                        },
                        Duration.ofMinutes(5));
        return outputs;
    }

    private static void write(CompiledPlan plan, List<Object> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            ByteBuffer into = plan.inputs().get(i);
            if (inputs.get(i) instanceof float[] floats) {
                into.asFloatBuffer().put(floats);
            } else {
                into.asIntBuffer().put((int[]) inputs.get(i));
            }
        }
    }

    private static void read(CompiledPlan plan, List<Operand> operands, List<Object> outputs) {
        for (int i = 0; i < operands.size(); i++) {
            ByteBuffer from = plan.outputs().get(i);
            if (operands.get(i).type() == ElementType.FLOAT32) {
                float[] floats = new float[operands.get(i).elements()];
                from.asFloatBuffer().get(floats);
                outputs.add(floats);
            } else {
                int[] ints = new int[operands.get(i).elements()];
                from.asIntBuffer().get(ints);
                outputs.add(ints);
            }
        }
    }
}
