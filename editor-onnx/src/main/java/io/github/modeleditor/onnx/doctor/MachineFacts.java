package io.github.modeleditor.onnx.doctor;

import io.github.modeleditor.api.report.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** System, processor and memory. */
final class MachineFacts {
    /** What decides how fast ONNX Runtime multiplies matrices: on x86, then on Arm. */
    private static final Set<String> INSTRUCTIONS = Set.of(
            "avx",
            "avx2",
            "fma",
            "avx512f",
            "avx512_vnni",
            "avx_vnni",
            "avx512_bf16",
            "amx_tile",
            "amx_bf16",
            "amx_int8",
            "asimd",
            "asimdhp",
            "asimddp",
            "i8mm",
            "bf16",
            "sve");

    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d+) kB");

    /** Without a limit the first version of control groups has a larger number, and the second a word. */
    private static final Pattern LIMIT = Pattern.compile("\\d{1,18}");

    private MachineFacts() {}

    static List<Finding> of(Host host) {
        List<Finding> facts = new ArrayList<>();
        facts.add(Finding.fact(
                "system",
                host.property("os.name") + " " + host.property("os.version") + ", " + host.property("os.arch")));
        facts.add(Finding.fact("Java", host.property("java.vm.name") + " " + host.property("java.runtime.version")));
        facts.add(
                Finding.fact("processors", Integer.toString(Runtime.getRuntime().availableProcessors())));
        facts.add(Finding.fact("instructions", instructions(host)));
        facts.add(Finding.fact("memory", memory(host)));
        return facts;
    }

    private static String instructions(Host host) {
        String named = host.text("/proc/cpuinfo")
                .orElse("")
                .lines()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .limit(1)
                .flatMap(line ->
                        Arrays.stream(line.substring(line.indexOf(':') + 1).split(" ", -1)))
                .filter(INSTRUCTIONS::contains)
                .sorted()
                .collect(Collectors.joining(" "));
        return named.isEmpty() ? "not known" : named;
    }

    private static String memory(Host host) {
        List<String> parts = new ArrayList<>();
        Matcher total = MEMORY.matcher(host.text("/proc/meminfo").orElse(""));
        if (total.find()) {
            parts.add(gigabytes(Long.parseLong(total.group(1)) * 1024));
        }
        Stream.of("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
                .flatMap(file -> host.text(file).stream())
                .map(String::strip)
                .filter(limit -> LIMIT.matcher(limit).matches())
                .map(Long::parseLong)
                .findFirst()
                .ifPresent(limit -> parts.add("container limit " + gigabytes(limit)));
        parts.add("Java heap at most " + gigabytes(Runtime.getRuntime().maxMemory()));
        return String.join(", ", parts);
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
