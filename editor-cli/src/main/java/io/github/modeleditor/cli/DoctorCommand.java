package io.github.modeleditor.cli;

import io.github.modeleditor.api.Doctor;
import io.github.modeleditor.api.report.Diagnosis;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says whether a device works here, and what it lacks. */
@Command(
        name = "doctor",
        description = "Says whether a device works here, and what is missing if it does not.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Ends with:%n",
        exitCodeList = {"0:The device works.", "1:It does not.", "2:An option is wrong."})
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        Diagnosis diagnosis = Doctor.examine(device.device());
        spec.commandLine().getOut().print(diagnosis.toText());
        spec.commandLine().getOut().flush();
        return diagnosis.works() ? 0 : 1;
    }
}
