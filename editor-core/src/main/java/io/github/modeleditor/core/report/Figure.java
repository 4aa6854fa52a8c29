package io.github.modeleditor.core.report;

import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.Scores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One figure of a report, in percent.
 *
 * @param sort how it was had
 * @param name what it is called in JSON
 * @param title what it is called in a table
 * @param main whether it is one of those that tell the most: the four kinds, and the edit score
 * @param value reads it from scores
 */
record Figure(Sort sort, String name, String title, boolean main, ToDoubleFunction<Scores> value) {
    private static final List<Figure> ALL = List.copyOf(make());

    /** How a figure was had; the one to go by comes first. */
    enum Sort {
        GENERATED("generated"),
        TEACHER_FORCED("teacher-forced");

        private final String label;

        Sort(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static List<Figure> all() {
        return ALL;
    }

    static List<Figure> all(Sort sort) {
        return ALL.stream().filter(figure -> figure.sort == sort).toList();
    }

    /** The four kinds and the edit score, without variants. */
    static List<Figure> main(Sort sort) {
        return all(sort).stream().filter(figure -> !figure.title.contains(",")).toList();
    }

    double of(Scores scores) {
        return value.applyAsDouble(scores);
    }

    private static List<Figure> make() {
        List<Figure> figures = new ArrayList<>();
        addKinds(figures, Sort.GENERATED, "_generated", "", Answers::generated);
        figures.add(new Figure(Sort.GENERATED, "score_generated", "edit score", true, Scores::generatedScore));
        addKinds(figures, Sort.TEACHER_FORCED, "", "", Answers::teacherForced);
        figures.add(new Figure(Sort.TEACHER_FORCED, "score", "edit score", true, Scores::score));
        addKinds(figures, Sort.TEACHER_FORCED, "_exact", ", exact", Answers::exact);
        addKinds(figures, Sort.TEACHER_FORCED, "_token_accuracy", ", tokens", Answers::tokenAccuracy);
        addKinds(figures, Sort.TEACHER_FORCED, "_magnitude", ", magnitude", Answers::magnitude);
        return figures;
    }

    private static void addKinds(
            List<Figure> figures, Sort sort, String suffix, String subtitle, ToDoubleFunction<Answers> figure) {
        Map<String, Function<Scores, Answers>> kinds = kinds();
        kinds.forEach((kind, answers) -> figures.add(new Figure(
                sort,
                kind + suffix,
                kind + subtitle,
                subtitle.isEmpty(),
                scores -> figure.applyAsDouble(answers.apply(scores)))));
    }

    private static Map<String, Function<Scores, Answers>> kinds() {
        Map<String, Function<Scores, Answers>> kinds = new LinkedHashMap<>();
        kinds.put("efficacy", Scores::efficacy);
        kinds.put("generalization", Scores::generalization);
        kinds.put("locality", Scores::locality);
        kinds.put("portability", Scores::portability);
        return kinds;
    }
}
