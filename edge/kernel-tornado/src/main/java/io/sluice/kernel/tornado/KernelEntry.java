package io.sluice.kernel.tornado;

import java.util.regex.Pattern;

/**
 * Whether OpenCL C has a kernel of a name. TornadoVM calls a driver with no kernel at all when it
 * has not, and a driver's answer to that may be the end of the process.
 */
final class KernelEntry {
    private static final Pattern COMMENTS = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

    private KernelEntry() {}

    /** Whether the kernel is spelt out: the preprocessor is not run. */
    static boolean isIn(String source, String entry) {
        String declaration =
                "\\b(__)?kernel\\b[^{};]*\\bvoid\\s+" + Pattern.quote(entry) + "\\s*\\(";
        String code = COMMENTS.matcher(source).replaceAll(" ");
        return Pattern.compile(declaration).matcher(code).find();
    }
}
