package io.sluice.jobs.config;

import io.sluice.config.Section;
import io.sluice.kernel.costs.DeviceClass;
import java.nio.file.Path;

/**
 * Where the tables of costs lie that {@code sluice profile} writes.
 *
 * @param directory as every task can read it; empty for none
 * @param deviceClass the machines whose table holds; empty for what the task's own counts as
 */
public record CostsConfig(String directory, String deviceClass) {
    static CostsConfig read(Section section, Path base) {
        String directory = section.string("directory", "");
        String machines = section.string("device-class", "");
        if (!machines.isEmpty() && !DeviceClass.isValid(machines)) {
            section.problem("device-class", "'" + machines + "'", DeviceClass.FORM);
        }
        return new CostsConfig(
                directory.isEmpty() ? "" : base.resolve(directory).toString(), machines);
    }

    public boolean isGiven() {
        return !directory.isEmpty();
    }
}
