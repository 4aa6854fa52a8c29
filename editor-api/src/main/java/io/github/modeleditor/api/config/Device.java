package io.github.modeleditor.api.config;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the model runs. */
public sealed interface Device {
    /** CUDA where the provider and a GPU are there, else the CPU. */
    record Auto() implements Device {
        @Override
        public String toString() {
            return "auto";
        }
    }

    /**
     * The CPU.
     *
     * @param threads threads of one operator; 0 for as many as there are physical cores
     */
    record Cpu(int threads) implements Device {
        public Cpu {
            Settings.require(threads >= 0, "Number of CPU threads", threads, "0 or above");
        }

        @Override
        public String toString() {
            return threads == 0 ? "cpu" : "cpu:" + threads;
        }
    }

    /**
     * An NVIDIA GPU, and how its memory and arithmetic are used.
     *
     * @param id which one, as CUDA counts them from 0
     * @param memoryLimit bytes that the arena of one session may take, at least 1; empty for all there are. A model being
     *     edited has two sessions, and CUDA's own libraries take some memory beside them
     * @param arenaExtendStrategy how the arena grows
     * @param tensorFloat32 whether products of float32 matrices may be computed in TF32, which keeps 10 of 23 bits of the
     *     mantissa and is faster on GPUs since Ampere
     * @see <a href="https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html">CUDA Execution Provider</a>
     */
    record Cuda(int id, OptionalLong memoryLimit, ArenaExtendStrategy arenaExtendStrategy, boolean tensorFloat32)
            implements Device {
        public Cuda {
            Objects.requireNonNull(memoryLimit, "memoryLimit");
            Objects.requireNonNull(arenaExtendStrategy, "arenaExtendStrategy");
            Settings.require(id >= 0, "CUDA device", id, "0 or above");
            memoryLimit.ifPresent(bytes -> Settings.require(bytes >= 1, "GPU memory limit", bytes, "at least 1 byte"));
        }

        /** How the arena of GPU memory grows when it is full. */
        public enum ArenaExtendStrategy {
            /** To the next power of two: few allocations, up to twice the memory. */
            NEXT_POWER_OF_TWO,
            /** By what was asked for: less memory, more allocations. */
            SAME_AS_REQUESTED
        }

        /**
         * The same GPU with a limit of memory.
         *
         * @param bytes what the arena of one session may take, at least 1
         * @return a new device
         */
        public Cuda withMemoryLimit(long bytes) {
            return new Cuda(id, OptionalLong.of(bytes), arenaExtendStrategy, tensorFloat32);
        }

        /**
         * The same GPU with an arena that grows another way.
         *
         * @param strategy how it grows
         * @return a new device
         */
        public Cuda withArenaExtendStrategy(ArenaExtendStrategy strategy) {
            return new Cuda(id, memoryLimit, strategy, tensorFloat32);
        }

        /**
         * The same GPU with or without TF32.
         *
         * @param allowed whether products of float32 matrices may be computed in TF32
         * @return a new device
         */
        public Cuda withTensorFloat32(boolean allowed) {
            return new Cuda(id, memoryLimit, arenaExtendStrategy, allowed);
        }

        /** Names what changes results, and leaves out what does not, as reports and kept baselines go by this name. */
        @Override
        public String toString() {
            return "cuda:" + id + (tensorFloat32 ? ",tf32" : "");
        }
    }

    /**
     * CUDA where the provider and a GPU are there, else the CPU.
     *
     * @return the device
     */
    static Device auto() {
        return new Auto();
    }

    /**
     * The CPU with as many threads as it has cores.
     *
     * @return the device
     */
    static Device cpu() {
        return new Cpu(0);
    }

    /**
     * The CPU with a number of threads.
     *
     * @param threads threads of one operator
     * @return the device
     */
    static Device cpu(int threads) {
        return new Cpu(threads);
    }

    /**
     * A GPU, with all its memory and without TF32; there is no silent fallback.
     *
     * @param id which one, as CUDA counts them from 0
     * @return the device
     */
    static Cuda cuda(int id) {
        return new Cuda(id, OptionalLong.empty(), Cuda.ArenaExtendStrategy.NEXT_POWER_OF_TWO, false);
    }

    /**
     * A device by the name that it has on the command line and in properties.
     *
     * @param name {@code auto}, {@code cpu}, {@code cpu:THREADS} or {@code cuda:NUMBER}, with at most four digits
     * @return the device; empty where it is no such name
     */
    static Optional<Device> named(String name) {
        Objects.requireNonNull(name, "name");
        String[] parts = name.split(":", 2);
        if (parts.length == 2) {
            if (!parts[1].matches("\\d{1,4}")) {
                return Optional.empty();
            }
            int number = Integer.parseInt(parts[1]);
            return switch (parts[0]) {
                case "cpu" -> Optional.of(cpu(number));
                case "cuda" -> Optional.of(cuda(number));
                default -> Optional.empty();
            };
        }
        return switch (name) {
            case "auto" -> Optional.of(auto());
            case "cpu" -> Optional.of(cpu());
            default -> Optional.empty();
        };
    }
}
