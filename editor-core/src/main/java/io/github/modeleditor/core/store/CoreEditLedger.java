package io.github.modeleditor.core.store;

import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.StoreException.Kind;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.PendingEdit;
import io.github.modeleditor.api.store.StoreDiff;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.api.store.Verification;
import io.github.modeleditor.core.report.ReportReader;
import io.github.modeleditor.core.report.StoreReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a store tells of itself, as it was when it was read. Thread-safe. */
public final class CoreEditLedger implements EditLedger {
    private final Path folder;
    private final StoreHistory history;

    CoreEditLedger(Path folder, StoreHistory history) {
        this.folder = folder;
        this.history = history;
    }

    /**
     * Reads a ledger.
     *
     * @param folder the store
     * @return its ledger
     * @throws StoreException if there is none, it is damaged, or of a newer version
     */
    public static EditLedger read(Path folder) {
        return new CoreEditLedger(folder, StoreHistory.of(folder, LedgerFile.read(folder)));
    }

    @Override
    public String baseFingerprint() {
        return history.base();
    }

    @Override
    public List<StoredVersion> history() {
        return history.versions();
    }

    @Override
    public List<StoredFact> facts(int version) {
        return history.facts(version);
    }

    @Override
    public StoreDiff diff(int from, int to) {
        return history.diff(from, to);
    }

    @Override
    public Optional<EvaluationReport> report(int version) {
        return history.entry(version).report().map(name -> {
            try {
                return ReportReader.read(Files.readString(StoreFolder.whole(folder, name)));
            } catch (IOException failure) {
                throw new StoreException(Kind.DAMAGED, "Cannot read " + name + ": " + failure.getMessage(), failure);
            }
        });
    }

    @Override
    public Optional<PendingEdit> pending() {
        return new Running(folder).pending();
    }

    @Override
    public String toHtml() {
        return StoreReport.of(this);
    }

    @Override
    public Verification verify() {
        List<String> damages = new ArrayList<>();
        Optional<String> tornTail = Optional.empty();
        long bytes = 0;
        try {
            LedgerFile.Content content = LedgerFile.read(folder);
            tornTail = content.tornTail();
            bytes = content.end();
            RecordJson.parse("The file " + folder.resolve(LedgerFile.LEDGER), content.texts());
        } catch (StoreException damaged) {
            damages.add(damaged.getMessage());
        }
        Set<String> files = new LinkedHashSet<>();
        history.entries().forEach(entry -> entry.files().forEach(files::add));
        for (String name : files) {
            Optional.ofNullable(StoreFolder.damage(folder, name)).ifPresent(damages::add);
            bytes += folder.resolve(StoreFolder.FILES).resolve(name).toFile().length();
        }
        return new Verification(history.size(), files.size(), bytes, damages, tornTail);
    }
}
