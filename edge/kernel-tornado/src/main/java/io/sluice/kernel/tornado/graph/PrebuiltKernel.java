package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Program;
import java.nio.file.Path;
import uk.ac.manchester.tornado.api.AccessorParameters;
import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A kernel that was compiled, or written, by somebody else and computes a whole stage.
 *
 * @param task its name in the task graph
 * @param entry the kernel's name in the file
 * @param file OpenCL C, or on an FPGA a binary
 */
public record PrebuiltKernel(String task, String entry, Path file) {
    private static final int GROUP = 64;

    /** The name that TornadoVM knows a task by. */
    public static String fullName(String task) {
        return GraphAssembly.NAME + "." + task;
    }

    /** Adds the call: inputs, outputs, number of rows; a work item a row, in whole groups. */
    void add(GraphAssembly assembly, Program program) {
        int count = program.inputs().size() + program.outputs().size() + 1;
        AccessorParameters arguments = new AccessorParameters(count);
        int next = 0;
        for (Operand input : program.inputs()) {
            arguments.set(next++, assembly.array(input).array(), Access.READ_ONLY);
        }
        for (Operand output : program.outputs()) {
            arguments.set(next++, assembly.array(output).array(), Access.WRITE_ONLY);
        }
        IntArray rows = assembly.table(program.batch());
        arguments.set(next, rows, Access.READ_ONLY);
        Launch launch = Launch.groups(Launch.blocks(program.batch(), GROUP), 1, 1, GROUP, 1);
        assembly.add(
                task,
                launch,
                name -> assembly.graph().prebuiltTask(name, entry, file.toString(), arguments));
    }
}
