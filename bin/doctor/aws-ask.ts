/** Services of AWS that get requests. */
export type AwsService = 'sts' | 'eks' | 'iam' | 's3';

/** Sends a request to a service: `ask('s3', 'HeadBucket', { Bucket })`. */
export type AwsAsk = (service: AwsService, operation: string, input: object) => Promise<unknown>;

/** The parts of an SDK that are used. */
type Sdk = Readonly<Record<string, new (input: object) => never>>;

/** The parts of a client that are used. */
interface Client {
  readonly send: (command: never) => Promise<unknown>;
  readonly destroy: () => void;
}

/** SDKs, loaded with their first request. */
const SDKS: Readonly<Record<AwsService, { load: () => Promise<unknown>; client: string }>> = {
  sts: { load: () => import('@aws-sdk/client-sts'), client: 'STSClient' },
  eks: { load: () => import('@aws-sdk/client-eks'), client: 'EKSClient' },
  iam: { load: () => import('@aws-sdk/client-iam'), client: 'IAMClient' },
  s3: { load: () => import('@aws-sdk/client-s3'), client: 'S3Client' },
};

/** Longest time of a request, in milliseconds. */
const REQUEST_MS = 8000;

/** AWS with the credentials of the user. */
export class Aws {
  private readonly clients = new Map<AwsService, Promise<{ sdk: Sdk; client: Client }>>();

  constructor(
    private readonly region: string,
    /** More options of the clients. @default - none */
    private readonly options: object = {},
  ) {}

  /** Sends a request. */
  public readonly ask: AwsAsk = async (service, operation, input) => {
    const found = this.clients.get(service) ?? this.start(service);
    this.clients.set(service, found);
    const { sdk, client } = await found;
    const Command = sdk[`${operation}Command`] as Sdk[string];
    return client.send(new Command(input));
  };

  /** Closes connections. */
  public async close(): Promise<void> {
    const found = await Promise.allSettled(this.clients.values());
    // The request that needed a client has reported that it could not be made.
    for (const one of found) if (one.status === 'fulfilled') one.value.client.destroy();
  }

  private async start(service: AwsService): Promise<{ sdk: Sdk; client: Client }> {
    const { load, client: name } = SDKS[service];
    const sdk = (await load()) as Sdk;
    const Client = sdk[name] as unknown as new (options: object) => Client;
    const requestHandler = { requestTimeout: REQUEST_MS, connectionTimeout: REQUEST_MS };
    const options = { region: this.region, maxAttempts: 2, followRegionRedirects: true, requestHandler };
    return { sdk, client: new Client({ ...options, ...this.options }) };
  }
}
