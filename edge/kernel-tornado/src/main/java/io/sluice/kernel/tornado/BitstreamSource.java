package io.sluice.kernel.tornado;

import io.sluice.kernel.Bitstream;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.MemoryPlan;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Operand.Role;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import io.sluice.kernel.tornado.graph.PrebuiltKernel;
import io.sluice.schemas.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans that call a bitstream of the bundle.
 *
 * <p>Owned state: a private directory with the bitstream, from the first plan until this is closed;
 * none where TornadoVM was told of a file at its start.
 */
final class BitstreamSource implements PlanSource {
    private static final int HASH_DIGITS = 12;

    private final StageModel model;
    private final Bitstream bitstream;
    private final Optional<Path> given;
    private Path directory;

    /**
     * @param given the file to load; without one the bitstream is written to a file of its own
     */
    BitstreamSource(StageModel model, Bitstream bitstream, Optional<Path> given) {
        this.model = model;
        this.bitstream = bitstream;
        this.given = given;
    }

    /** A bitstream's task: one name for one entry of one file, without a dot. */
    static String task(Bitstream bitstream) {
        return bitstream.entry() + "_" + bitstream.sha256().substring(0, HASH_DIGITS);
    }

    @Override
    public String identity() {
        return bitstream.sha256() + " " + bitstream.entry() + " " + bitstream.minimumBatch();
    }

    @Override
    public int leastBatch() {
        return bitstream.minimumBatch();
    }

    @Override
    public boolean keepsDtypes() {
        return true;
    }

    @Override
    public Program program(int batch) {
        List<Operand> operands = new ArrayList<>();
        model.inputs().forEach(s -> operands.add(operand(operands.size(), s, batch, Role.INPUT)));
        int inputs = operands.size();
        model.outputs().forEach(s -> operands.add(operand(operands.size(), s, batch, Role.OUTPUT)));
        return new Program(
                model.name(),
                batch,
                operands.subList(0, inputs),
                operands.subList(inputs, operands.size()),
                List.of(),
                List.of(),
                new MemoryPlan(List.of(), Map.of()));
    }

    /** Rows one after another, in whole words of four bytes whatever the dtype. */
    private static Operand operand(int id, TensorSpec spec, int batch, Role role) {
        ElementType type = spec.dtype() == DType.FLOAT32 ? ElementType.FLOAT32 : ElementType.INT32;
        long words = ((long) batch * spec.rowBytes() + 3) / 4;
        return new Operand(id, spec.name(), type, new int[] {Math.toIntExact(words)}, role);
    }

    @Override
    public CompiledPlan assemble(Program program, OpenDevice device) {
        PrebuiltKernel kernel = new PrebuiltKernel(task(bitstream), bitstream.entry(), file());
        return CompiledPlan.assemble(program, kernel, device.device(), device.limits());
    }

    private Path file() {
        if (given.isPresent()) {
            return given.get();
        }
        try {
            if (directory == null) {
                directory = Files.createTempDirectory("sluice-bitstream-");
            }
            // Written for every plan: what a plan loads is what was checked.
            Path file = directory.resolve(task(bitstream) + ".cl");
            byte[] source = bitstream.bytes();
            requireEntry(new String(source, StandardCharsets.ISO_8859_1));
            Files.write(file, source);
            return file;
        } catch (IOException e) {
            throw new KernelException(
                    model.name() + ": " + bitstream.file() + " cannot be written: " + e, e);
        }
    }

    private void requireEntry(String source) {
        if (!KernelEntry.isIn(source, bitstream.entry())) {
            throw new UnsupportedStageException(
                    model.name()
                            + ": "
                            + bitstream.file()
                            + " has no '__kernel void "
                            + bitstream.entry()
                            + "(…)' in OpenCL C, which a device that is no FPGA needs");
        }
    }

    @Override
    public void close() {
        if (directory == null) {
            return;
        }
        try {
            Files.deleteIfExists(directory.resolve(task(bitstream) + ".cl"));
            Files.deleteIfExists(directory);
            directory = null;
        } catch (IOException e) {
            throw new KernelException(directory + " cannot be deleted: " + e, e);
        }
    }
}
