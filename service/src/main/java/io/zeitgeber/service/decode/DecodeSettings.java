package io.zeitgeber.service.decode;

/**
 * Limits of a {@link SliceDecoder}.
 *
 * @param maxRecordBytes a longer record is {@code TOO_LARGE}; 1 MiB by contract
 * @param maxPartBytes the most that a part of a share may take encoded, by a generous estimate; a
 *     single record may exceed it and then is a part of its own
 * @param maxSources how many (participant, device, channel) are remembered between slices; beyond
 *     it they are forgotten and learned anew, which costs time and changes nothing
 */
public record DecodeSettings(int maxRecordBytes, int maxPartBytes, int maxSources) {

  /** What the contract says. */
  public static final DecodeSettings STANDARD = new DecodeSettings(1 << 20, 96 * 1024, 1 << 19);

  public DecodeSettings {
    if (maxRecordBytes < 64 || maxPartBytes < 1024 || maxSources < 1) {
      throw new IllegalArgumentException("Too small to work with: " + maxRecordBytes);
    }
  }
}
