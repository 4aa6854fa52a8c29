package io.github.modeleditor.onnx.doctor;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.error.DeviceException;
import io.github.modeleditor.api.report.Diagnosis;
import io.github.modeleditor.api.report.Finding;
import io.github.modeleditor.api.report.Finding.State;
import io.github.modeleditor.onnx.runtime.DeviceCheck;
import io.github.modeleditor.onnx.runtime.Devices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at a machine, tries a device, and says what to install. It changes nothing and downloads nothing. */
public final class Doctor {
    private Doctor() {}

    /**
     * Examines this machine. It takes about a second, or some more where a CUDA provider has to be unpacked from its jar.
     *
     * @param device the device that matters
     * @return what was found, and whether the device computes
     */
    public static Diagnosis examine(Device device) {
        return examine(device, Host.here());
    }

    static Diagnosis examine(Device device, Host host) {
        LibrarySearch search = new LibrarySearch(host);
        CudaLibraries cuda = new CudaLibraries(host, search);
        Optional<String> driver = NvidiaDriver.version(host);
        boolean driverThere =
                driver.isPresent() || search.find(NvidiaDriver.library(host)).isPresent();
        boolean wanted =
                device instanceof Device.Cuda || (device instanceof Device.Auto && (cuda.hasProvider() || driverThere));

        List<Finding> findings = new ArrayList<>(MachineFacts.of(host));
        findings.addAll(runtime());
        findings.add(cuda.provider(wanted));
        Finding driverLibrary = cuda.library(NvidiaDriver.library(host), wanted);
        findings.add(driverLibrary);
        driver.ifPresent(version -> findings.add(Finding.fact("NVIDIA driver", version)));
        NvidiaDriver.gpus(host).forEach(gpu -> findings.add(Finding.fact("GPU", gpu)));
        findings.addAll(cuda.libraries(wanted));

        List<String> advice = Advice.of(findings, driverLibrary.name());
        try {
            Device taken = DeviceCheck.run(device);
            boolean asked = taken instanceof Device.Cuda || !wanted;
            return new Diagnosis(device.toString(), true, "computed on " + taken, findings, asked ? List.of() : advice);
        } catch (DeviceException e) {
            return new Diagnosis(device.toString(), false, String.valueOf(e.getMessage()), findings, advice);
        }
    }

    /** A runtime that does not load is a finding as well. */
    private static List<Finding> runtime() {
        try {
            return List.of(
                    Finding.fact("ONNX Runtime", Devices.runtimeVersion()),
                    Finding.fact("its providers", String.join(" ", Devices.providerNames())));
        } catch (DeviceException e) {
            return List.of(new Finding("ONNX Runtime", "does not load", State.MISSING));
        }
    }
}
