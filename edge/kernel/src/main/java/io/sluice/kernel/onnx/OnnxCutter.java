package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.sluice.config.NearestName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts a graph into the stages of a ladder.
 *
 * <p>Stage i holds just the nodes between cut i − 1 and cut i, and the head of exit i. A cut is a
 * set of tensors that everything behind it is computed from; a constant needed on both sides is
 * copied. An input of the model may be named in a cut: the next stage then takes it again, and
 * computes again what it needs of it, as long as that takes no matrix product or convolution. An
 * encoder's attention mask is such an input.
 */
public final class OnnxCutter {
    /** Stands where a stage has no logits. */
    static final String NO_HEAD = "";

    private final OnnxModel model;
    private final Set<String> fromInputs;
    private final List<Set<String>> cuts = new ArrayList<>();
    private final List<String> logits;

    private OnnxCutter(OnnxModel model, List<List<String>> cuts, List<String> logits) {
        this.model = model;
        this.logits = logits;
        this.fromInputs = GraphWalk.dependents(model);
        cuts.forEach(names -> this.cuts.add(tensors(names)));
        logits.stream().filter(name -> !name.equals(NO_HEAD)).forEach(this::requireTensor);
    }

    /**
     * Cuts.
     *
     * @param model the whole model
     * @param cuts for every cut, from the front to the back, the names of its tensors or of the
     *     nodes that make them; one less than exits; none leaves one stage
     * @param logits for every exit the tensor with its logits, from the front to the back
     * @return the stages: inputs are those of the model or the cut before, outputs are the cut
     *     behind and the logits, all with a free batch axis
     * @throws OnnxException when a name is unknown (offering the nearest ones), or a tensor
     *     bypasses a cut (naming it)
     */
    public static List<OnnxModel> cut(
            OnnxModel model, List<List<String>> cuts, List<String> logits) {
        if (logits.size() != cuts.size() + 1) {
            throw new OnnxException(
                    model.name()
                            + ": "
                            + cuts.size()
                            + " cuts make "
                            + (cuts.size() + 1)
                            + " stages, which need as many exits, not "
                            + logits.size());
        }
        return new OnnxCutter(model, cuts, logits).stages();
    }

    /**
     * Cuts a model into stages without heads: each gives its cut alone, and the last one the
     * model's end. Heads that the model has in between are left out.
     *
     * @param cuts as in {@link #cut}
     * @param end the tensor that the last stage gives: the model's logits, or what a head is to be
     *     put on
     * @throws OnnxException as {@link #cut} does
     */
    public static List<OnnxModel> backbone(OnnxModel model, List<List<String>> cuts, String end) {
        List<String> ends = new ArrayList<>(Collections.nCopies(cuts.size(), NO_HEAD));
        ends.add(end);
        return new OnnxCutter(model, cuts, ends).stages();
    }

    private List<OnnxModel> stages() {
        StageAssembly assembly = new StageAssembly(model);
        List<OnnxModel> stages = new ArrayList<>();
        Set<NodeProto> earlier = new HashSet<>();
        for (int i = 0; i < logits.size(); i++) {
            Set<String> before = i == 0 ? inputs() : cuts.get(i - 1);
            Set<String> after = i == cuts.size() ? Set.of() : behind(i);
            if (after.contains(logits.get(i))) {
                throw new OnnxException(
                        model.name()
                                + ": '"
                                + logits.get(i)
                                + "' cannot be an exit's logits and a cut at once");
            }
            Set<NodeProto> nodes = between(i, before, after, earlier);
            stages.add(assembly.stage(i + 1, before, after, logits.get(i), nodes));
            earlier.addAll(nodes);
        }
        return stages;
    }

    /** What a cut hands on; the model's own inputs need no handing on. */
    private Set<String> behind(int cut) {
        Set<String> tensors = new LinkedHashSet<>(cuts.get(cut));
        tensors.removeAll(inputs());
        return tensors;
    }

    /** All nodes that the stage's outputs need, back to the cut before. */
    private Set<NodeProto> between(
            int stage, Set<String> before, Set<String> after, Set<NodeProto> earlier) {
        Set<NodeProto> nodes = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(after);
        if (!logits.get(stage).equals(NO_HEAD)) {
            open.add(logits.get(stage));
        }
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String tensor = open.remove(open.size() - 1);
            NodeProto producer = model.producers().get(tensor);
            boolean given = before.contains(tensor) || model.initialisers().containsKey(tensor);
            if (tensor.isEmpty() || given || !seen.add(tensor)) {
                continue;
            }
            boolean fromBefore = producer == null || earlier.contains(producer);
            if (fromBefore && fromInputs.contains(tensor) && !comesAgain(tensor, before)) {
                throw bypass(stage, tensor, before);
            }
            if (producer == null) {
                throw new OnnxException(
                        model.name() + ": tensor '" + tensor + "' is made by no node");
            }
            nodes.add(producer);
            open.addAll(GraphWalk.reads(producer));
        }
        return nodes;
    }

    /** The inputs of the model that a tensor is made of, or none when that takes products. */
    private Set<String> cheapSources(String tensor) {
        Set<String> sources = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        List<String> open = new ArrayList<>(List.of(tensor));
        while (!open.isEmpty()) {
            String next = open.remove(open.size() - 1);
            NodeProto producer = model.producers().get(next);
            if (model.initialisers().containsKey(next) || !seen.add(next)) {
                continue;
            }
            if (producer == null) {
                sources.add(next);
            } else if (MultiplyAdds.multiplies(producer)) {
                return Set.of();
            } else {
                open.addAll(GraphWalk.reads(producer));
            }
        }
        return sources;
    }

    private boolean comesAgain(String tensor, Set<String> before) {
        Set<String> sources = cheapSources(tensor);
        return !sources.isEmpty() && before.containsAll(sources);
    }

    private OnnxException bypass(int stage, String tensor, Set<String> before) {
        Set<String> sources = new LinkedHashSet<>(cheapSources(tensor));
        sources.remove(tensor);
        return new OnnxException(
                model.name()
                        + ": tensor '"
                        + tensor
                        + "' bypasses cut "
                        + stage
                        + " "
                        + before
                        + ": stage "
                        + (stage + 1)
                        + " reads it from in front of the cut; add it to the cut"
                        + (sources.isEmpty() ? "" : ", or what it is made of, " + sources)
                        + ", or cut elsewhere");
    }

    private Set<String> inputs() {
        Set<String> names = new LinkedHashSet<>();
        model.inputValues().forEach(value -> names.add(value.getName()));
        return names;
    }

    /** The tensors that a cut's names stand for. */
    private Set<String> tensors(List<String> names) {
        Set<String> tensors = new LinkedHashSet<>();
        for (String name : names) {
            if (GraphWalk.tensors(model).contains(name)) {
                tensors.add(name);
                continue;
            }
            List<NodeProto> nodes =
                    model.nodes().stream().filter(node -> node.getName().equals(name)).toList();
            if (nodes.isEmpty()) {
                throw unknown(name);
            }
            nodes.forEach(node -> tensors.addAll(node.getOutputList()));
        }
        if (tensors.isEmpty()) {
            throw new OnnxException(model.name() + ": a cut needs at least one tensor");
        }
        return tensors;
    }

    private void requireTensor(String name) {
        if (!model.producers().containsKey(name)) {
            throw unknown(name);
        }
    }

    private OnnxException unknown(String name) {
        Set<String> candidates = GraphWalk.tensors(model);
        model.nodes().forEach(node -> candidates.add(node.getName()));
        candidates.remove("");
        return new OnnxException(
                model.name()
                        + ": no tensor or node '"
                        + name
                        + "'; the nearest are "
                        + String.join(", ", NearestName.of(name, candidates, 5)));
    }
}
