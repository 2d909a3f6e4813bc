package io.zeitgeber.bench.system;

import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * What a system is given.
 *
 * @param name unique in a run: it goes into group ids, topics and transactional ids
 * @param kafka HOST:PORT
 * @param observations the topic to read
 * @param participants the topic of enrolments
 * @param partitions of the topics that are made for what it says
 * @param directory of its own, fresh
 * @param isLatency set up for latency rather than throughput, where a system has such settings
 * @param onAlert takes each alert's JSON and the time it was seen, {@link System#nanoTime}
 */
public record Task(
    String name,
    String kafka,
    String observations,
    String participants,
    int partitions,
    Path directory,
    boolean isLatency,
    BiConsumer<byte[], Long> onAlert) {}
