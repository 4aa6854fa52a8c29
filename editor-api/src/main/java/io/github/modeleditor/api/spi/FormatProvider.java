package io.github.modeleditor.api.spi;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ablation.AblationRow;
import io.github.modeleditor.api.config.MultipleChoice;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.store.EditLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads and writes what the api has as values, as {@link java.util.ServiceLoader} finds it. Callers of the library need
 * nothing from here: {@link io.github.modeleditor.api.data.FactFile} and its like say what each method does and throws.
 */
public interface FormatProvider {
    /**
     * Reads a file of facts as it is asked for.
     *
     * @param file the file
     * @param format which fields the records have
     * @return the records, to be closed by the caller
     */
    Stream<FactRecord> readFacts(Path file, FactFormat format);

    /**
     * Writes facts as JSON lines, atomically.
     *
     * @param file where to
     * @param facts what to write
     */
    void writeFacts(Path file, List<Fact> facts);

    /**
     * Reads texts, one a line.
     *
     * @param file the file
     * @return the texts, in order
     */
    List<String> readTexts(Path file);

    /**
     * Reads multiple-choice questions.
     *
     * @param file the file
     * @return the questions, in order
     */
    List<MultipleChoice> readMultipleChoice(Path file);

    /**
     * Reads reference texts.
     *
     * @param file the file
     * @return a text for each prompt
     */
    Map<String, String> readReferences(Path file);

    /**
     * Reads a report back.
     *
     * @param json what {@link EvaluationReport#toJson()} gave
     * @return the report
     */
    EvaluationReport readReport(String json);

    /**
     * The runs of an ablation as JSON.
     *
     * @param rows the runs
     * @return an array of one object a run
     */
    String toJson(List<AblationRow> rows);

    /**
     * Reads the ledger of a store of edits.
     *
     * @param folder the store
     * @return its ledger
     */
    EditLedger readStore(Path folder);
}
