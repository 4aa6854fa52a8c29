package io.github.modeleditor.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Java that documentation shows, as a reader would compile it. Where it stands decides what it may take for granted:
 *
 * <ul>
 *   <li>In a document ({@code .md}) nothing: it has its imports and its class.
 *   <li>In Javadoc some imports, and outside of a class some values, as in a method that may throw anything. Java is what stands in a {@code pre} with a {@code code} tag around it; what is none, such as a formula,
 *       stands in a plain {@code pre}.
 * </ul>
 *
 * @param origin the file that shows it
 * @param code as it is shown
 * @param source the same as a compilation unit
 */
public record Snippet(Path origin, String code, String source) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern DOCUMENT = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVADOC = Pattern.compile("<pre>\\s*\\{@code(.*?)}\\s*</pre>", Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("^package [\\w.]+;");
    private static final Pattern MARGIN = Pattern.compile("^ *\\* ?", Pattern.MULTILINE);
    private static final Pattern CLASS = Pattern.compile("^(?:\\w+ )*class (\\w+)", Pattern.MULTILINE);

    /** Those of one document. */
    public static List<Snippet> ofDocument(Path document) throws IOException {
        return matches(DOCUMENT, document).stream()
                .map(code -> new Snippet(document, code, code))
                .toList();
    }

    /**
     * What Javadoc takes for granted.
     *
     * @param imports of every snippet
     * @param given fields, so that a snippet may declare a variable of the same name
     */
    public record Given(String imports, String given) {
        private String source(String code) {
            // What stands before a snippet takes no line, so that a complaint names the line of the snippet.
            return oneLine(imports)
                    + (isClass(code)
                            ? code
                            : "class Fragment { " + oneLine(given) + " void run() throws Exception { " + code + "\n}}");
        }

        private static String oneLine(String lines) {
            return lines.replace('\n', ' ');
        }
    }

    /**
     * Those in Javadoc, of tests excepted.
     *
     * @param modules a regular expression of the modules' names
     * @param given what they take for granted
     */
    public static List<Snippet> ofJavadoc(String modules, Given given) throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> sources = files.filter(
                            file -> ROOT.relativize(file).toString().matches(modules + ".src.main.java.*\\.java"))
                    .sorted()
                    .toList();
            for (Path source : sources) {
                for (String shown : matches(JAVADOC, source)) {
                    String code = MARGIN.matcher(shown).replaceAll("").strip();
                    snippets.add(new Snippet(source, code, given.source(code)));
                }
            }
        }
        return snippets;
    }

    /** The documents of the project, in its root and in {@code docs}. */
    public static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> below = Files.walk(ROOT.resolve("docs"))) {
            List<Path> documents = Stream.concat(top, below)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
            assertThat(documents).hasSizeGreaterThan(4);
            return documents;
        }
    }

    /**
     * Compiles snippets, each in a package of its own.
     *
     * @param snippets any
     * @param classes a folder for what comes out
     * @return what the compiler complains of, with file and line of the snippet; empty where it complains of nothing
     */
    public static String complaints(List<Snippet> snippets, Path classes) {
        List<JavaFileObject> units = new ArrayList<>();
        for (int i = 0; i < snippets.size(); i++) {
            units.add(snippets.get(i).unit("snippet" + i));
        }
        StringWriter complaints = new StringWriter();
        List<String> options =
                List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(complaints, null, null, options, null, units)
                .call();
        assertThat(compiled)
                .as("complains of nothing, or fails")
                .isEqualTo(complaints.toString().isEmpty());
        return complaints.toString();
    }

    @SuppressWarnings("NullAway") // the patterns have a group that takes part in every match
    public static List<String> matches(Pattern pattern, Path document) throws IOException {
        return pattern.matcher(Files.readString(document, UTF_8))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static boolean isClass(String code) {
        return CLASS.matcher(code).find();
    }

    private JavaFileObject unit(String packageName) {
        String className = CLASS.matcher(source)
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElse("Fragment");
        String place = "/" + ROOT.relativize(origin).toString().replace('\\', '/') + "/" + className + ".java";
        return new SimpleJavaFileObject(URI.create("string://" + place), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return "package " + packageName + "; " + PACKAGE.matcher(source).replaceFirst("");
            }
        };
    }
}
