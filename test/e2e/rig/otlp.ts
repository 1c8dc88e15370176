import { connect, constants } from 'node:http2';
import { bytes, varint } from '../load/push-request';

/** A line as a client of OTLP sends it. */
export interface OtlpLine {
  readonly nanoseconds: bigint;
  readonly text: string;

  /** Attributes of its resource. */
  readonly resource: Readonly<Record<string, string>>;

  /** Its own attributes. */
  readonly attributes?: Readonly<Record<string, string>>;

  /** More fields of its record, and its scope, in JSON only. */
  readonly record?: object;
  readonly scope?: object;
}

const pairs = (values: Readonly<Record<string, string>> = {}) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** Request of OTLP in JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */
export const otlpJson = (lines: readonly OtlpLine[]): string =>
  JSON.stringify({
    resourceLogs: lines.map(({ nanoseconds, text, resource, attributes, record, scope }) => ({
      resource: { attributes: pairs(resource) },
      scopeLogs: [
        {
          scope,
          logRecords: [
            {
              timeUnixNano: String(nanoseconds),
              body: { stringValue: text },
              attributes: pairs(attributes),
              ...record,
            },
          ],
        },
      ],
    })),
  });

/** Attributes in protobuf. */
const attributesOf = (field: number, values: Readonly<Record<string, string>> = {}): Buffer =>
  Buffer.concat(
    Object.entries(values).map(([key, value]) =>
      bytes(field, Buffer.concat([bytes(1, Buffer.from(key)), bytes(2, bytes(1, Buffer.from(value)))])),
    ),
  );

function otlpMessage(lines: readonly OtlpLine[]): Buffer {
  return Buffer.concat(
    lines.map(({ nanoseconds, text, resource, attributes }) => {
      const time = Buffer.alloc(8);
      time.writeBigUInt64LE(nanoseconds);
      const body = bytes(5, bytes(1, Buffer.from(text)));
      const record = Buffer.concat([varint((1 << 3) | 1), time, body, attributesOf(6, attributes)]);
      return bytes(1, Buffer.concat([bytes(1, attributesOf(1, resource)), bytes(2, bytes(2, record))]));
    }),
  );
}

/** Sends lines by OTLP over gRPC, and returns the status: 0 is success (https://grpc.io/docs/guides/status-codes/). */
export async function otlpGrpc(url: string, lines: readonly OtlpLine[]): Promise<number> {
  const message = otlpMessage(lines);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  const session = connect(url);
  try {
    return await new Promise((resolve, reject) => {
      session.once('error', reject);
      const stream = session.request({
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      // A refusal has its status in the headers, and no trailers.
      const answer = (headers: Readonly<Record<string, unknown>>) => {
        if (headers['grpc-status'] !== undefined) resolve(Number(headers['grpc-status']));
      };
      stream.once('response', answer);
      stream.once('trailers', answer);
      stream.once('error', reject);
      stream.resume();
      stream.end(Buffer.concat([head, message]));
    });
  } finally {
    session.close();
  }
}
