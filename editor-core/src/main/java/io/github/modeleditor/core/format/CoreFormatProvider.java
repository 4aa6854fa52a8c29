package io.github.modeleditor.core.format;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ablation.AblationRow;
import io.github.modeleditor.api.config.MultipleChoice;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.spi.FormatProvider;
import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.core.dataset.FactFileReader;
import io.github.modeleditor.core.dataset.FactFileWriter;
import io.github.modeleditor.core.metric.EvaluationFileReader;
import io.github.modeleditor.core.report.ReportReader;
import io.github.modeleditor.core.store.CoreEditLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The readers and writers of this module; {@link java.util.ServiceLoader} finds it. Thread-safe. */
public final class CoreFormatProvider implements FormatProvider {
    /** For {@link java.util.ServiceLoader}. */
    public CoreFormatProvider() {}

    @Override
    public Stream<FactRecord> readFacts(Path file, FactFormat format) {
        return FactFileReader.stream(file, format);
    }

    @Override
    public void writeFacts(Path file, List<Fact> facts) {
        FactFileWriter.write(file, facts);
    }

    @Override
    public List<String> readTexts(Path file) {
        return EvaluationFileReader.texts(file);
    }

    @Override
    public List<MultipleChoice> readMultipleChoice(Path file) {
        return EvaluationFileReader.multipleChoice(file);
    }

    @Override
    public Map<String, String> readReferences(Path file) {
        return EvaluationFileReader.references(file);
    }

    @Override
    public EvaluationReport readReport(String json) {
        return ReportReader.read(json);
    }

    @Override
    public String toJson(List<AblationRow> rows) {
        return AblationJson.of(rows);
    }

    @Override
    public EditLedger readStore(Path folder) {
        return CoreEditLedger.read(folder);
    }
}
