package io.steelyard.decode;

/**
 * A finished text.
 *
 * @param request id of its request
 * @param sample number of the sample, from 0
 * @param ids generated tokens, the one that ended the text included
 * @param text the generated text, without special tokens and what a stop rule cut off
 * @param reason why it ended
 * @param rule which rule said so
 * @param slides how often the row was full and its middle was dropped; 0 unless asked for
 * @param trace what happened at each step
 */
public record Generation(
    long request,
    int sample,
    int[] ids,
    String text,
    FinishReason reason,
    String rule,
    int slides,
    Trace trace) {}
