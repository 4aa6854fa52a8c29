package io.github.modeleditor.examples.cli;

import io.github.modeleditor.api.Device;
import io.github.modeleditor.api.Precision;
import io.github.modeleditor.core.dataset.DatasetFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** From words of the command line to values of the library. */
final class Converters {
    private static final Pattern NUMBERED_DEVICE = Pattern.compile("(cpu|cuda):(\\d{1,4})");

    private Converters() {}

    static Device device(String text) {
        Matcher numbered = NUMBERED_DEVICE.matcher(text);
        if (numbered.matches()) {
            int number = Integer.parseInt(numbered.group(2));
            return numbered.group(1).equals("cuda") ? Device.cuda(number) : Device.cpu(number);
        }
        if (text.equals("auto")) {
            return Device.auto();
        }
        if (text.equals("cpu")) {
            return Device.cpu();
        }
        throw new TypeConversionException("expected auto, cpu, cpu:THREADS or cuda:NUMBER but was '" + text + "'");
    }

    static Precision precision(String text) {
        try {
            return Precision.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new TypeConversionException("expected float32, float16 or bfloat16 but was '" + text + "'");
        }
    }

    static DatasetFormat format(String text) {
        try {
            return DatasetFormat.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException unknown) {
            throw new TypeConversionException(
                    "expected auto, counterfact, multi-counterfact, zsre, zsre-alternative, knowedit, wikibigedit, jsonl or "
                            + "csv but was '" + text + "'");
        }
    }
}
