package io.github.modeleditor.cli.fetch;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A file of a repository, as the hub tells of it.
 *
 * @param name its path in the repository
 * @param size in bytes
 * @param hash of its bytes
 */
record HubFile(String name, long size, FileHash hash) {
    private static final Pattern CONTROL_OR_SPECIAL = Pattern.compile("[\\p{Cntrl}\\\\:*?\"<>|]");

    /** The last part of its path. */
    String baseName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** The path without its last part; empty at the top. */
    String folder() {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    /**
     * Refuses a name by which a file could come to lie elsewhere.
     *
     * @return this
     * @throws FetchException if it is such a name
     */
    HubFile requireHarmless() {
        for (String part : name.split("/", -1)) {
            if (part.isBlank()
                    || part.equals(".")
                    || part.equals("..")
                    || CONTROL_OR_SPECIAL.matcher(part).find()) {
                throw new FetchException("The repository has a file named \"" + name
                        + "\", which could be written outside the folder. Nothing was loaded; tell its owner.");
            }
        }
        return this;
    }

    /** A size as people read it. */
    static String text(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }
}
