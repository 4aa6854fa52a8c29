package io.github.modeleditor.api;

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
     * An NVIDIA GPU.
     *
     * @param id which one, as CUDA counts them from 0
     */
    record Cuda(int id) implements Device {
        public Cuda {
            Settings.require(id >= 0, "CUDA device", id, "0 or above");
        }

        @Override
        public String toString() {
            return "cuda:" + id;
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
     * A GPU; there is no silent fallback.
     *
     * @param id which one, as CUDA counts them from 0
     * @return the device
     */
    static Device cuda(int id) {
        return new Cuda(id);
    }
}
