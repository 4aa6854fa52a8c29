package io.github.modeleditor.core.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory this process had resident at most, native memory included, where the system tells. */
public final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern HIGH_WATER_MARK = Pattern.compile("^VmHWM:\\s+(\\d+) kB$", Pattern.MULTILINE);

    private PeakMemory() {}

    /**
     * The peak since the process began.
     *
     * @return bytes on Linux; empty elsewhere
     */
    public static OptionalLong bytes() {
        try {
            return Files.isReadable(STATUS) ? bytes(Files.readString(STATUS)) : OptionalLong.empty();
        } catch (IOException unreadable) {
            return OptionalLong.empty();
        }
    }

    static OptionalLong bytes(String status) {
        Matcher line = HIGH_WATER_MARK.matcher(status);
        return line.find() ? OptionalLong.of(1024 * Long.parseLong(line.group(1))) : OptionalLong.empty();
    }
}
