package io.github.modeleditor.onnx.export;

import io.github.modeleditor.graph.lora.Projection;

/** What the graph that takes an {@code .onnx_adapter} calls its inputs. */
enum ParameterNames {
    /** The base graph's names. */
    BASE_GRAPH {
        @Override
        String a(String path) {
            return Projection.inputA(path);
        }

        @Override
        String b(String path) {
            return Projection.inputB(path);
        }
    },

    /**
     * What onnxruntime-genai's model builder calls the weights of a LoRA, and Olive's pass ExtractAdapters, which makes
     * inputs of them, keeps.
     */
    GENAI {
        @Override
        String a(String path) {
            return ModuleNames.genai(path) + ".lora_A.MatMul.weight";
        }

        @Override
        String b(String path) {
            return ModuleNames.genai(path) + ".lora_B.MatMul.weight";
        }
    };

    abstract String a(String path);

    abstract String b(String path);
}
