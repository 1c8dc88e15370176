/** Bytes that are compressed on their own: matches never reach back beyond them. */
const BLOCK = 65_536;

/** Bits of a hash, and so the entries of the table of earlier places. */
const BITS = 14;

/** Fewest bytes that a copy replaces. */
const LEAST = 4;

/** Most bytes of one copy. */
const MOST = 64;

/**
 * Compresses bytes to a block of Snappy (https://github.com/google/snappy/blob/main/format_description.txt), as the library of
 * Alloy and Loki does: blocks of 64 KiB, the last place of four equal bytes, and larger steps where nothing is found. Node has no
 * Snappy.
 */
export function snappy(input: Buffer): Buffer {
  const output = new Output(input.length);
  output.number(input.length);
  for (let start = 0; start < input.length; start += BLOCK) {
    compressBlock(input, start, Math.min(start + BLOCK, input.length), output);
  }
  return output.bytes();
}

function compressBlock(input: Buffer, start: number, end: number, output: Output): void {
  const table = new Int32Array(1 << BITS).fill(-1);
  const last = end - LEAST;
  let literal = start;
  let at = start;
  let misses = 32;
  while (at <= last) {
    const four = input.readInt32LE(at);
    const hash = Math.imul(four, 0x1e35a7bd) >>> (32 - BITS);
    const earlier = table[hash] as number;
    table[hash] = at;
    if (earlier < 0 || input.readInt32LE(earlier) !== four) {
      at += misses++ >> 5;
      continue;
    }
    let length = LEAST;
    while (at + length < end && input[earlier + length] === input[at + length]) length++;
    output.literal(input, literal, at);
    output.copy(at - earlier, length);
    at += length;
    literal = at;
    misses = 32;
  }
  output.literal(input, literal, end);
}

/** Compressed bytes so far. */
class Output {
  private readonly buffer: Buffer;

  private length = 0;

  constructor(size: number) {
    // A literal has at most five bytes more than its text, and there is one for each 64 KiB beyond what copies save.
    this.buffer = Buffer.allocUnsafe(size + Math.ceil(size / 6) + 32);
  }

  /** A number in groups of seven bits. */
  public number(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) + 128);
    this.byte(rest);
  }

  /** Bytes as they are. */
  public literal(input: Buffer, from: number, to: number): void {
    const size = to - from;
    if (size === 0) return;
    if (size <= 60) {
      this.byte((size - 1) << 2);
    } else {
      this.byte(61 << 2);
      this.short(size - 1);
    }
    this.length += input.copy(this.buffer, this.length, from, to);
  }

  /** Bytes that are the same as some before. */
  public copy(distance: number, size: number): void {
    for (let left = size; left > 0;) {
      // No copy is left with fewer bytes than it takes.
      const part = left > MOST && left < MOST + LEAST ? MOST - LEAST : Math.min(left, MOST);
      if (part < 12 && distance < 2048) {
        this.byte(((distance >> 8) << 5) | ((part - LEAST) << 2) | 1);
        this.byte(distance & 255);
      } else {
        this.byte(((part - 1) << 2) | 2);
        this.short(distance);
      }
      left -= part;
    }
  }

  /** All of it. */
  public bytes(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.length));
  }

  private byte(value: number): void {
    this.buffer[this.length++] = value;
  }

  private short(value: number): void {
    this.byte(value & 255);
    this.byte(value >> 8);
  }
}
