package io.sluice.schemas.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mapped paths as a tree of field names; a leaf has the targets that its value goes to. */
final class PathTree {
    private final String path;
    private final Map<String, PathTree> children = new LinkedHashMap<>();
    private final List<Target> targets = new ArrayList<>();

    private PathTree(String path) {
        this.path = path;
    }

    static PathTree root() {
        return new PathTree("");
    }

    void add(String dotted, Target target) {
        PathTree node = this;
        for (String name : dotted.split("\\.")) {
            String child = node.path.isEmpty() ? name : node.path + "." + name;
            node = node.children.computeIfAbsent(name, ignored -> new PathTree(child));
        }
        node.targets.add(target);
    }

    /** The path from the root, empty for the root. */
    String path() {
        return path;
    }

    /** The child of a name, or null. */
    PathTree child(String name) {
        return children.get(name);
    }

    Map<String, PathTree> children() {
        return children;
    }

    List<Target> targets() {
        return targets;
    }

    boolean isLeaf() {
        return !targets.isEmpty();
    }

    /** Whether every target below may do without its field. */
    boolean hasDefaults() {
        return targets.stream().allMatch(Target::hasDefault)
                && children.values().stream().allMatch(PathTree::hasDefaults);
    }
}
