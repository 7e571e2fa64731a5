package io.sluice.benchmarks.crayfish;

/** An event as a careful user would hold it: a POJO that Flink serialises field by field. */
public class ArrayEvent {
    public String id;
    public String device;
    public long captured_at;
    public float[] values;

    /** The answer: without the values. */
    public static class Scores {
        public String id;
        public String device;
        public long captured_at;
        public float[] scores;
    }

    Scores scored(PerEventModel model) throws Exception {
        Scores answer = new Scores();
        answer.id = id;
        answer.device = device;
        answer.captured_at = captured_at;
        answer.scores = model.scores(values);
        return answer;
    }
}
