/**
 * Columns of numbers and texts as few bytes: what lies inside the {@code bytes} fields of {@code
 * entry.proto}. These layouts are for ever; a new one takes a new number.
 *
 * <p><b>varint</b>: seven bits a byte, lowest first, as in protobuf. <b>zigzag</b>: signed numbers
 * as varints, as in protobuf. All arithmetic wraps around at 64 bits, so every {@code long} comes
 * back.
 *
 * <p><b>Numbers</b> ({@code long}; how many is known from elsewhere). None: no bytes. Else one
 * byte: layout in the low four bits, unit in the high four; every number is a whole multiple of the
 * unit (0: 1; 1: 1,000; 2: 1,000,000; 3: 60,000,000) and is stored divided by it. Layouts:
 *
 * <ul>
 *   <li>0, steps: zigzag first, zigzag step; number i is first + i · step.
 *   <li>1, deltas: zigzag first, then the zigzag difference to the one before.
 *   <li>2, deltas of deltas: zigzag first, zigzag first difference, then the zigzag differences
 *       between differences.
 *   <li>3, packed: zigzag smallest, one byte of width w (at most 56), then each number less the
 *       smallest in w bits, lowest bit first, padded to a byte.
 *   <li>4, packed deltas: zigzag first, zigzag smallest difference, one byte of width, then each
 *       difference less the smallest in w bits.
 *   <li>5, Rice: zigzag smallest, then a code of each number less the smallest.
 *   <li>6, Rice of deltas: zigzag first, zigzag smallest difference, then a code of each difference
 *       less the smallest.
 *   <li>7, Rice of a line: zigzag first, zigzag slope s, then a code of the zigzag of number i less
 *       (first + ⌊i · s / 65,536⌋), from i = 1 on.
 * </ul>
 *
 * <p>5 to 7 are in entries since format 3. A <b>code</b> of numbers n &lt; 2^40: one byte k, then
 * bits, lowest first, padded to a byte: n / 2^k zeros, a one, and the lower k bits of n; where it
 * would be 24 zeros or more, 24 zeros, a one, and the 40 bits of n.
 *
 * <p><b>Doubles</b>. None: no bytes. Else one byte: k from 0 to 4: numbers follow, each double is
 * number / 10^k, correctly rounded. 15: eight bytes each, little endian.
 *
 * <p><b>Runs</b> of small numbers: (varint length, varint number) until all are there.
 *
 * <p><b>Bits</b> of doubles: runs as (varint length, eight bytes, little endian).
 *
 * <p><b>Text</b>: varint length, bytes; UTF-8, or 0xFF and UTF-16 (big endian) where it is no valid
 * Unicode. <b>Texts</b>, each of which may be missing: one byte; 0, plain: varint 0 where missing,
 * else varint length + 1 and the bytes; 1, dictionary: varint how many, that many texts, then runs
 * of 0 where missing, else place in the dictionary + 1.
 */
@NullMarked
package io.zeitgeber.persistence.column;

import org.jspecify.annotations.NullMarked;
