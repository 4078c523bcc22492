package dev.muster.adapters.in.rest;

import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads YAML, and JSON, which is YAML too: maps, lists, texts, numbers, truth values and null. */
public final class Yaml {
    private Yaml() {}

    public static Object parse(String text) {
        return new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    /** What {@code path} leads to, through maps by names and lists by 0-based indexes. */
    public static Object at(Object root, Object... path) {
        Object found = root;
        for (Object step : path) {
            if (found instanceof Map<?, ?> map && map.containsKey(step)) {
                found = map.get(step);
            } else if (found instanceof List<?> list && step instanceof Integer index && index < list.size()) {
                found = list.get(index);
            } else {
                throw new AssertionError("there is no %s in %s".formatted(step, found));
            }
        }
        return found;
    }
}
