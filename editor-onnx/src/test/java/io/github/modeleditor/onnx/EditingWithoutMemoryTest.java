package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.nano.NanoModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An edit goes on with smaller passes where the operating system refuses memory. */
@EnabledOnOs(OS.LINUX) // prlimit
class EditingWithoutMemoryTest {
    /**
     * What the JVM reserves later on would be refused too, and end it: so it has its heap from the beginning, and no compiler, which
     * takes memory whenever it likes.
     */
    private static final List<String> FIXED_HEAP =
            List.of("-Xint", "-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:-UsePerfData");

    @Test
    void halvesPassesUntilTheyFitAndLearnsTheSame(@TempDir Path folder) throws Exception {
        String output = JavaProcess.run(
                EditingWithoutMemory.class,
                folder,
                FIXED_HEAP,
                NanoModel.copyTo(folder.resolve("nano")).toString(),
                "64");
        List<String[]> edits = output.lines()
                .filter(line -> line.matches("\\d+ \\d+ \\[.*]"))
                .map(line -> line.split(" ", 3))
                .toList();
        assertThat(edits).hasSize(2);
        assertThat(Integer.parseInt(edits.get(0)[0])).isPositive();
        assertThat(Integer.parseInt(edits.get(0)[1])).isLessThan(4000);
        assertThat(edits.get(1)[0]).isEqualTo("0");
        assertThat(edits.get(1)[1]).isEqualTo("100000");
        assertThat(losses(edits.get(0)[2])).hasSize(3).containsExactly(losses(edits.get(1)[2]), within(1e-4));
    }

    private static double[] losses(String list) {
        return Arrays.stream(list.substring(1, list.length() - 1).split(", "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
