package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.modeleditor.api.Device;
import io.github.modeleditor.api.error.DeviceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the device a caller names to the one a session runs on. */
public final class Devices {
    private static final Logger LOGGER = LoggerFactory.getLogger(Devices.class);

    private Devices() {}

    /**
     * Chooses a device. {@link Device#auto()} takes the first GPU where one works, and the CPU with a warning where the
     * CUDA provider is there but none works; a device that was named is taken or refused.
     *
     * @param device what the caller named
     * @return a CPU or a GPU that works
     * @throws DeviceException if a GPU was named and does not work
     */
    public static Device resolve(Device device) {
        boolean provider = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
        if (device instanceof Device.Cuda cuda) {
            if (!provider) {
                throw new DeviceException(
                        "The device " + cuda + " was asked for, and this build of ONNX Runtime has no CUDA"
                                + " provider. Depend on com.microsoft.onnxruntime:onnxruntime_gpu instead of onnxruntime.");
            }
            tryCuda(cuda);
            return cuda;
        }
        if (device instanceof Device.Auto && provider) {
            try {
                tryCuda(new Device.Cuda(0));
                return Device.cuda(0);
            } catch (DeviceException e) {
                LOGGER.warn("Running on the CPU, since the GPU cannot be used: {}", e.getMessage());
            }
        }
        return device instanceof Device.Cpu ? device : Device.cpu();
    }

    private static void tryCuda(Device.Cuda cuda) {
        try (SessionOptions options = new SessionOptions()) {
            options.addCUDA(cuda.id());
        } catch (OrtException e) {
            throw new DeviceException(
                    "The device " + cuda + " cannot be used (" + e.getMessage()
                            + "). Check the driver, CUDA and cuDNN against the ONNX Runtime version, or use Device.cpu().",
                    e);
        }
    }

    static void configure(SessionOptions options, Device device) throws OrtException {
        if (device instanceof Device.Cuda cuda) {
            options.addCUDA(cuda.id());
        } else if (device instanceof Device.Cpu cpu) {
            options.setIntraOpNumThreads(cpu.threads());
        }
    }

    /**
     * The version of ONNX Runtime.
     *
     * @return such as 1.29.0
     */
    public static String runtimeVersion() {
        return Environment.get().getVersion();
    }
}
