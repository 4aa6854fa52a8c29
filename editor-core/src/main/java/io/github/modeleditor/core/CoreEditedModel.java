package io.github.modeleditor.core;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.report.EditReport;

/** A model under the weights that an edit trained, and what there is to tell of that edit. */
final class CoreEditedModel extends CoreAdaptedModel implements EditedModel {
    private final EditReport report;

    /** A model that closes the hold when it is closed. */
    CoreEditedModel(EngineHold hold, CoreAdapter adapter, EditReport report) {
        super(hold, adapter);
        this.report = report;
    }

    @Override
    public EditReport report() {
        return report;
    }
}
