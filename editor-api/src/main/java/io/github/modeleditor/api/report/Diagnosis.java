package io.github.modeleditor.api.report;

import io.github.modeleditor.api.report.Finding.State;
import java.util.List;

/**
 * What a machine has and lacks for a device.
 *
 * @param device the device that was asked about, as it is named on the command line
 * @param works whether it computes; only this is decided by trying
 * @param outcome what trying it gave: the device that was taken, or why there is none
 * @param findings what was looked for, in order
 * @param advice what to install or change; empty where there is nothing
 */
public record Diagnosis(String device, boolean works, String outcome, List<Finding> findings, List<String> advice) {
    public Diagnosis {
        findings = List.copyOf(findings);
        advice = List.copyOf(advice);
    }

    /**
     * The diagnosis for a person to read.
     *
     * @return lines of text, the last one ended
     */
    public String toText() {
        int width = findings.stream()
                .mapToInt(finding -> finding.name().length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(finding.state() == State.MISSING ? "  missing  " : "           ")
                    .append(finding.name())
                    .append(" ".repeat(width - finding.name().length() + 2))
                    .append(finding.value())
                    .append('\n');
        }
        text.append('\n')
                .append(device)
                .append(works ? " works: " : " does not work: ")
                .append(outcome)
                .append('\n');
        advice.forEach(line -> text.append("- ").append(line).append('\n'));
        return text.toString();
    }
}
