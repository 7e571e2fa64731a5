package io.sluice.energy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * NVIDIA boards, from the power that {@code nvidia-smi} prints every {@value #PERIOD_MILLIS} ms.
 * NVML's counter of millijoules is not among the properties that {@code nvidia-smi} prints; so
 * energy is the integral of power.
 *
 * <p>Asked is for {@code power.draw.instant}; drivers that do not have it give {@code power.draw},
 * which from Ampere on (but for GA100) is the mean of the last second.
 *
 * <p><b>Owned state:</b> one process and the thread that reads its lines, from the first {@link
 * #read} to {@link #close}. A process that ended is started again at a later reading.
 */
final class NvidiaSmiSource implements EnergySource {
    static final String NAME = "nvidia-smi";
    static final int PERIOD_MILLIS = 100;

    private static final List<String> FIELDS = List.of("power.draw.instant", "power.draw");
    private static final long RESTART_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ANSWER_SECONDS = 10;

    private final List<Path> searchPath;
    private final LongSupplier nanoClock;
    private final Map<String, PowerIntegral> boards = new TreeMap<>();
    private String field = FIELDS.get(0);
    private Process process;
    private long startedNanos;
    private String trouble = "has not said anything yet";

    /**
     * @param searchPath the directories where the command may be
     * @param nanoClock the clock of {@link #read}
     */
    NvidiaSmiSource(List<Path> searchPath, LongSupplier nanoClock) {
        this.searchPath = List.copyOf(searchPath);
        this.nanoClock = nanoClock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Coverage covers() {
        return Coverage.ACCELERATORS;
    }

    @Override
    public Optional<Absence> absence() {
        Optional<Path> command = command();
        if (command.isEmpty()) {
            return Optional.of(
                    new Absence(
                            "nvidia-smi is not on the PATH",
                            "install the NVIDIA driver if there is a GPU"));
        }
        String said = "";
        for (String tried : FIELDS) {
            try {
                said = String.join("; ", answer(command.get(), tried));
                if (!said.isEmpty() && !watts(said.split("; ", 2)[0]).isNaN()) {
                    synchronized (this) {
                        field = tried;
                    }
                    return Optional.empty();
                }
            } catch (IOException e) {
                said = e.getMessage();
            }
        }
        return Optional.of(
                new Absence(
                        command.get() + " gives no power: " + said,
                        "a board that has a power sensor, and its driver"));
    }

    @Override
    public synchronized String detail() {
        return command().map(Path::toString).orElse(NAME) + ", " + field;
    }

    @Override
    public synchronized double tickSeconds() {
        return field.equals(FIELDS.get(0)) ? PERIOD_MILLIS / 1e3 : 1;
    }

    @Override
    public synchronized List<EnergyCount> read(long nanos) throws IOException {
        if (process == null || !process.isAlive() && nanos - startedNanos > RESTART_NANOS) {
            start(nanos);
        }
        if (!trouble.isEmpty()) {
            throw new IOException(NAME + " " + trouble);
        }
        return boards.values().stream().map(PowerIntegral::count).toList();
    }

    private void start(long nanos) throws IOException {
        Path command = command().orElseThrow(() -> new IOException(NAME + " is not on the PATH"));
        startedNanos = nanos;
        List<String> line = query(command, field);
        line.add("--loop-ms=" + PERIOD_MILLIS);
        Process started = new ProcessBuilder(line).redirectErrorStream(true).start();
        process = started;
        Thread thread = new Thread(() -> listen(started), "sluice-nvidia-smi");
        thread.setDaemon(true);
        // It would inherit the class loader of the job that is running, and keep it from unloading.
        thread.setContextClassLoader(NvidiaSmiSource.class.getClassLoader());
        thread.start();
    }

    private void listen(Process from) {
        String last = "without a word";
        try (BufferedReader lines = from.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
                take(line);
            }
        } catch (IOException e) {
            last = e.toString();
        }
        synchronized (this) {
            trouble = "has ended: " + last;
        }
    }

    private synchronized void take(String line) {
        String board = line.split(",", 2)[0].strip();
        try {
            boards.computeIfAbsent(board, index -> new PowerIntegral("gpu" + index))
                    .add(watts(line), nanoClock.getAsLong());
            trouble = "";
        } catch (IOException e) {
            trouble = "printed '" + line + "'";
        }
    }

    /** The power of a line such as {@code 0, 71.42}; NaN when there is none. */
    private static Double watts(String line) {
        String[] cells = line.split(",");
        try {
            return cells.length == 2 ? Double.parseDouble(cells[1].strip()) : Double.NaN;
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    private static List<String> answer(Path command, String field) throws IOException {
        Process asked = new ProcessBuilder(query(command, field)).redirectErrorStream(true).start();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(asked.getInputStream(), StandardCharsets.UTF_8))) {
            if (!asked.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("no answer within " + ANSWER_SECONDS + " s");
            }
            return lines.lines().toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            asked.destroy();
        }
    }

    private static List<String> query(Path command, String field) {
        return new ArrayList<>(
                List.of(
                        command.toString(),
                        "--query-gpu=index," + field,
                        "--format=csv,noheader,nounits"));
    }

    private Optional<Path> command() {
        return searchPath.stream()
                .map(directory -> directory.resolve("nvidia-smi"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            process.destroy();
        }
    }
}
