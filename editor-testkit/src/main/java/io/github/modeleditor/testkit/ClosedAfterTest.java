package io.github.modeleditor.testkit;

import io.github.modeleditor.api.AdaptedModel;
import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.EvaluationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.report.EvaluationReport;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A session that leaves each model it gives to be closed after the test; the base model ends with the session. */
record ClosedAfterTest(EditingSession session, AfterTest afterTest) implements EditingSession {
    @Override
    public EditingSession prepare() {
        session.prepare();
        return this;
    }

    @Override
    public LanguageModel base() {
        return session.base();
    }

    @Override
    public EditedModel edit(EditRequest request) {
        return afterTest.close(session.edit(request));
    }

    @Override
    public AdaptedModel load(Path adapter) {
        return afterTest.close(session.load(adapter));
    }

    @Override
    public AdaptedModel apply(Adapter adapter) {
        return afterTest.close(session.apply(adapter));
    }

    @Override
    public Adapter read(Path adapter) {
        return session.read(adapter);
    }

    @Override
    public Path merge(Adapter adapter, Path place, ModelFormat format) {
        return session.merge(adapter, place, format);
    }

    @Override
    public EditingSession with(UnaryOperator<ModelEditor> change) {
        return new ClosedAfterTest(afterTest.close(session.with(change)), afterTest);
    }

    @Override
    public EvaluationReport evaluate(EvaluationRequest request, LanguageModel model) {
        return session.evaluate(request, model);
    }

    @Override
    public void close() {
        session.close();
    }
}
