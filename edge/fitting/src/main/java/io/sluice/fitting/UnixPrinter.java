package io.sluice.fitting;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;

/** Pretty JSON with the same line ends on every system. */
final class UnixPrinter extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;

    UnixPrinter() {
        indentObjectsWith(new DefaultIndenter("  ", "\n"));
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
        return new UnixPrinter();
    }
}
