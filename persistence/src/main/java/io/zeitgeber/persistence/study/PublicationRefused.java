package io.zeitgeber.persistence.study;

/** A published version of a protocol can't change. */
public final class PublicationRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PublicationRefused(String id, int version, String published, String digest) {
    super(
        "protocol %s@%d was published with digest %s and can't become %s: give the change a new version"
            .formatted(id, version, published, digest));
  }
}
