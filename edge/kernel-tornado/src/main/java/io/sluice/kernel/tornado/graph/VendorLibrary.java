package io.sluice.kernel.tornado.graph;

/** A library of NVIDIA's that a task graph of TornadoVM can call. */
public enum VendorLibrary {
    /** Products of matrices. */
    CUBLAS("nvidia/cublas", "uk.ac.manchester.tornado.cublas.CuBlas", "tornado-cublas"),
    /** Convolutions. */
    CUDNN("nvidia/cudnn", "uk.ac.manchester.tornado.cudnn.CuDnn", "tornado-cudnn");

    private final String id;
    private final String type;
    private final String module;

    VendorLibrary(String id, String type, String module) {
        this.id = id;
        this.type = type;
        this.module = module;
    }

    /** TornadoVM's name for it. */
    String id() {
        return id;
    }

    /** A class that is there when its calls are. */
    public String type() {
        return type;
    }

    /** What its jar begins with, and the name of its native library. */
    public String module() {
        return module;
    }
}
