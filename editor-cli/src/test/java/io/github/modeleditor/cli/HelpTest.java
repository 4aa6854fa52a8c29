package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the command line says of itself, and of slips of the pen. */
class HelpTest {
    private String out = "";
    private String err = "";

    private int run(String... arguments) {
        Execution run = Execution.of(arguments);
        out = run.out();
        err = run.err();
        return run.exit();
    }

    @ParameterizedTest
    @CsvSource({
        "edit --lerning-rate=1, error: unknown option --lerning-rate; did you mean --learning-rate? (modeleditor edit --help)",
        "edit --epoch 3, error: unknown option --epoch; did you mean --epochs? (modeleditor edit --help)",
        "evalute, error: unknown command evalute; did you mean evaluate? (modeleditor --help)",
        "store lst, error: unknown command lst; did you mean list? (modeleditor store --help)",
        "describe --model=m --qqq, error: unknown option --qqq (modeleditor describe --help)",
        "describe --model=m other, error: unknown argument other (modeleditor describe --help)"
    })
    void saysInOneLineWhatWasProbablyMeant(String line, String message) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.strip()).isEqualTo(message);
    }

    @Test
    void listsOptionsUnderHeadings() {
        assertThat(run("edit", "--help")).isZero();
        List<String> headings = out.lines()
                .filter(line -> line.endsWith(":") && !line.startsWith(" "))
                .toList();
        assertThat(headings)
                .containsExactly(
                        "Facts:",
                        "What is trained beside the facts:",
                        "Method:",
                        "Where the adapter attaches:",
                        "Training:",
                        "Machine:",
                        "What is handed back:",
                        "What is measured:",
                        "What is written:",
                        "About this command:");
        assertThat(out.lines().findFirst().orElseThrow()).isEqualTo("Usage: modeleditor edit [OPTIONS]");
    }

    @Test
    void leavesNoOptionOut() {
        List<String> missing = new ArrayList<>();
        require(Main.commandLine(), missing);
        assertThat(missing).isEmpty();
    }

    private static void require(CommandLine command, List<String> missing) {
        String help = command.getUsageMessage();
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden() && !help.contains(option.longestName().substring(2))) {
                missing.add(command.getCommandSpec().qualifiedName() + " " + option.longestName());
            }
        }
        command.getSubcommands().values().forEach(below -> require(below, missing));
    }
}
