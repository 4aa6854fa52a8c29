package io.github.modeleditor.onnx.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Python's numbers: {@link Long}, which may not overflow here, {@link Double}, and {@link Boolean}, which counts as 1 or 0. */
final class Numbers {
    /** A double has fewer behind the point, as far as rounding to them can change it. */
    private static final int DIGITS = 1100;

    private Numbers() {}

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Boolean;
    }

    static long integer(Object value) {
        if (value instanceof Boolean bool) {
            return bool ? 1 : 0;
        }
        if (value instanceof Long number) {
            return number;
        }
        throw mismatch(value, "int");
    }

    static double real(Object value) {
        return value instanceof Double number ? number : (double) integer(value);
    }

    static JinjaException mismatch(Object value, String wanted) {
        return value instanceof Undefined undefined
                ? undefined.error()
                : new JinjaException("an object of type " + Values.type(value) + " is no " + wanted);
    }

    static int compare(Object a, Object b) {
        if (isInteger(a) && isInteger(b)) {
            return Long.compare(integer(a), integer(b));
        }
        double x = real(a);
        double y = real(b);
        return x < y ? -1 : x > y ? 1 : 0;
    }

    /** {@code a OPERATOR b} of two numbers. */
    static Object operate(String operator, Object a, Object b) {
        boolean integers = isInteger(a) && isInteger(b);
        if (integers && !operator.equals("/") && !(operator.equals("**") && integer(b) < 0)) {
            try {
                return operate(operator, integer(a), integer(b));
            } catch (ArithmeticException e) {
                throw new JinjaException(String.valueOf(e.getMessage()));
            }
        }
        double x = real(a);
        double y = real(b);
        if (y == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw new JinjaException("division by zero");
        }
        return switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "/" -> x / y;
            case "//" -> Math.floor(x / y);
            case "%" -> x - Math.floor(x / y) * y;
            default -> Math.pow(x, y);
        };
    }

    private static long operate(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "//" -> Math.floorDiv(a, b);
            case "%" -> Math.floorMod(a, b);
            default -> power(a, b);
        };
    }

    private static long power(long base, long exponent) {
        if (base == 0 || base == 1) {
            return exponent == 0 ? 1 : base;
        }
        if (base == -1) {
            return exponent % 2 == 0 ? 1 : -1;
        }
        long power = 1;
        for (long i = 0; i < exponent; i++) {
            power = Math.multiplyExact(power, base);
        }
        return power;
    }

    static Object negated(Object value) {
        if (value instanceof Double number) {
            return -number;
        }
        return Math.negateExact(integer(value));
    }

    static Object absolute(Object value) {
        if (value instanceof Double number) {
            return Math.abs(number);
        }
        return Math.abs(integer(value));
    }

    /** The filter {@code round}. */
    static Object round(Object value, long precision, String method) {
        if (precision < 0) {
            throw JinjaException.unsupported("rounding to " + precision + " digits");
        }
        if (method.equals("common")) {
            if (value instanceof Double number && Double.isFinite(number) && precision < DIGITS) {
                return new BigDecimal(number)
                        .setScale((int) precision, RoundingMode.HALF_EVEN)
                        .doubleValue();
            }
            return value instanceof Double ? value : (Object) integer(value);
        }
        double scale = Math.pow(10, (double) precision);
        double scaled = real(value) * scale;
        return switch (method) {
            case "ceil" -> Math.ceil(scaled) / scale;
            case "floor" -> Math.floor(scaled) / scale;
            default -> throw new JinjaException("method must be common, ceil or floor");
        };
    }

    /** As Python writes it: the fewest digits that tell the number, with an exponent below 1e-4 and from 1e16 on. */
    static String text(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0.0" : "-0.0";
        }
        BigDecimal shortest = new BigDecimal(value);
        for (int digits = 1; digits <= 17; digits++) {
            BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                shortest = rounded.stripTrailingZeros();
                break;
            }
        }
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = shortest.unscaledValue().abs().toString();
        return (value < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e"
                + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
