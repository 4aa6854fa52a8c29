package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** Query, key and value in one product by head, named as in Megatron: BLOOM, Falcon and GPT-NeoX. */
abstract class QueryKeyValue extends LayerNormed {
    QueryKeyValue(Config config) {
        super(config);
    }

    @Override
    public final Packing packing() {
        return config().flag("packs_side_by_side", false) ? Packing.SIDE_BY_SIDE : Packing.BY_HEAD;
    }

    @Override
    public String attention() {
        return "self_attention";
    }

    @Override
    public final String packed() {
        return attention() + ".query_key_value";
    }

    @Override
    public final String attentionOutput() {
        return attention() + ".dense";
    }

    @Override
    public final String up() {
        return "mlp.dense_h_to_4h";
    }

    @Override
    public final String down() {
        return "mlp.dense_4h_to_h";
    }
}
