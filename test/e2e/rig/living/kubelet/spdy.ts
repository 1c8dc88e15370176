import { Duplex } from 'node:stream';
import { HeaderBlocks, type Headers, number } from './spdy-headers';

/** Types of control frames. */
const [SYN_STREAM, SYN_REPLY, RST_STREAM, PING, GOAWAY] = [1, 2, 3, 6, 7] as const;

/** Bits of the first word of a control frame of version 3, and the flag of the last frame of a stream. */
const [CONTROL, FIN] = [0x8003_0000, 0x01] as const;

/** Most bytes of a data frame. */
const MOST = 0x8000;

/** Frame as it is on the wire: a control frame, or data of a stream. */
interface Frame {
  /** Type of a control frame. @default - it is data */
  readonly type?: number;

  /** Stream of data. */
  readonly id: number;

  readonly flags: number;
  readonly body: Buffer;
}

/** One of the streams of a connection, which the other side has made. */
export class SpdyStream extends Duplex {
  constructor(
    /** Headers it was made with. */
    public readonly headers: Headers,
    private readonly send: (flags: number, body: Buffer, sent: (error?: Error | null) => void) => void,
  ) {
    super({ allowHalfOpen: true });
    // A connection that ends takes its streams along.
    this.on('error', () => undefined);
  }

  public override _read(): void {
    // Data is pushed as it comes.
  }

  public override _write(chunk: Buffer, _encoding: BufferEncoding, sent: (error?: Error | null) => void): void {
    const next = (from: number): void => {
      if (from >= chunk.length) return sent();
      this.send(0, chunk.subarray(from, from + MOST), (error) => (error ? sent(error) : next(from + MOST)));
    };
    next(0);
  }

  public override _final(sent: (error?: Error | null) => void): void {
    this.send(FIN, Buffer.alloc(0), sent);
  }
}

/**
 * The server's side of a SPDY/3.1 connection, as far as the API server uses it: it makes streams with headers, both sides write
 * to them, and nobody counts windows.
 */
export async function serveSpdy(socket: Duplex, onStream: (stream: SpdyStream) => void): Promise<void> {
  const blocks = new HeaderBlocks();
  const streams = new Map<number, SpdyStream>();
  const control = (type: number, body: Buffer): void => {
    socket.write(Buffer.concat([number(CONTROL + type), number(body.length), body]));
  };
  const made = async (body: Buffer, flags: number): Promise<void> => {
    const id = body.readUInt32BE(0);
    const headers = await blocks.read(body.subarray(10));
    const stream = new SpdyStream(headers, (more, data, sent) => {
      if (!socket.writable) return sent(new Error('the connection is closed'));
      socket.write(Buffer.concat([number(id), number(more * 2 ** 24 + data.length), data]), sent);
    });
    streams.set(id, stream);
    stream.once('close', () => streams.delete(id));
    control(SYN_REPLY, Buffer.concat([number(id), await blocks.none()]));
    onStream(stream);
    if (flags & FIN) stream.push(null);
  };
  const handle = async ({ type, id, flags, body }: Frame): Promise<void> => {
    if (type === undefined) {
      const stream = streams.get(id);
      if (body.length > 0) stream?.push(body);
      if (flags & FIN) stream?.push(null);
    } else if (type === SYN_STREAM) await made(body, flags);
    else if (type === RST_STREAM) streams.get(body.readUInt32BE(0))?.destroy();
    else if (type === PING) control(PING, body);
    else if (type === GOAWAY) socket.end();
  };
  try {
    for await (const frame of framesOf(socket)) await handle(frame);
  } catch {
    // The other side is gone.
  } finally {
    for (const stream of streams.values()) stream.destroy();
    blocks.close();
    socket.destroy();
  }
}

/** Frames of a connection, in their order. */
async function* framesOf(socket: Duplex): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 8) {
      const [first, second] = [rest.readUInt32BE(0), rest.readUInt32BE(4)];
      const end = 8 + (second % 2 ** 24);
      if (rest.length < end) break;
      const type = first >= 2 ** 31 ? { type: first % 2 ** 16 } : {};
      yield { ...type, id: first % 2 ** 31, flags: Math.floor(second / 2 ** 24), body: rest.subarray(8, end) };
      rest = rest.subarray(end);
    }
  }
}
