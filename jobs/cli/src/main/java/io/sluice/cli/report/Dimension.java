package io.sluice.cli.report;

import java.util.Locale;

/** By what events are told apart. */
enum Dimension {
    EXIT,
    CONFIGURATION,
    EXPERT,
    TENANT;

    /** What stands for the events that have none. */
    static final String NONE = "(none)";

    /** The group that an event is in: experts that were asked together are a group of their own. */
    String group(Answered answered, String tenant) {
        String name =
                switch (this) {
                    case EXIT -> answered.exit();
                    case CONFIGURATION -> answered.configuration();
                    case EXPERT -> String.join("+", answered.experts());
                    case TENANT -> tenant;
                };
        return name.isEmpty() ? NONE : name;
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
