package io.sluice.kernel.testkit;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Random;

/** Tiny models for tests, all with a free batch axis and weights drawn from a seed. */
public final class OnnxGraphs {
    private OnnxGraphs() {}

    /** {@code y = x}, float32. */
    public static StageModel identity(int width) {
        return identity(DType.FLOAT32, width);
    }

    /** {@code y = x} of any dtype. */
    public static StageModel identity(DType dtype, int width) {
        TensorSpec x = new TensorSpec("x", dtype, new int[] {width});
        TensorSpec y = new TensorSpec("y", dtype, new int[] {width});
        ModelProto model =
                new GraphBuilder("identity")
                        .input(x)
                        .node("Identity", List.of("x"), "y")
                        .output(y)
                        .build();
        return new StageModel("identity", model.toByteArray(), List.of(x), List.of(y));
    }

    /** {@code y = x W + b}. */
    public static StageModel gemm(long seed, int inputs, int outputs) {
        return mlp(seed, inputs, outputs);
    }

    /** Gemm layers with a ReLU between them; {@code widths} are the input, hidden and output. */
    public static StageModel mlp(long seed, int... widths) {
        Random random = new Random(seed);
        TensorSpec x = new TensorSpec("x", DType.FLOAT32, new int[] {widths[0]});
        TensorSpec y = new TensorSpec("y", DType.FLOAT32, new int[] {widths[widths.length - 1]});
        GraphBuilder graph = new GraphBuilder("mlp").input(x);
        String last = "x";
        for (int layer = 1; layer < widths.length; layer++) {
            boolean end = layer == widths.length - 1;
            String out = end ? "y" : "hidden" + layer;
            String sum = end ? out : "sum" + layer;
            graph.gemm(random, last, sum, widths[layer - 1], widths[layer]);
            if (!end) {
                graph.node("Relu", List.of(sum), out);
            }
            last = out;
        }
        ModelProto model = graph.output(y).build();
        return new StageModel("mlp", model.toByteArray(), List.of(x), List.of(y));
    }

    /** A padded 3x3 convolution with ReLU, max pooling by 2 and a Gemm over what is left. */
    public static StageModel conv(long seed, int channels, int size, int filters, int classes) {
        Random random = new Random(seed);
        TensorSpec x = new TensorSpec("x", DType.FLOAT32, new int[] {channels, size, size});
        TensorSpec y = new TensorSpec("y", DType.FLOAT32, new int[] {classes});
        int left = filters * (size / 2) * (size / 2);
        ModelProto model =
                new GraphBuilder("conv")
                        .input(x)
                        .weights(random, "kernel", filters, channels, 3, 3)
                        .weights(random, "bias", filters)
                        .node(
                                "Conv",
                                List.of("x", "kernel", "bias"),
                                "convolved",
                                GraphBuilder.ints("kernel_shape", 3, 3),
                                GraphBuilder.ints("pads", 1, 1, 1, 1),
                                GraphBuilder.ints("strides", 1, 1))
                        .node("Relu", List.of("convolved"), "active")
                        .node(
                                "MaxPool",
                                List.of("active"),
                                "pooled",
                                GraphBuilder.ints("kernel_shape", 2, 2),
                                GraphBuilder.ints("strides", 2, 2))
                        .node("Flatten", List.of("pooled"), "flat", GraphBuilder.integer("axis", 1))
                        .gemm(random, "flat", "y", left, classes)
                        .output(y)
                        .build();
        return new StageModel("conv", model.toByteArray(), List.of(x), List.of(y));
    }

    /**
     * An uncut three-exit network: {@code image} (uint8 or float32, [N, width]), cut tensors {@code
     * stage1_out} and {@code stage2_out} ([N, hidden]), outputs {@code exit1_logits} to {@code
     * exit3_logits} ([N, classes]).
     */
    public static ModelProto threeExits(
            long seed, DType dtype, int width, int hidden, int classes) {
        Random random = new Random(seed);
        GraphBuilder graph =
                new GraphBuilder("three-exits")
                        .input(new TensorSpec("image", dtype, new int[] {width}))
                        .node("Cast", List.of("image"), "pixels", GraphBuilder.integer("to", 1))
                        .scalar("scale", 1 / 64f)
                        .node("Mul", List.of("pixels", "scale"), "scaled");
        String last = "scaled";
        for (int stage = 1; stage <= 3; stage++) {
            String out = "stage" + stage + "_out";
            String sum = "stage" + stage + "_sum";
            graph.gemm(random, last, sum, stage == 1 ? width : hidden, hidden)
                    .node("Relu", List.of(sum), out)
                    .gemm(random, out, "exit" + stage + "_logits", hidden, classes)
                    .output(logits(stage, classes));
            last = out;
        }
        return graph.build();
    }

    /**
     * An uncut three-exit network whose answer is plain to see: the logits of exit e are the row's
     * first {@code classes} values times {@code 0.01 · 2^e} (0.02, 0.04, 0.08), negative values
     * counting as 0. Names as in {@link #threeExits}; the width is the number of classes.
     */
    public static ModelProto readableLadder(DType dtype, int classes) {
        GraphBuilder graph =
                new GraphBuilder("readable-ladder")
                        .input(new TensorSpec("image", dtype, new int[] {classes}));
        for (int stage = 1; stage <= 3; stage++) {
            readable(graph, stage, head(stage, classes), classes);
        }
        return graph.build();
    }

    /** One stage of {@link #readableLadder}, 1 to 3, as a graph of its own. */
    public static ModelProto readableStage(DType dtype, int classes, int stage) {
        return readableStage(dtype, classes, stage, head(stage, classes));
    }

    /**
     * The first stage of a {@link #readableLadder} that mistakes one class for another, as sure of
     * it as of the others.
     */
    public static ModelProto misledStage(DType dtype, int classes, int taken, int takenFor) {
        float[] head = head(1, classes);
        head[taken * classes + takenFor] = head[taken * classes + taken];
        head[taken * classes + taken] = 0;
        return readableStage(dtype, classes, 1, head);
    }

    private static float[] head(int stage, int classes) {
        float[] head = new float[classes * classes];
        for (int i = 0; i < classes; i++) {
            head[i * classes + i] = 0.01f * (1 << stage);
        }
        return head;
    }

    private static ModelProto readableStage(DType dtype, int classes, int stage, float[] head) {
        TensorSpec input =
                stage == 1
                        ? new TensorSpec("image", dtype, new int[] {classes})
                        : crossing(stage - 1, classes);
        GraphBuilder graph = new GraphBuilder("readable-stage" + stage).input(input);
        readable(graph, stage, head, classes);
        return stage == 3 ? graph.build() : graph.output(crossing(stage, classes)).build();
    }

    private static void readable(GraphBuilder graph, int stage, float[] head, int classes) {
        String last = stage == 1 ? "pixels" : crossing(stage - 1, classes).name();
        if (stage == 1) {
            graph.node("Cast", List.of("image"), last, GraphBuilder.integer("to", 1));
        }
        String out = crossing(stage, classes).name();
        graph.diagonal("weight" + stage, classes, 1)
                .node("MatMul", List.of(last, "weight" + stage), "stage" + stage + "_sum")
                .node("Relu", List.of("stage" + stage + "_sum"), out)
                .floats("head" + stage, head, classes, classes)
                .node("MatMul", List.of(out, "head" + stage), "exit" + stage + "_logits")
                .output(logits(stage, classes));
    }

    private static TensorSpec crossing(int stage, int width) {
        return new TensorSpec("stage" + stage + "_out", DType.FLOAT32, new int[] {width});
    }

    private static TensorSpec logits(int exit, int classes) {
        return new TensorSpec("exit" + exit + "_logits", DType.FLOAT32, new int[] {classes});
    }
}
