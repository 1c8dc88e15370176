/** Price of AWS in us-east-1, on demand. */
export interface PriceRow {
  /** Its name in words, as docs/cost.md lists it. */
  readonly name: string;

  /** US dollars; of a share, the part of the price that it is taken of. */
  readonly dollars: number;

  /** Unit that it is for, as `GB and month`. */
  readonly per: string;

  /** Where and when it was read. Numbers in brackets are the sources below docs/cost.md's table. */
  readonly source: string;
}

/** Start of the source of a price that could not be read at AWS. */
const NOT_VERIFIED = '**not verified at AWS**';

const OTHERS_2026 = `${NOT_VERIFIED}: what others report in 2026`;
const LIST_2024_07 = 'price list, 2024-07 [2]';
const S3_PAGE = 'AWS, no date [8]';
const SERVERLESS = `${NOT_VERIFIED}: what others report in 2022`;

/** Prices by the key that a file of prices uses for them. */
export const PRICES = {
  eks: {
    name: 'EKS, standard support',
    dollars: 0.1,
    per: 'cluster and hour',
    source: 'AWS, 2024-04 [1]; price list, 2025-07 [2]',
  },
  eksExtended: {
    name: 'EKS, extended support',
    dollars: 0.6,
    per: 'cluster and hour',
    source: 'AWS, 2024-04 [1]; price list, 2025-07 [2]',
  },
  volume: { name: 'gp3 volume', dollars: 0.08, per: 'GB and month', source: LIST_2024_07 },
  volumeThroughput: {
    name: 'gp3 throughput',
    dollars: 0.04,
    per: 'MiB/s and month',
    source: `${NOT_VERIFIED}: what others report in 2021, above 125 MiB/s`,
  },
  natGateway: { name: 'NAT gateway', dollars: 0.045, per: 'hour', source: `AWS, 2026-09 [4]; ${LIST_2024_07}` },
  natGatewayData: {
    name: 'NAT gateway, data',
    dollars: 0.045,
    per: 'GB',
    source: `AWS, 2026-09 [4]; ${LIST_2024_07}`,
  },
  publicAddress: {
    name: 'public IPv4 address',
    dollars: 0.005,
    per: 'hour',
    source: `${NOT_VERIFIED}; [that it is charged][5]: AWS, 2024-02`,
  },
  interfaceEndpoint: {
    name: 'interface endpoint',
    dollars: 0.01,
    per: 'zone and hour',
    source: 'price list, 2024-10 [2]',
  },
  interfaceEndpointData: {
    name: 'interface endpoint, data',
    dollars: 0.01,
    per: 'GB',
    source: 'AWS, no date [6]; price list, 2024-10 [2]',
  },
  key: { name: 'KMS key', dollars: 1, per: 'month', source: `AWS, no date [7]; ${LIST_2024_07}` },
  keyRequests: { name: 'KMS requests', dollars: 0.03, per: '10,000', source: LIST_2024_07 },
  secret: { name: 'Secrets Manager, secret', dollars: 0.4, per: 'month', source: OTHERS_2026 },
  secretRequests: { name: 'Secrets Manager, requests', dollars: 0.05, per: '10,000', source: OTHERS_2026 },
  cloudWatchLogs: { name: 'CloudWatch Logs, taken in', dollars: 0.5, per: 'GB', source: LIST_2024_07 },
  cloudWatchLogsKept: { name: 'CloudWatch Logs, kept', dollars: 0.03, per: 'GB and month', source: LIST_2024_07 },
  s3: {
    name: 'S3 Standard, storage',
    dollars: 0.023,
    per: 'GB and month',
    source: `${LIST_2024_07}; the first 50 TB`,
  },
  s3Infrequent: { name: 'S3 Standard-IA, storage', dollars: 0.0125, per: 'GB and month', source: S3_PAGE },
  s3Archive: {
    name: 'S3 Intelligent-Tiering, unread for 90 days',
    dollars: 0.004,
    per: 'GB and month',
    source: S3_PAGE,
  },
  s3Move: { name: 'S3, move to another class', dollars: 0.01, per: '1,000 objects', source: S3_PAGE },
  s3Watch: {
    name: 'S3 Intelligent-Tiering, watching',
    dollars: 0.0025,
    per: '1,000 objects and month',
    source: S3_PAGE,
  },
  s3Put: { name: 'S3, PUT, COPY, POST, LIST', dollars: 0.005, per: '1,000', source: LIST_2024_07 },
  s3Get: { name: 'S3, GET and others', dollars: 0.0004, per: '1,000', source: LIST_2024_07 },
  loadBalancer: { name: 'load balancer', dollars: 0.0225, per: 'hour', source: OTHERS_2026 },
  loadBalancerData: { name: 'load balancer, data', dollars: 0.006, per: 'GB', source: `${OTHERS_2026}, of an NLB` },
  zoneTraffic: { name: 'traffic between zones', dollars: 0.01, per: 'GB, each way', source: 'price list, 2024-09 [2]' },
  kafka: { name: 'MSK Serverless, cluster', dollars: 0.75, per: 'hour', source: SERVERLESS },
  kafkaPartition: { name: 'MSK Serverless, partition', dollars: 0.0015, per: 'hour', source: SERVERLESS },
  kafkaIn: { name: 'MSK Serverless, data in', dollars: 0.1, per: 'GB', source: SERVERLESS },
  kafkaOut: { name: 'MSK Serverless, data out', dollars: 0.05, per: 'GB', source: SERVERLESS },
  kafkaKept: { name: 'MSK Serverless, storage', dollars: 0.1, per: 'GB and month', source: SERVERLESS },
  samples: { name: 'Managed Prometheus, samples', dollars: 0.9, per: '10,000,000', source: NOT_VERIFIED },
  autoMode: {
    name: 'EKS Auto Mode',
    dollars: 0.12,
    per: 'share of the instance',
    source: `${OTHERS_2026}; AWS has a price per type`,
  },
} as const satisfies Record<string, PriceRow>;

/** Key of a price. */
export type PriceKey = keyof typeof PRICES;

/** Keys of the prices, in the order of docs/cost.md. */
export const PRICE_KEYS = Object.keys(PRICES) as PriceKey[];
