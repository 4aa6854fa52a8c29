package io.github.modeleditor.cli.check;

import com.google.common.base.Ticker;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditEvent.Phase;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.cli.check.Estimate.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes one epoch of an edit of few facts, to tell how long the whole would take: of five facts and of ten, so that what every edit takes
 * is told apart from what every fact takes. What comes of it is thrown away. Used once.
 */
public final class Trial {
    /** From so many on each fact brings texts of its own alone; fewer have some of what holds the model for themselves. */
    private static final int SMALL = 5;

    /** Few enough to wait for. */
    private static final int LARGE = 10;

    private final EditingSession session;
    private final EditListener listener;
    private final Ticker ticker;

    /**
     * A trial.
     *
     * @param session the open model, told how to edit
     * @param listener hears how far it is
     * @param ticker the clock
     */
    public Trial(EditingSession session, EditListener listener, Ticker ticker) {
        this.session = session;
        this.listener = listener;
        this.ticker = ticker;
    }

    /**
     * Measures.
     *
     * @param check of facts, some of which can be trained
     * @param openingSeconds what opening the model took
     * @param settings how the edit would be made
     * @return the check with what an edit of all its facts would take; without where there is no such fact
     */
    public DataCheck of(DataCheck check, double openingSeconds, ModelEditor settings) {
        List<Fact> facts = check.consistent();
        if (facts.isEmpty()) {
            return check;
        }
        List<Integer> sizes = facts.size() <= LARGE ? List.of(facts.size()) : List.of(SMALL, LARGE);
        List<Map<Phase, Double>> measured = new ArrayList<>();
        long beginning = ticker.read();
        // Else the first trial alone would pay for the gradient graph.
        session.prepare();
        double preparing = seconds(beginning);
        try (EditingSession one = session.with(
                editor -> editor.withTraining(editor.settings().training().withEpochs(1)))) {
            for (int size : sizes) {
                measured.add(measure(one, facts.subList(0, size)));
            }
        }
        int epochs = settings.settings().training().schedule().epochs();
        List<Part> parts =
                new ArrayList<>(List.of(new Part("opening", openingSeconds), new Part("preparing", preparing)));
        for (Phase phase : Phase.values()) {
            double seconds = extrapolated(phase, sizes, measured, facts.size());
            if (phase == Phase.TRAINING) {
                parts.add(new Part("training, " + epochs + (epochs == 1 ? " epoch" : " epochs"), seconds * epochs));
            } else if (phase != Phase.PREPARING) {
                parts.add(new Part(name(phase), seconds));
            }
        }
        return check.withEstimate(new Estimate(parts, epochs, sizes));
    }

    /** As the progress of an edit calls it. */
    private static String name(Phase phase) {
        return switch (phase) {
            case AUGMENTING -> "making texts";
            case PRESERVING -> "asking what to keep";
            default -> phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    /** On the line through both trials; where the larger took no longer, what it took. */
    private static double extrapolated(Phase phase, List<Integer> sizes, List<Map<Phase, Double>> measured, int facts) {
        double last = measured.get(measured.size() - 1).getOrDefault(phase, 0.0);
        if (sizes.size() == 1) {
            return last;
        }
        double first = measured.get(0).getOrDefault(phase, 0.0);
        double slope = Math.max(0, (last - first) / (sizes.get(1) - sizes.get(0)));
        return last + slope * (facts - sizes.get(1));
    }

    private Map<Phase, Double> measure(EditingSession one, List<Fact> facts) {
        Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
        Map<Phase, Long> begun = new EnumMap<>(Phase.class);
        EditListener watch = event -> {
            if (event instanceof EditEvent.Progress progress) {
                if (progress.done() == 0) {
                    begun.put(progress.phase(), ticker.read());
                }
                Long since = begun.get(progress.phase());
                if (since != null) {
                    seconds.put(progress.phase(), seconds(since));
                }
            }
        };
        one.edit(EditRequest.of(facts).onProgress(watch.and(listener))).close();
        return seconds;
    }

    private double seconds(long since) {
        return (ticker.read() - since) / 1e9;
    }
}
