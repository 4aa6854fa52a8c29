package io.github.modeleditor.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A run of the command line in this process.
 *
 * @param exit how it ended
 * @param out what it said
 * @param err what it said of itself
 */
record Execution(int exit, String out, String err) {
    static Execution of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Execution(exit, out.toString(), err.toString());
    }
}
