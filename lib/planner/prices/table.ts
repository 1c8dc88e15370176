/** Price of AWS in us-east-1, on demand. */
export interface PriceRow {
  /** Its name in words, as docs/cost.md lists it. */
  readonly name: string;

  /** US dollars; of a share, the part of the price that it is taken of. */
  readonly dollars: number;

  /** Unit that it is for, such as `GB and month`. */
  readonly per: string;

  /** Source and day of the number. Numbers in brackets are the sources below docs/cost.md's table. */
  readonly source: string;
}

/** Start of the source of a price that could not be read at AWS. */
const NOT_VERIFIED = '**not verified at AWS**';

const OTHERS_2026 = `${NOT_VERIFIED}: what others report in 2026`;
const LIST_2024_07 = 'price list, 2024-07 [2]';
const S3_PAGE = 'AWS, no date [8]';
const SERVERLESS = `${NOT_VERIFIED}: what others report in 2022`;

const row = (name: string, dollars: number, per: string, source: string): PriceRow => ({ name, dollars, per, source });

/** Prices by the key that a file of prices uses for them. */
export const PRICES = {
  eks: row('EKS, standard support', 0.1, 'cluster and hour', 'AWS, 2024-04 [1]; price list, 2025-07 [2]'),
  eksExtended: row('EKS, extended support', 0.6, 'cluster and hour', 'AWS, 2024-04 [1]; price list, 2025-07 [2]'),
  volume: row('gp3 volume', 0.08, 'GB and month', LIST_2024_07),
  volumeThroughput: row(
    'gp3 throughput',
    0.04,
    'MiB/s and month',
    `${NOT_VERIFIED}: what others report in 2021, above 125 MiB/s`,
  ),
  natGateway: row('NAT gateway', 0.045, 'hour', `AWS, 2026-09 [4]; ${LIST_2024_07}`),
  natGatewayData: row('NAT gateway, data', 0.045, 'GB', `AWS, 2026-09 [4]; ${LIST_2024_07}`),
  publicAddress: row('public IPv4 address', 0.005, 'hour', `${NOT_VERIFIED}; [that it is charged][5]: AWS, 2024-02`),
  interfaceEndpoint: row('interface endpoint', 0.01, 'zone and hour', 'price list, 2024-10 [2]'),
  key: row('KMS key', 1, 'month', `AWS, no date [7]; ${LIST_2024_07}`),
  secret: row('Secrets Manager, secret', 0.4, 'month', OTHERS_2026),
  secretRequests: row('Secrets Manager, requests', 0.05, '10,000', OTHERS_2026),
  cloudWatchLogs: row('CloudWatch Logs, taken in', 0.5, 'GB', LIST_2024_07),
  cloudWatchLogsKept: row('CloudWatch Logs, kept', 0.03, 'GB and month', LIST_2024_07),
  s3: row('S3 Standard, storage', 0.023, 'GB and month', `${LIST_2024_07}; the first 50 TB`),
  s3Infrequent: row('S3 Standard-IA, storage', 0.0125, 'GB and month', S3_PAGE),
  s3InfrequentRead: row('S3 Standard-IA, reads', 0.01, 'GB', S3_PAGE),
  s3Archive: row('S3 Intelligent-Tiering, unread for 90 days', 0.004, 'GB and month', S3_PAGE),
  s3Move: row('S3, move to another class', 0.01, '1,000 objects', S3_PAGE),
  s3Watch: row('S3 Intelligent-Tiering, watching', 0.0025, '1,000 objects and month', S3_PAGE),
  s3Put: row('S3, PUT, COPY, POST, LIST', 0.005, '1,000', LIST_2024_07),
  s3Get: row('S3, GET and others', 0.0004, '1,000', LIST_2024_07),
  loadBalancer: row('load balancer', 0.0225, 'hour', OTHERS_2026),
  loadBalancerData: row('load balancer, data', 0.006, 'GB', `${OTHERS_2026}, of an NLB`),
  zoneTraffic: row('traffic between zones', 0.01, 'GB, each way', 'price list, 2024-09 [2]'),
  kafka: row('MSK Serverless, cluster', 0.75, 'hour', SERVERLESS),
  kafkaPartition: row('MSK Serverless, partition', 0.0015, 'hour', SERVERLESS),
  kafkaIn: row('MSK Serverless, data in', 0.1, 'GB', SERVERLESS),
  kafkaOut: row('MSK Serverless, data out', 0.05, 'GB', SERVERLESS),
  kafkaKept: row('MSK Serverless, storage', 0.1, 'GB and month', SERVERLESS),
  samples: row('Managed Prometheus, samples', 0.9, '10,000,000', NOT_VERIFIED),
  autoMode: row('EKS Auto Mode', 0.12, 'share of the instance', `${OTHERS_2026}; AWS has a price per type`),
} satisfies Record<string, PriceRow>;

/** Prices that docs/cost.md reckons with, and no plan: nothing of an environment says how often they are paid. */
export const PAGE_PRICES = {
  interfaceEndpointData: row('interface endpoint, data', 0.01, 'GB', 'AWS, no date [6]; price list, 2024-10 [2]'),
  keyRequests: row('KMS requests', 0.03, '10,000', LIST_2024_07),
} satisfies Record<string, PriceRow>;

/** Key of a price. */
export type PriceKey = keyof typeof PRICES;

/** Keys of the prices, in the order of docs/cost.md. */
export const PRICE_KEYS = Object.keys(PRICES) as PriceKey[];
