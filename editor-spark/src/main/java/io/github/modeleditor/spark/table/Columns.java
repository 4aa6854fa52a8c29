package io.github.modeleditor.spark.table;

import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Rows and their columns by name. */
final class Columns {
    static final DataType TEXT = DataTypes.StringType;
    static final DataType NUMBER = DataTypes.DoubleType;

    private Columns() {}

    static StructType table(StructField... columns) {
        return DataTypes.createStructType(columns);
    }

    static StructField required(String name, DataType type) {
        return DataTypes.createStructField(name, type, false);
    }

    static StructField optional(String name, DataType type) {
        return DataTypes.createStructField(name, type, true);
    }

    static StructField list(String name, DataType element) {
        return optional(name, DataTypes.createArrayType(element, false));
    }

    /** Null where a figure is none. */
    static @Nullable Double figure(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static OptionalInt place(Row row, String column) {
        String[] names = row.schema().fieldNames();
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(column)) {
                return row.isNullAt(i) ? OptionalInt.empty() : OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** What is in a column; null where there is nothing, or no such column. */
    static @Nullable String text(Row row, String column) {
        OptionalInt place = place(row, column);
        return place.isEmpty() ? null : row.getString(place.getAsInt());
    }

    /** The elements in a column; none where there is nothing, or no such column. */
    static <T> List<T> list(Row row, String column) {
        OptionalInt place = place(row, column);
        return place.isEmpty() ? List.of() : row.getList(place.getAsInt());
    }
}
