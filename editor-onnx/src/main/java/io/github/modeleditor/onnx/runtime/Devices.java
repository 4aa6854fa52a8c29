package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.error.DeviceException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the device a caller names to the one a session runs on. */
public final class Devices {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);

    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private Devices() {}

    /**
     * Chooses a device. {@link Device#auto()} takes the first GPU where one works, and the CPU where the CUDA provider is
     * there but none works, with a warning the first time for each cause; a device that was named is taken or refused.
     *
     * @param device what the caller named
     * @return a CPU or a GPU that works
     * @throws DeviceException if a GPU was named and does not work, or ONNX Runtime does not load
     */
    public static Device resolve(Device device) {
        return resolve(device, providers());
    }

    static Device resolve(Device device, Set<OrtProvider> providers) {
        boolean provider = providers.contains(OrtProvider.CUDA);
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
            Device.Cuda first = Device.cuda(0);
            try {
                tryCuda(first);
                return first;
            } catch (DeviceException e) {
                if (WARNED.add(String.valueOf(e.getMessage()))) {
                    LOGGER.warn("Running on the CPU, since the GPU cannot be used: {}", e.getMessage());
                }
            }
        }
        return device instanceof Device.Cpu ? device : Device.cpu();
    }

    /**
     * Checks that a device computes in some numbers. The CPU computes float16 in single precision, with casts around; it
     * works, and it is slow.
     *
     * @param device a CPU or a GPU that works
     * @param precision what to compute in
     * @throws DeviceException if the device has no kernels for it
     */
    public static void requireComputes(Device device, Precision precision) {
        if (precision == Precision.INT8 && device instanceof Device.Cuda) {
            throw new DeviceException("The precision int8 was asked for on the device " + device
                    + ", where ONNX Runtime has no kernels for it. Use Device.cpu(), or Precision.FLOAT16.");
        }
        if (device instanceof Device.Cuda || precision == Precision.FLOAT32 || precision == Precision.INT8) {
            return;
        }
        if (precision == Precision.BFLOAT16) {
            throw new DeviceException("The precision bfloat16 was asked for on the device " + device
                    + ", where ONNX Runtime has no kernels for it. Use a GPU, or Precision.FLOAT32.");
        }
        LOGGER.warn("Computing in float16 on the device {}, which is slower than float32 there", device);
    }

    /**
     * The device as a session is told of it. TF32 has as many digits as float16, and more than bfloat16: where the model is
     * computed in those, products beside it that are of single precision, as an adapter's are, may use it. Without it a product
     * with a matrix as narrow as A keeps few of a GPU's cores busy.
     *
     * @param device a device that works
     * @param precision what the model is computed in
     * @return the same device
     */
    static Device computing(Device device, Precision precision) {
        return precision.isHalf() && device instanceof Device.Cuda cuda ? cuda.withTensorFloat32(true) : device;
    }

    private static void tryCuda(Device.Cuda cuda) {
        try (SessionOptions options = new SessionOptions()) {
            addCuda(options, cuda);
        } catch (OrtException e) {
            throw new DeviceException(
                    "The device " + cuda + " cannot be used ("
                            + String.valueOf(e.getMessage()).strip()
                            + "). The doctor command says what is missing; or use Device.cpu().",
                    e);
        }
    }

    static void configure(SessionOptions options, Device device) throws OrtException {
        if (device instanceof Device.Cuda cuda) {
            addCuda(options, cuda);
        } else if (device instanceof Device.Cpu cpu) {
            options.setIntraOpNumThreads(cpu.threads());
        }
    }

    private static void addCuda(SessionOptions options, Device.Cuda cuda) throws OrtException {
        try (OrtCUDAProviderOptions provider = new OrtCUDAProviderOptions(cuda.id())) {
            if (cuda.memoryLimit().isPresent()) {
                provider.add("gpu_mem_limit", Long.toString(cuda.memoryLimit().getAsLong()));
            }
            provider.add(
                    "arena_extend_strategy",
                    switch (cuda.arenaExtendStrategy()) {
                        case NEXT_POWER_OF_TWO -> "kNextPowerOfTwo";
                        case SAME_AS_REQUESTED -> "kSameAsRequested";
                    });
            provider.add("use_tf32", cuda.tensorFloat32() ? "1" : "0");
            Customizers.customize(provider, cuda);
            options.addCUDA(provider);
        }
    }

    private static EnumSet<OrtProvider> providers() {
        return NativeLibraries.load(() -> {
            Environment.get();
            return OrtEnvironment.getAvailableProviders();
        });
    }

    /**
     * What this build of ONNX Runtime can run on.
     *
     * @return names in lower case, such as cpu and cuda
     * @throws DeviceException if ONNX Runtime does not load
     */
    public static List<String> providerNames() {
        return providers().stream()
                .map(provider -> provider.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The arenas of a session, as options of a run name them. */
    static String arenas(Device device) {
        return device instanceof Device.Cuda cuda ? "gpu:" + cuda.id() : "cpu:0";
    }

    /**
     * The version of ONNX Runtime.
     *
     * @return such as 1.29.0
     */
    public static String runtimeVersion() {
        return NativeLibraries.load(() -> Environment.get().getVersion());
    }
}
