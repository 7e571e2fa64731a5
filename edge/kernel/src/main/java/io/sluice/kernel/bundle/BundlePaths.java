package io.sluice.kernel.bundle;

import java.util.regex.Pattern;

/** Which paths a bundle may hold: relative, inside of it, plain characters. */
final class BundlePaths {
    static final String FORM =
            "a relative path of letters, digits, '.', '_' and '-' with '/' between, and no '..'";

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    private BundlePaths() {}

    static boolean isSafe(String path) {
        if (path.isEmpty() || path.length() > 500) {
            return false;
        }
        for (String segment : path.split("/", -1)) {
            if (!SEGMENT.matcher(segment).matches() || segment.matches("\\.+")) {
                return false;
            }
        }
        return true;
    }

    /** Whether the name is that of the manifest or its signature, which list all other files. */
    static boolean isReserved(String path) {
        return path.equals(BundleManifest.FILE) || path.equals(BundleSignature.FILE);
    }
}
