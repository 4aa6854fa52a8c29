package io.github.modeleditor.onnx.doctor;

import io.github.modeleditor.api.report.Finding;
import io.github.modeleditor.api.report.Finding.State;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to install for what is missing. */
final class Advice {
    private static final Pattern CUDA_VERSION = Pattern.compile("(?:libcudart\\.so\\.|cudart64_)(\\d+).*");

    private Advice() {}

    static List<String> of(List<Finding> findings, String driverLibrary) {
        String version = findings.stream()
                .map(finding -> CUDA_VERSION.matcher(finding.name()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElse("12");
        List<String> advice = new ArrayList<>();
        List<String> libraries = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding.state() != State.MISSING) {
                continue;
            }
            if (finding.value().contains(" is for ")) {
                advice.add("Replace " + finding.name() + " by that of this processor: " + finding.value() + ".");
            } else if (finding.name().equals("CUDA provider")) {
                advice.add("Depend on com.microsoft.onnxruntime:onnxruntime_gpu instead of onnxruntime"
                        + " (for Linux and Windows on x86-64).");
            } else if (finding.name().equals(driverLibrary)) {
                advice.add("Install NVIDIA's driver; a container also has to be started with its GPUs"
                        + " (docker run --gpus all).");
            } else if (finding.name().contains("cudnn")) {
                advice.add(
                        "Install cuDNN 9 for CUDA " + version + ", and put its folder where libraries are looked for.");
            } else if (!finding.name().equals("ONNX Runtime")) {
                libraries.add(finding.name());
            }
        }
        if (!libraries.isEmpty()) {
            advice.add("Install the runtime libraries of CUDA " + version + " (" + String.join(", ", libraries)
                    + "), and put their folder on LD_LIBRARY_PATH or PATH if they are not found then.");
        }
        return advice;
    }
}
