package io.sluice.kernel.testkit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Random;

/**
 * A tiny text encoder as exporters write them: sequences of any length, an attention mask, lengths
 * that every layer reads off its tensors and off {@code input_ids}, layer normalisation and GELU in
 * pieces.
 *
 * <p>Inputs {@code input_ids}, {@code attention_mask} and {@code token_type_ids}, int64 {@code
 * [batch_size, sequence_length]}; ids are below {@value #TOKENS}, types below 2, at most {@value
 * #POSITIONS} tokens. Layer i gives {@code layer<i>_out}, [N, T, {@value #WIDTH}]; the logits of
 * exit i, {@code exit<i>_logits} [N, {@value #CLASSES}], are a linear head on the first token.
 */
public final class EncoderGraph {
    public static final int TOKENS = 20;
    public static final int POSITIONS = 12;
    public static final int WIDTH = 8;
    public static final int CLASSES = 3;

    private static final int HEADS = 2;

    private final Random random;
    private final boolean quantised;
    private final GraphBuilder graph = new GraphBuilder("encoder");

    private EncoderGraph(long seed, boolean quantised) {
        this.random = new Random(seed);
        this.quantised = quantised;
    }

    /** An encoder in float32. */
    public static ModelProto of(long seed, int layers) {
        return new EncoderGraph(seed, false).build(layers);
    }

    /** The same with dynamically quantised products and quantised tables of embeddings. */
    public static ModelProto quantised(long seed, int layers) {
        return new EncoderGraph(seed, true).build(layers);
    }

    private ModelProto build(int layers) {
        for (String input : List.of("input_ids", "attention_mask", "token_type_ids")) {
            graph.input(input, DType.INT64, "batch_size", "sequence_length");
        }
        graph.longs("zero", 0).longs("one", 1);
        graph.scalar("eps", 1e-5f).scalar("half", 0.5f).scalar("unit", 1).scalar("square", 2);
        mask();
        embeddings();
        String last = "embedded";
        for (int layer = 1; layer <= layers; layer++) {
            last = layer(layer, last);
            String exit = "exit" + layer;
            graph.longs(exit + "_first", 0)
                    .node("Gather", List.of(last, exit + "_first"), exit + "_column", axis(1))
                    .node("Squeeze", List.of(exit + "_column", "one"), exit + "_features")
                    .gemm(random, exit + "_features", exit + "_logits", WIDTH, CLASSES)
                    .output(exit + "_logits", DType.FLOAT32, "batch_size", "" + CLASSES);
        }
        return graph.build();
    }

    /** 0 where a token counts and a large negative number where it does not, [N, 1, 1, T]. */
    private void mask() {
        graph.longs("middle", 1, 2)
                .node("Unsqueeze", List.of("attention_mask", "middle"), "mask_rows")
                .node("Cast", List.of("mask_rows"), "kept", GraphBuilder.integer("to", 1))
                .scalar("least", -1e30f)
                .node("Sub", List.of("unit", "kept"), "left_out")
                .node("Mul", List.of("left_out", "least"), "mask");
    }

    private void embeddings() {
        table("tokens", "input_ids", TOKENS);
        table("types", "token_type_ids", 2);
        length("input_ids", 1, "count");
        long[] all = new long[POSITIONS];
        for (int i = 0; i < POSITIONS; i++) {
            all[i] = i;
        }
        graph.longs("all_positions", all)
                .node("Slice", List.of("all_positions", "zero", "count", "zero"), "places");
        table("positions", "places", POSITIONS);
        graph.node("Add", List.of("tokens", "types"), "typed")
                .node("Add", List.of("typed", "positions"), "placed");
        normalise("placed", "embedded");
    }

    private void table(String name, String index, int size) {
        String table = name + "_table";
        if (!quantised) {
            graph.weights(random, table, size, WIDTH)
                    .node("Gather", List.of(table, index), name, axis(0));
            return;
        }
        graph.initialiser(table, DType.UINT8, bytes(size * WIDTH), size, WIDTH)
                .scalar(name + "_scale", 0.02f)
                .initialiser(name + "_zero", DType.UINT8, new byte[] {(byte) 120})
                .node("Gather", List.of(table, index), name + "_q", axis(0))
                .node(
                        "DequantizeLinear",
                        List.of(name + "_q", name + "_scale", name + "_zero"),
                        name);
    }

    private String layer(int layer, String in) {
        String at = "layer" + layer + "_";
        for (String part : List.of("q", "k", "v")) {
            linear(in, at + part, WIDTH, WIDTH);
            split(in, at + part);
        }
        graph.node("Transpose", List.of(at + "k_heads"), at + "kt", perm(0, 1, 3, 2))
                .node("MatMul", List.of(at + "q_heads", at + "kt"), at + "products")
                .node("Div", List.of(at + "products", "square"), at + "scaled")
                .node("Add", List.of(at + "scaled", "mask"), at + "scores")
                .node("Softmax", List.of(at + "scores"), at + "weights", axis(-1))
                .node("MatMul", List.of(at + "weights", at + "v_heads"), at + "seen")
                .node("Transpose", List.of(at + "seen"), at + "turned", perm(0, 2, 1, 3));
        target(at + "turned", at + "joined_shape", WIDTH);
        graph.node("Reshape", List.of(at + "turned", at + "joined_shape"), at + "joined");
        linear(at + "joined", at + "attention", WIDTH, WIDTH);
        graph.node("Add", List.of(at + "attention", in), at + "sum");
        normalise(at + "sum", at + "middle");
        linear(at + "middle", at + "wide", WIDTH, 2 * WIDTH);
        gelu(at + "wide", at + "active");
        linear(at + "active", at + "narrow", 2 * WIDTH, WIDTH);
        graph.node("Add", List.of(at + "narrow", at + "middle"), at + "end");
        normalise(at + "end", at + "out");
        return at + "out";
    }

    /** [N, T, D] to [N, heads, T, D / heads]. */
    private void split(String in, String part) {
        target(in, part + "_shape", HEADS, WIDTH / HEADS);
        graph.node("Reshape", List.of(part, part + "_shape"), part + "_split")
                .node("Transpose", List.of(part + "_split"), part + "_heads", perm(0, 2, 1, 3));
    }

    /** [batch, length, further…], the length read off the model's input. */
    private void target(String batch, String name, long... further) {
        length(batch, 0, name + "_n");
        length("input_ids", 1, name + "_t");
        graph.longs(name + "_rest", further)
                .node("Concat", List.of(name + "_n", name + "_t", name + "_rest"), name, axis(0));
    }

    private void length(String of, int axis, String name) {
        graph.node("Shape", List.of(of), name + "_all")
                .initialiser(
                        name + "_axis", DType.INT64, new byte[] {(byte) axis, 0, 0, 0, 0, 0, 0, 0})
                .node("Gather", List.of(name + "_all", name + "_axis"), name + "_size", axis(0))
                .node("Unsqueeze", List.of(name + "_size", "zero"), name);
    }

    private void linear(String in, String out, int from, int to) {
        graph.weights(random, out + "_bias", to);
        if (!quantised) {
            graph.weights(random, out + "_weight", from, to)
                    .node("MatMul", List.of(in, out + "_weight"), out + "_product");
        } else {
            graph.initialiser(out + "_weight", DType.INT8, bytes(from * to), from, to)
                    .scalar(out + "_ws", 0.004f)
                    .initialiser(out + "_wz", DType.INT8, new byte[] {3})
                    .node(
                            "",
                            "DynamicQuantizeLinear",
                            List.of(in),
                            List.of(out + "_xq", out + "_xs", out + "_xz"))
                    .node("Mul", List.of(out + "_xs", out + "_ws"), out + "_scale")
                    .node(
                            "MatMulInteger",
                            List.of(out + "_xq", out + "_weight", out + "_xz", out + "_wz"),
                            out + "_sum")
                    .node("Cast", List.of(out + "_sum"), out + "_f", GraphBuilder.integer("to", 1))
                    .node("Mul", List.of(out + "_f", out + "_scale"), out + "_product");
        }
        graph.node("Add", List.of(out + "_bias", out + "_product"), out);
    }

    private void normalise(String in, String out) {
        graph.node("ReduceMean", List.of(in), out + "_mean", GraphBuilder.ints("axes", -1))
                .node("Sub", List.of(in, out + "_mean"), out + "_off")
                .node("Pow", List.of(out + "_off", "square"), out + "_squares")
                .node(
                        "ReduceMean",
                        List.of(out + "_squares"),
                        out + "_variance",
                        GraphBuilder.ints("axes", -1))
                .node("Add", List.of(out + "_variance", "eps"), out + "_sum")
                .node("Sqrt", List.of(out + "_sum"), out + "_deviation")
                .node("Div", List.of(out + "_off", out + "_deviation"), out);
    }

    private void gelu(String in, String out) {
        graph.scalar(out + "_root", (float) Math.sqrt(2))
                .node("Div", List.of(in, out + "_root"), out + "_divided")
                .node("Erf", List.of(out + "_divided"), out + "_erf")
                .node("Add", List.of(out + "_erf", "unit"), out + "_raised")
                .node("Mul", List.of(in, out + "_raised"), out + "_twice")
                .node("Mul", List.of(out + "_twice", "half"), out);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static AttributeProto axis(long axis) {
        return GraphBuilder.integer("axis", axis);
    }

    private static AttributeProto perm(long... order) {
        return GraphBuilder.ints("perm", order);
    }
}
