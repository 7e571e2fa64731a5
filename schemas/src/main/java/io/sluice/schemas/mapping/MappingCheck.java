package io.sluice.schemas.mapping;

import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.MappingException.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks a mapping against the model's inputs, before any schema or record is known. */
final class MappingCheck {
    private final List<InputSpec> specs;
    private final Mapping mapping;
    private final List<Problem> problems = new ArrayList<>();

    private MappingCheck(List<InputSpec> specs, Mapping mapping) {
        this.specs = specs;
        this.mapping = mapping;
    }

    /**
     * @throws MappingException when an input is not mapped exactly once, or in a way that it cannot
     *     be
     */
    static void require(List<InputSpec> specs, Mapping mapping) {
        MappingCheck check = new MappingCheck(specs, mapping);
        check.findUnmapped();
        check.findUnknown();
        if (check.problems.isEmpty()) {
            check.findOverlaps();
        }
        if (!check.problems.isEmpty()) {
            throw new MappingException("the mapping does not fit the model", check.problems);
        }
    }

    private void findUnmapped() {
        for (InputSpec spec : specs) {
            List<InputMapping> found =
                    mapping.inputs().stream().filter(m -> m.input().equals(spec.name())).toList();
            if (found.size() == 1) {
                check(spec, found.get(0));
            } else {
                problem(spec + " is mapped " + found.size() + " times, expected once");
            }
        }
    }

    private void findUnknown() {
        List<String> names = specs.stream().map(InputSpec::name).toList();
        for (InputMapping input : mapping.inputs()) {
            if (!names.contains(input.input())) {
                problem(
                        "the model has no input '"
                                + input.input()
                                + "'"
                                + NearestNames.offer(input.input(), names));
            }
        }
    }

    private void check(InputSpec spec, InputMapping input) {
        int sources = input.sources().size();
        if (sources > 1 && sources != spec.elements()) {
            problem(
                    spec
                            + " has "
                            + spec.elements()
                            + " elements, but "
                            + sources
                            + " scalar fields are mapped to it");
        }
        boolean hasDefault = input.sources().stream().anyMatch(s -> s.defaultValue() != null);
        if (hasDefault && sources == 1 && spec.elements() > 1) {
            problem(spec + " has a default, which only scalars can have");
        }
        if (input.isScaled() && !spec.dtype().isFloatingPoint()) {
            problem(spec + " is scaled, which only floating-point inputs can be");
        }
    }

    /** A path that is a field for one target cannot be a record for another. */
    private void findOverlaps() {
        Set<String> paths = new HashSet<>();
        mapping.inputs().forEach(i -> i.sources().forEach(source -> paths.add(source.path())));
        addPath(mapping.id(), paths);
        addPath(mapping.key(), paths);
        addPath(mapping.label(), paths);
        addPath(mapping.context(), paths);
        addPath(mapping.eventTime() == null ? null : mapping.eventTime().path(), paths);
        addPath(mapping.deadline() == null ? null : mapping.deadline().field().path(), paths);
        for (String path : paths) {
            for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
                if (paths.contains(path.substring(0, dot))) {
                    problem(
                            "'"
                                    + path.substring(0, dot)
                                    + "' is mapped as a field, and as a record by '"
                                    + path
                                    + "'");
                }
            }
        }
    }

    private static void addPath(String path, Set<String> paths) {
        if (path != null) {
            paths.add(path);
        }
    }

    private void problem(String text) {
        problems.add(new Problem(ReasonCode.WRONG_TYPE, text));
    }
}
