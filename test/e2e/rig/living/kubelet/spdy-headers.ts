import { constants, createDeflate, createInflate } from 'node:zlib';

/** Names and values of the dictionary of SPDY/3, each after its length. */
const WORDS =
  'options,head,post,put,delete,trace,accept,accept-charset,accept-encoding,accept-language,accept-ranges,age,allow,' +
  'authorization,cache-control,connection,content-base,content-encoding,content-language,content-length,' +
  'content-location,content-md5,content-range,content-type,date,etag,expect,expires,from,host,if-match,' +
  'if-modified-since,if-none-match,if-range,if-unmodified-since,last-modified,location,max-forwards,pragma,' +
  'proxy-authenticate,proxy-authorization,range,referer,retry-after,server,te,trailer,transfer-encoding,upgrade,' +
  'user-agent,vary,via,warning,www-authenticate,method,get,status,200 OK,version,HTTP/1.1,url,public,set-cookie,' +
  'keep-alive,origin';

/** Rest of the dictionary. */
const TEXT =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505' +
  '203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden' +
  '404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable' +
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT' +
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,' +
  'publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

/** Dictionary with which both sides compress headers (SPDY/3, 2.6.10.1). */
const DICTIONARY = Buffer.concat([...WORDS.split(',').flatMap((word) => sized(word)), Buffer.from(TEXT)]);

/** Headers, by their names in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** Headers of the frames of a connection. Each direction is one compressed stream, so they are read and written in order. */
export class HeaderBlocks {
  private readonly inflate = createInflate({ dictionary: DICTIONARY });
  private readonly deflate = createDeflate({ dictionary: DICTIONARY });

  /** Headers of a block. */
  public async read(block: Buffer): Promise<Headers> {
    await new Promise<void>((resolve, reject) => {
      this.inflate.write(block, (error) => (error ? reject(error) : resolve()));
    });
    const text = all(this.inflate);
    let at = 4;
    const next = (): string => {
      const length = text.readUInt32BE(at);
      at += 4 + length;
      return text.toString('utf8', at - length, at);
    };
    const count = text.readUInt32BE(0);
    return Object.fromEntries(Array.from({ length: count }, () => [next(), next()]));
  }

  /** A block without any header, as answers have it. */
  public async none(): Promise<Buffer> {
    this.deflate.write(number(0));
    await new Promise<void>((resolve) => this.deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    return all(this.deflate);
  }

  /** Frees both streams. */
  public close(): void {
    this.inflate.destroy();
    this.deflate.destroy();
  }
}

/** A number of 32 bits, as frames have it. */
export function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A text after its length. */
function sized(text: string): Buffer[] {
  return [number(text.length), Buffer.from(text)];
}

/** Bytes that a stream has now. */
function all(stream: NodeJS.ReadableStream): Buffer {
  const parts: Buffer[] = [];
  for (let part = stream.read(); part !== null; part = stream.read()) parts.push(part as unknown as Buffer);
  return Buffer.concat(parts);
}
