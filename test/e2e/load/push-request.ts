import { snappy } from './snappy';

/** Push as loki.write sends it: protobuf (https://github.com/grafana/loki/blob/v3.7.6/pkg/push/push.proto) in one block of Snappy. */
export class PushRequest {
  /** Size of its lines in bytes. */
  public bytes = 0;

  /** Number of its lines. */
  public lines = 0;

  private readonly streams = new Map<string, Buffer[]>();

  /** Adds a line to the stream with these labels, in Loki's notation: `{app="a", …}`. */
  public add(labels: string, nanoseconds: bigint, text: string, metadata: Buffer): void {
    const line = Buffer.from(text);
    const seconds = Number(nanoseconds / BILLION);
    const time = Buffer.concat([number(1, seconds), number(2, Number(nanoseconds % BILLION))]);
    const entry = Buffer.concat([bytes(1, time), bytes(2, line), metadata]);
    const entries = this.streams.get(labels) ?? [];
    entries.push(bytes(2, entry));
    this.streams.set(labels, entries);
    this.bytes += line.length;
    this.lines += 1;
  }

  /** Body of the request. */
  public encode(): Buffer {
    const streams = [...this.streams].map(([labels, entries]) =>
      bytes(1, Buffer.concat([bytes(1, Buffer.from(labels)), ...entries])),
    );
    return snappy(Buffer.concat(streams));
  }
}

const BILLION = 1_000_000_000n;

/** Structured metadata of an entry. */
export function metadataOf(pairs: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(pairs).map(([name, value]) =>
      bytes(3, Buffer.concat([bytes(1, Buffer.from(name)), bytes(2, Buffer.from(value))])),
    ),
  );
}

/** A number in groups of seven bits. */
export function varint(value: number): Buffer {
  const digits: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
  return Buffer.from([...digits, rest]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

/** A field that is a text, or a message. */
export function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
}
