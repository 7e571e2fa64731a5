package io.sluice.proof.sensors;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Windows of four motion sensors of people at 18 activities (WISDM Smartphone and Smartwatch
 * Activity and Biometrics, Weiss, UCI, CC BY 4.0): 5 s at 20 Hz.
 *
 * @param values little-endian int16, 256 of them a unit (m/s² or rad/s): {@code
 *     [windows][STEPS][CHANNELS]}
 * @param subject of each window
 * @param activity of each window, its letter in the key
 * @param names of the activities by their letter: {@code "walking = A"} a line
 */
public record WisdmWindows(short[] values, int[] subject, String[] activity, List<Activity> names) {
    public static final int STEPS = 100;
    public static final int CHANNELS = 12;

    /** Three axes a sensor. */
    public static final int AXES = 3;

    /** In the order of the channels. */
    public static final List<String> SENSORS =
            List.of("phone-accel", "phone-gyro", "watch-accel", "watch-gyro");

    private static final float UNIT = 256;
    private static final String WINDOWS = "wisdm17_win5s_i16.bin.gz";
    private static final String LABELS = "wisdm17_win5s_labels.csv";
    private static final String KEY = "activity_key.txt";

    /** An activity and its letter. */
    public record Activity(String letter, String name) {}

    /** Whether a folder has the three files. */
    public static boolean areIn(Path folder) {
        return Files.isRegularFile(folder.resolve(WINDOWS))
                && Files.isRegularFile(folder.resolve(LABELS))
                && Files.isRegularFile(folder.resolve(KEY));
    }

    /**
     * Reads them.
     *
     * @throws IOException when a file is not as described, saying how
     */
    public static WisdmWindows read(Path folder) throws IOException {
        List<String> labels = Files.readAllLines(folder.resolve(LABELS), StandardCharsets.UTF_8);
        int[] subject = new int[labels.size() - 1];
        String[] activity = new String[subject.length];
        for (int row = 0; row < subject.length; row++) {
            String[] cells = labels.get(row + 1).split(",", -1);
            if (cells.length != 3 || !cells[0].equals(Integer.toString(row))) {
                throw new IOException(
                        LABELS
                                + " has '"
                                + labels.get(row + 1)
                                + "'; expected window "
                                + row
                                + ", a subject and an activity");
            }
            subject[row] = Integer.parseInt(cells[1]);
            activity[row] = cells[2].strip();
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(WINDOWS)))) {
            short[] values = values(in, subject.length);
            return new WisdmWindows(values, subject, activity, names(folder.resolve(KEY)));
        }
    }

    /** Numbers of so many windows, and nothing behind them. */
    static short[] values(InputStream in, int windows) throws IOException {
        short[] values = new short[windows * STEPS * CHANNELS];
        byte[] window = new byte[STEPS * CHANNELS * Short.BYTES];
        DataInputStream data = new DataInputStream(in);
        for (int row = 0; row < windows; row++) {
            try {
                data.readFully(window);
            } catch (EOFException e) {
                throw new IOException(
                        "windows end in window " + row + "; expected " + windows + " of them", e);
            }
            ByteBuffer.wrap(window)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer()
                    .get(values, row * STEPS * CHANNELS, STEPS * CHANNELS);
        }
        if (data.read() >= 0) {
            throw new IOException("there are more windows than the " + windows + " labels");
        }
        return values;
    }

    private static List<Activity> names(Path key) throws IOException {
        List<Activity> names = new ArrayList<>();
        for (String line : Files.readAllLines(key, StandardCharsets.UTF_8)) {
            String[] sides = line.split("=", -1);
            if (sides.length == 2) {
                names.add(new Activity(sides[1].strip(), sides[0].strip()));
            }
        }
        return names;
    }

    public int size() {
        return subject.length;
    }

    /** The class of a window: the place of its activity in the key. */
    public int label(int row) {
        for (int c = 0; c < names.size(); c++) {
            if (names.get(c).letter().equals(activity[row])) {
                return c;
            }
        }
        throw new IllegalArgumentException(
                "window " + row + " has activity '" + activity[row] + "', which the key lacks");
    }

    /** The window of one sensor, in its unit: {@code [AXES][STEPS]}. */
    public float[][] window(int row, int sensor) {
        float[][] axes = new float[AXES][STEPS];
        for (int step = 0; step < STEPS; step++) {
            for (int axis = 0; axis < AXES; axis++) {
                int at = (row * STEPS + step) * CHANNELS + sensor * AXES + axis;
                axes[axis][step] = values[at] / UNIT;
            }
        }
        return axes;
    }
}
