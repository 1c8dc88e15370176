import { type Problem, show } from '../../input/problems';

/** Fields of a Kafka client that must agree with the ports and names of Amazon MSK. */
interface MskClient {
  readonly brokers: readonly string[];
  readonly tls?: boolean | object;
  readonly sasl?: { readonly mechanism?: string };
  readonly iam?: { readonly clusterArn: string };
}

/** Connections that brokers of Amazon MSK accept at a port. */
interface MskPort {
  /** True if connections use TLS. */
  readonly tls: boolean;

  /** True if clients authenticate with `sasl`. */
  readonly sasl: boolean;

  /** True if clients authenticate with IAM. */
  readonly iam: boolean;
}

const [PLAIN, TLS, SCRAM, IAM] = [
  { tls: false, sasl: false, iam: false },
  { tls: true, sasl: false, iam: false },
  { tls: true, sasl: true, iam: false },
  { tls: true, sasl: false, iam: true },
] as const satisfies readonly MskPort[];

/** Ports of Amazon MSK, in the VPC and outside of it (https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html). */
const PORTS: Readonly<Record<string, MskPort>> = {
  9092: PLAIN,
  9094: TLS,
  9194: TLS,
  9096: SCRAM,
  9196: SCRAM,
  9098: IAM,
  9198: IAM,
};

/** Broker of Amazon MSK: whether it is serverless, its region and its port. */
const BROKER = /\.kafka(-serverless)?\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?:(\d+)$/i;

/** Problems of IAM with other fields. */
export function iamProblems(path: string, { iam, sasl, tls: encryption, brokers: addresses }: MskClient): Problem[] {
  if (!iam) return [];
  const other = addresses.find((broker) => !/:(9098|9198)$/.test(broker));
  const problems: (Problem | false)[] = [
    sasl !== undefined && {
      path: `${path}.sasl`,
      found: `${show(sasl)}, but iam authenticates the client already`,
      fix: 'leave one of the two out',
    },
    encryption === false && {
      path: `${path}.tls`,
      found: 'false, but MSK accepts IAM over TLS only',
      fix: 'leave it out',
    },
    other !== undefined && {
      path: `${path}.brokers`,
      found: `${show(other)} does not have the port of MSK for IAM`,
      fix: 'use 9098, or 9198 from outside the VPC',
    },
  ];
  return problems.filter((problem) => problem !== false);
}

/** Problems of brokers of Amazon MSK: their ports define how clients connect, and their names contain the region. */
export function mskProblems(path: string, { brokers, tls, sasl, iam }: MskClient): Problem[] {
  const at = (index: number) => `${path}.brokers[${index}]`;
  return brokers
    .flatMap((broker, index): Problem[] => {
      const [, serverless, region = '', number = ''] = BROKER.exec(broker) ?? [];
      if (region === '') return [];
      const place = iam ? placeOf(iam.clusterArn) : undefined;
      if (place && place.region !== region.toLowerCase()) {
        const found = `${show(broker)} is in region ${region}, but iam.clusterArn is in ${place.region}`;
        return [{ path: at(index), found, fix: 'name brokers of that cluster' }];
      }
      if (place && place.isServerless !== (serverless !== undefined)) {
        const kind = (is: boolean) => (is ? 'serverless' : 'not serverless');
        const found = `${show(broker)} is ${kind(!place.isServerless)}, but iam.clusterArn is ${kind(place.isServerless)}`;
        return [{ path: at(index), found, fix: 'name brokers of that cluster' }];
      }
      const port = PORTS[number];
      // With IAM, `iamProblems` reports the port.
      if (!port || iam) return [];
      return portProblems(path, broker, port, { tls, sasl });
    })
    .slice(0, 1);
}

/** Region of a cluster, and whether it is serverless: ARNs of serverless clusters end with `-s` and a number. */
const placeOf = (arn: string) => ({ region: arn.split(':')[3], isServerless: /-s\d+$/.test(arn) });

function portProblems(
  path: string,
  broker: string,
  port: MskPort,
  { tls: given, sasl }: Pick<MskClient, 'tls' | 'sasl'>,
): Problem[] {
  const tls = given ?? false;
  if (port.iam) {
    const found = `${show(broker)} is at the port of MSK for IAM, but iam is missing`;
    return [
      { path: `${path}.brokers`, found, fix: 'write iam, or use 9096 for sasl, 9094 for TLS, and 9092 without both' },
    ];
  }
  if (port.sasl !== (sasl !== undefined)) {
    const found = port.sasl
      ? `missing, but ${show(broker)} is at the port of MSK for a user and password`
      : `${show(sasl)}, but ${show(broker)} is at a port of MSK without users`;
    return [
      {
        path: `${path}.sasl`,
        found,
        fix: port.sasl ? "write one such as { secret: 'kafka-user' }, or use 9094" : 'use 9096, or leave it out',
      },
    ];
  }
  if (port.sasl && sasl?.mechanism !== undefined && sasl.mechanism !== 'SCRAM-SHA-512') {
    const found = `${show(sasl.mechanism)}, but MSK supports SCRAM-SHA-512 only`;
    return [{ path: `${path}.sasl.mechanism`, found, fix: 'leave it out' }];
  }
  if (port.tls === (tls !== false)) return [];
  const written = given === undefined ? 'missing' : String(tls !== false);
  const found = `${written}, but ${show(broker)} is at a port of MSK ${port.tls ? 'with' : 'without'} TLS`;
  return [{ path: `${path}.tls`, found, fix: port.tls ? 'write tls: true' : 'use 9094, or leave it out' }];
}
