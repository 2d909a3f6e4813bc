package io.zeitgeber.service.query;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.service.erasure.Erasures;
import io.zeitgeber.service.participant.Command;
import io.zeitgeber.service.participant.DurableStates;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * What a running node has to answer from.
 *
 * @param durable what of the participants here can be seen without asking them
 * @param protocols by digest
 * @param kafka client properties
 * @param alerts name of the topic of alerts
 * @param erasures what two people can decide
 * @param files of keys: where the signing key is
 * @param repeated how many deliveries of records that had been taken before this node has seen
 */
public record Sources(
    ClusterSharding sharding,
    EntityTypeKey<Command> participants,
    DurableStates durable,
    Function<String, Protocol> protocols,
    DataSource database,
    Keys keys,
    Admin admin,
    Map<String, Object> kafka,
    String alerts,
    Erasures erasures,
    KeyFiles files,
    LongSupplier repeated) {}
