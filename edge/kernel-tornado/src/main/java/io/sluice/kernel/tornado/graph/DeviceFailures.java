package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Program;
import java.util.List;
import uk.ac.manchester.tornado.api.exceptions.TornadoMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;

/** What TornadoVM throws, which has no type in common, and what it means. */
public final class DeviceFailures {
    private DeviceFailures() {}

    /** Whether a smaller batch may succeed. */
    public static boolean isOutOfMemory(Throwable failure) {
        return failure instanceof TornadoOutOfMemoryException
                || failure instanceof TornadoMemoryException;
    }

    /** The answer when stages have taken what memory they may. */
    public static RuntimeException outOfMemory(long bytes, long limit) {
        return new TornadoOutOfMemoryException(
                bytes + " bytes are asked for, and all stages together may take " + limit);
    }

    /** Lets pass what is no matter of the device: a JVM at its end. TornadoVM throws errors too. */
    public static void rethrowFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal) {
            throw fatal;
        }
    }

    /** Device memory that a program takes. */
    public static long bytes(Program program) {
        long elements = elements(program.inputs()) + elements(program.outputs());
        elements += elements(program.constants().stream().map(c -> c.operand()).toList());
        return 4 * elements + program.memory().bytes();
    }

    private static long elements(List<Operand> operands) {
        return operands.stream().mapToLong(Operand::elements).sum();
    }
}
