package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.SensorCosts;
import java.util.ArrayDeque;
import java.util.Deque;

/** A device in a replay: it obeys commands after a while, and a sensor that wakes needs time. */
final class ReplayedDevice {
    private record Command(long tick, int on) {}

    private final DeviceDelays delays;
    private final SensorCosts costs;
    private final Deque<Command> commands = new ArrayDeque<>();
    private final long[] givesFrom;
    private int wanted;
    private int powered;
    private int switches;

    /** All that are in the mask are on and give. */
    ReplayedDevice(DeviceDelays delays, SensorCosts costs, int on) {
        this.delays = delays;
        this.costs = costs;
        this.givesFrom = new long[delays.wakeTicks().length];
        java.util.Arrays.fill(givesFrom, Long.MIN_VALUE);
        this.wanted = on;
        this.powered = on;
    }

    /** Obeys the commands that are due; what waking costs, J. */
    double advance(long tick) {
        double joules = 0;
        while (!commands.isEmpty() && commands.peek().tick() <= tick) {
            Command command = commands.poll();
            int woken = command.on() & ~powered;
            for (int m = 0; m < givesFrom.length; m++) {
                if ((woken >> m & 1) != 0) {
                    givesFrom[m] = command.tick() + delays.wakeTicks()[m];
                }
            }
            joules += costs.wakeJoules(woken);
            switches += command.on() == powered ? 0 : 1;
            powered = command.on();
        }
        return joules;
    }

    /** Asks for other sensors; a wish that is on its way already is not sent again. */
    void command(long tick, int on) {
        if (on != wanted) {
            commands.add(new Command(tick + delays.commandTicks(), on));
            wanted = on;
        }
    }

    int powered() {
        return powered;
    }

    /** The sensors that give something. */
    int giving(long tick) {
        int mask = 0;
        for (int m = 0; m < givesFrom.length; m++) {
            mask |= tick >= givesFrom[m] ? 1 << m : 0;
        }
        return mask & powered;
    }

    /** How often the set of powered sensors changed. */
    int switches() {
        return switches;
    }
}
