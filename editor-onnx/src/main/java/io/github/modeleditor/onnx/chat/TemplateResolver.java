package io.github.modeleditor.onnx.chat;

import com.hubspot.jinjava.el.TypeConvertingMapELResolver;
import com.hubspot.jinjava.el.ext.JinjavaBeanELResolver;
import com.hubspot.jinjava.el.ext.JinjavaListELResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ForLoop;
import java.util.Map;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.MethodNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * What a template may reach: elements of lists and maps, the state of a loop, filters and tests, and the methods that
 * Python's strings and dictionaries have. No method of a Java object besides.
 */
final class TemplateResolver extends CompositeELResolver {
    TemplateResolver() {
        add(new JinjavaListELResolver(true));
        add(new TypeConvertingMapELResolver(true));
        add(new Restricted());
    }

    private static final class Restricted extends JinjavaBeanELResolver {
        Restricted() {
            super(true);
        }

        @Override
        public @Nullable Object getValue(ELContext context, Object base, Object property) {
            if (base instanceof ForLoop) {
                return super.getValue(context, base, property);
            }
            context.setPropertyResolved(true);
            return null;
        }

        @Override
        public Object invoke(
                ELContext context, Object base, Object method, Class<?> @Nullable [] types, Object[] parameters) {
            if (base instanceof Filter || base instanceof ExpTest) {
                return super.invoke(context, base, method, types, parameters);
            }
            context.setPropertyResolved(true);
            if (base instanceof String text) {
                return PythonStrings.invoke(text, method.toString(), parameters);
            }
            if (base instanceof Map<?, ?> map) {
                return onMap(map, method.toString(), parameters);
            }
            throw new MethodNotFoundException("there is no method " + method);
        }

        @SuppressWarnings("NullAway") // an element that is not there is null to the template
        private static Object onMap(Map<?, ?> map, String method, Object[] parameters) {
            if (method.equals("get") && parameters.length == 1) {
                return map.get(parameters[0]);
            }
            if (method.equals("get") && parameters.length == 2) {
                return map.containsKey(parameters[0]) ? map.get(parameters[0]) : parameters[1];
            }
            return switch (method) {
                case "items" -> map.entrySet();
                case "keys" -> map.keySet();
                case "values" -> map.values();
                default -> throw new MethodNotFoundException("a dictionary has no method " + method);
            };
        }
    }
}
