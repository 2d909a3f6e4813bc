package io.zeitgeber.persistence.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.RecordsTaken;
import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One entry as a line of an exported file: the bytes, and what stands in its clear header. */
final class EntryJson {

  private EntryJson() {}

  /** Everything in the clear. */
  static ObjectNode line(StoredEntry stored) {
    EntryHeader header = EntryCodec.decodeHeader(stored.payload());
    ObjectNode line = CanonicalJson.object();
    line.put("sequence", stored.sequence());
    line.put("kind", header.kind().name().toLowerCase(Locale.ROOT));
    line.put("protocol", header.protocol()).put("rules", header.rules());
    line.put("code", header.code());
    @Nullable RecordsTaken records = header.records();
    if (records != null) {
      ObjectNode taken = line.putObject("records");
      taken.put("topic", records.topic()).put("topic_id", records.topicId().toString());
      taken.put("partition", records.partition());
      long[] offsets = records.offsets();
      if (offsets.length > 0) {
        taken.put("first", offsets[0]).put("last", offsets[offsets.length - 1]);
      }
      taken.put("count", records.count()).put("refused", records.refused());
    }
    line.put("digest", HexFormat.of().formatHex(stored.digest()));
    line.put("payload", Base64.getEncoder().encodeToString(stored.payload()));
    return line;
  }

  /** An entry with the columns that its clear header gives. */
  static StoredEntry entry(String entity, long sequence, byte[] payload, byte[] digest) {
    EntryHeader header = EntryCodec.decodeHeader(payload);
    // As in the table: the columns count Kafka's records, and a re-admission is none.
    @Nullable RecordsTaken records =
        header.kind() == EntryHeader.Kind.READMITTED ? null : header.records();
    return new StoredEntry(
        entity,
        sequence,
        payload,
        digest,
        header.outbound(),
        records == null ? null : records.topicId(),
        records == null ? -1 : records.partition(),
        records == null ? 0 : records.count(),
        records == null ? 0 : records.refused());
  }
}
