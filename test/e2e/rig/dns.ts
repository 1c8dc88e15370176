import { createSocket, type Socket } from 'node:dgram';

/** Answers of a DNS server. */
export interface Zone {
  /** Addresses of a name; undefined if the name does not exist. */
  addresses(name: string): readonly string[] | undefined;

  /** Port and name of each server of a service, for example of `_memcached._tcp.loki-chunks-cache-headless.…`. */
  services(name: string): readonly { readonly port: number; readonly target: string }[] | undefined;
}

const TYPE_A = 1;
const TYPE_SRV = 33;
const NO_SUCH_NAME = 3;
const HEADER_BYTES = 12;

/** Minimal DNS server in place of CoreDNS: A and SRV records of Services and pods. */
export class DnsServer {
  /** Names that were asked for and do not exist. */
  public readonly unknown = new Set<string>();

  private readonly socket: Socket = createSocket('udp4');

  constructor(
    private readonly zone: Zone,
    private readonly address: string,
  ) {}

  /** Starts it. */
  public async start(): Promise<void> {
    this.socket.on('message', (query, from) => {
      this.socket.send(this.answer(query), from.port, from.address);
    });
    await new Promise<void>((resolve) => this.socket.bind(53, this.address, resolve));
  }

  /** Stops it. */
  public stop(): void {
    this.socket.close();
  }

  private answer(query: Buffer): Buffer {
    const { name, type, end } = question(query);
    const asked = query.subarray(HEADER_BYTES, end);
    const records = this.records(name.toLowerCase(), type);
    if (!records) this.unknown.add(name);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt16BE(query.readUInt16BE(0), 0);
    // Answer, authoritative, recursion desired and available.
    header.writeUInt16BE(0x8580 | (records ? 0 : NO_SUCH_NAME), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records?.length ?? 0, 6);
    return Buffer.concat([header, asked, ...(records ?? [])]);
  }

  private records(name: string, type: number): Buffer[] | undefined {
    if (type === TYPE_SRV) {
      return this.zone.services(name)?.map(({ port, target }) => {
        const data = Buffer.alloc(6);
        data.writeUInt16BE(port, 4);
        return record(TYPE_SRV, Buffer.concat([data, encoded(target)]));
      });
    }
    const addresses = this.zone.addresses(name);
    if (type !== TYPE_A) return addresses && [];
    return addresses?.map((address) => record(TYPE_A, Buffer.from(address.split('.').map(Number))));
  }
}

function question(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** Record of the name in the question, with a TTL of one second. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, HEADER_BYTES, 0, type, 0, 1, 0, 0, 0, 1, 0, 0]);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function encoded(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
