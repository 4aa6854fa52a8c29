package io.github.modeleditor.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.FactReport;
import io.github.modeleditor.api.Scores;
import io.github.modeleditor.api.TrainingSummary;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CoreEditReportTest {
    private static final Scores BEFORE = new Scores(0, Double.NaN, 200.0 / 3, 0, Double.NaN, 50);
    private static final Scores AFTER = new Scores(100, Double.NaN, 50, 100, Double.NaN, 25);
    private static final FactReport LEARNED =
            new FactReport(Fact.of("Rome is in", "Chad").withOldTarget("Italy"), BEFORE, AFTER, " Italy and", " Chad.");
    private static final FactReport MISSED =
            new FactReport(Fact.of("A \"quoted\" prompt", "B"), BEFORE, AFTER, " C", " D");

    @Test
    void jsonHasEveryFigure() throws JsonProcessingException {
        JsonNode json =
                new ObjectMapper().readTree(report(List.of(LEARNED, MISSED)).toJson());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "figures",
                        "before",
                        "after",
                        "steps",
                        "epochs",
                        "texts",
                        "finalLoss",
                        "trainSeconds",
                        "totalSeconds",
                        "sequencesPerSecond",
                        "stoppedEarly",
                        "peakRssBytes",
                        "seed",
                        "provenance",
                        "facts");
        assertThat(json.get("figures").textValue()).contains("teacher-forced");
        assertThat(json.get("before").toString())
                .isEqualTo("{\"efficacy\":0.0,\"generalization\":null,\"locality\":66.67,\"score\":0.0,"
                        + "\"efficacy_exact\":0.0,\"generalization_exact\":null,\"locality_exact\":50.0,"
                        + "\"efficacy_generated\":0.0}");
        assertThat(json.at("/after/score").doubleValue()).isEqualTo(66.67);
        assertThat(json.at("/after/efficacy_generated").doubleValue()).isEqualTo(50);
        assertThat(json.get("steps").intValue()).isEqualTo(12);
        assertThat(json.get("texts").intValue()).isEqualTo(42);
        assertThat(json.get("finalLoss").doubleValue()).isEqualTo(0.012346);
        assertThat(json.get("peakRssBytes").longValue()).isEqualTo(2_000_000_000L);
        assertThat(json.get("seed").longValue()).isEqualTo(-7);
        assertThat(json.get("provenance").toString()).isEqualTo("{\"model\":\"toy\",\"a\":\"b\"}");
        assertThat(json.at("/facts/0/oldTarget").textValue()).isEqualTo("Italy");
        assertThat(json.at("/facts/1/oldTarget").isNull()).isTrue();
        assertThat(json.at("/facts/1/prompt").textValue()).isEqualTo("A \"quoted\" prompt");
        assertThat(json.at("/facts/1/completionAfter").textValue()).isEqualTo(" D");
        assertThat(json.at("/facts/0/after/efficacy_generated").doubleValue()).isEqualTo(100);
        assertThat(json.at("/facts/1/after/locality").doubleValue()).isEqualTo(50);
    }

    @Test
    void jsonHasNullForUnknownMemory() throws JsonProcessingException {
        CoreEditReport report = new CoreEditReport(
                BEFORE, AFTER, List.of(), summary(false), ImmutableMap.of(), 0, OptionalLong.empty());
        JsonNode json = new ObjectMapper().readTree(report.toJson());
        assertThat(json.get("peakRssBytes").isNull()).isTrue();
        assertThat(json.at("/after/efficacy_generated").isNull()).isTrue();
    }

    @Test
    void textIsATable() {
        assertThat(report(List.of(LEARNED, MISSED)).toText())
                .isEqualTo(
                        """
                        2 facts, 42 texts, 12 steps in 4 epochs (stopped early: all learned), final loss 0.0123
                        3.2 s training (13.1 texts/s), 5.4 s in all, 2.00 GB of memory at the peak

                        percent, teacher-forced    before    after
                          efficacy                   0.00   100.00
                          generalization                -        -
                          locality                  66.67    50.00
                          edit score                 0.00    66.67
                          efficacy, exact            0.00   100.00
                          generalization, exact         -        -
                          locality, exact           50.00    25.00
                        percent, generated
                          efficacy                   0.00    50.00

                        The edited model completes 1 of 2 facts otherwise:
                          "A "quoted" prompt": "D" instead of "B"
                        """);
    }

    @Test
    void textShowsTwentyFailuresAtMost() {
        String text = report(Collections.nCopies(23, MISSED)).toText();
        assertThat(text.lines().filter(line -> line.contains("instead of"))).hasSize(20);
        assertThat(text).endsWith("  and 3 more\n");
        assertThat(report(List.of(LEARNED)).toText()).doesNotContain("otherwise");
    }

    @Test
    void peakMemoryIsTheHighWaterMark() {
        assertThat(PeakMemory.bytes("Name:\tjava\nVmPeak:\t  99 kB\nVmHWM:\t  1234 kB\nVmRSS:\t 5 kB\n"))
                .hasValue(1234 * 1024);
        assertThat(PeakMemory.bytes("Name:\tjava\n")).isEmpty();
    }

    private static CoreEditReport report(List<FactReport> facts) {
        return new CoreEditReport(
                BEFORE,
                AFTER,
                facts,
                summary(true),
                ImmutableMap.of("model", "toy", "a", "b"),
                -7,
                OptionalLong.of(2_000_000_000L));
    }

    private static TrainingSummary summary(boolean stoppedEarly) {
        return new TrainingSummary(12, 4, 42, 0.0123456, 3.2, 5.4, 13.125, stoppedEarly);
    }
}
