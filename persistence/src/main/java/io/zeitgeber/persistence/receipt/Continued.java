package io.zeitgeber.persistence.receipt;

/** Whether a receipt went on where the last one of its partition ended. */
public enum Continued {
  /** It did, and is durable. */
  YES,
  /** It did not: somebody else reads this partition. Nothing was written. */
  NO
}
