package dev.muster.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads {@code muster.yml}: names and texts, nothing else. Values are taken as they are written, because YAML reads a
 * password of 0123 as 83 and a bare off as false.
 */
final class SettingsFile {
    private static final Set<String> NOTHING = Set.of("", "~", "null");
    private static final int MAX_NAME_LENGTH = 200;

    private final Path file;
    private final Map<String, String> texts = new LinkedHashMap<>();

    private SettingsFile(Path file) {
        this.file = file;
    }

    /**
     * The texts by name with dots, in the file's order; lists are joined by commas, names without a value are left out. In
     * an {@link OpenSection}, those have an empty text, and an element of a list that has names itself is called {@code
     * name[0]}.
     *
     * @throws InvalidSetting if the file cannot be read or is no such file
     */
    static Map<String, String> read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            Node root = new Yaml(new LoaderOptions()).compose(reader);
            return root == null ? Map.of() : new SettingsFile(file).texts(root);
        } catch (MarkedYAMLException e) {
            throw new InvalidSetting(
                    file.toString(),
                    "is no YAML: %s in line %s"
                            .formatted(e.getProblem(), e.getProblemMark().getLine() + 1));
        } catch (YAMLException | CharacterCodingException e) {
            throw new InvalidSetting(file.toString(), "is no YAML: " + e.getMessage());
        } catch (IOException e) {
            throw new InvalidSetting(file.toString(), "cannot be read: " + e.getMessage());
        }
    }

    private Map<String, String> texts(Node root) {
        switch (root) {
            case MappingNode names -> add("", names);
            case ScalarNode nothing when isNothing(nothing) -> {}
            default -> throw new InvalidSetting(file.toString(), "holds no names with values");
        }
        return texts;
    }

    private void add(String prefix, MappingNode names) {
        names.getValue().forEach(tuple -> {
            String name = prefix + scalar(prefix, tuple.getKeyNode());
            // Ends the loop of a mapping that holds itself, too.
            if (name.length() > MAX_NAME_LENGTH) {
                throw fault(name, "is nested too deep");
            }
            switch (tuple.getValueNode()) {
                case MappingNode nested -> add(name + ".", nested);
                case SequenceNode items when isOfNames(name, items) -> addEach(name, items);
                case SequenceNode items ->
                    add(
                            name,
                            items.getValue().stream()
                                    .map(item -> scalar(name, item))
                                    .collect(Collectors.joining(",")));
                case ScalarNode value
                when isNothing(value) -> {
                    if (OpenSection.of(name).isPresent()) {
                        add(name, "");
                    }
                }
                case Node value -> add(name, scalar(name, value));
            }
        });
    }

    private static boolean isOfNames(String name, SequenceNode items) {
        return OpenSection.of(name).isPresent() && items.getValue().stream().anyMatch(MappingNode.class::isInstance);
    }

    private void addEach(String name, SequenceNode items) {
        for (int i = 0; i < items.getValue().size(); i++) {
            if (!(items.getValue().get(i) instanceof MappingNode names)) {
                throw fault(name, "must be a list of texts, or one whose elements all have names");
            }
            add("%s[%s].".formatted(name, i), names);
        }
    }

    private void add(String name, String text) {
        if (texts.put(name, text) != null) {
            throw fault(name, "is there twice");
        }
    }

    private String scalar(String name, Node node) {
        if (node instanceof ScalarNode value) {
            return value.getValue();
        }
        throw fault(name, "must be a text or a list of texts");
    }

    private InvalidSetting fault(String name, String fault) {
        return new InvalidSetting(name + " in " + file, fault);
    }

    private static boolean isNothing(ScalarNode value) {
        return value.getScalarStyle() == ScalarStyle.PLAIN && NOTHING.contains(value.getValue());
    }
}
