import type { k8s } from 'cdk8s-plus-28';
import { SECRET_ARN } from '../../input/aws-forms';
import { ownValue } from '../../input/own-value';
import { InputError } from '../../input/problems';
import { map, oneOf, type PropValidators, refuseInvalid, required, text } from '../../input/props';
import type { WorkloadIdentity } from '../identity';
import { optionalIdentity, requiredIdentity } from '../validate';
import { copiedSecrets } from './external-secrets';
import { secretVolume } from './kubernetes-secret';
import { mountedSecrets, secretProviderClass } from './secrets-manager';
import { type CredentialsClient, CredentialsKind, type CredentialsSource } from './source';
import { clientObjectName, identityOf, passwordsOf } from './stored';

/** Kinds of credentials with which pods can get the passwords of another Loki. */
const KINDS = [CredentialsKind.SECRETS_MANAGER, CredentialsKind.EXTERNAL_SECRETS] as const;

/** Properties of passwords in secrets of AWS Secrets Manager that belong to a Loki elsewhere. */
export interface SharedCredentialsProps {
  /** ARNs of the secrets, by user name: complete, or without the six characters that AWS adds to the name. */
  readonly secretArns: Readonly<Record<string, string>>;

  /** Identity that reads the writer's password for Alloy. */
  readonly alloy: WorkloadIdentity;

  /** Identity that reads the reader's password for the canary. @default - there is no canary */
  readonly canary?: WorkloadIdentity;

  /** Way in which the passwords reach pods. @default CredentialsKind.SECRETS_MANAGER */
  readonly kind?: (typeof KINDS)[number];
}

const PROPS: PropValidators<SharedCredentialsProps> = {
  secretArns: required(map(text(SECRET_ARN), `writer: '${SECRET_ARN.example}'`), `{ writer: '${SECRET_ARN.example}' }`),
  alloy: requiredIdentity,
  canary: optionalIdentity,
  kind: oneOf(KINDS),
};

/**
 * Passwords of a Loki elsewhere, in its own secrets in AWS Secrets Manager, possibly of another account or region. Pods
 * read them by ARN, each with a role of the pod's own account.
 */
export class SharedCredentials implements CredentialsSource {
  /** Way in which they reach pods. */
  public readonly kind: (typeof KINDS)[number];

  /** @throws InputError if a property is invalid, with all problems */
  constructor(private readonly props: SharedCredentialsProps) {
    refuseInvalid('SharedCredentials', props, PROPS);
    this.kind = props.kind ?? CredentialsKind.SECRETS_MANAGER;
  }

  public volume(client: CredentialsClient): k8s.Volume {
    return this.isMounted ? mountedSecrets(client) : secretVolume(clientObjectName(client.name), client);
  }

  public objects(client: CredentialsClient): readonly unknown[] {
    const passwords = passwordsOf(client, this.arnOf);
    // The ARN contains the region.
    const region = passwords[0]?.secretName.split(':')[3] ?? '';
    const read = { region, identity: identityOf(this.props, client), passwords };
    return this.isMounted ? [secretProviderClass(client, read)] : copiedSecrets(client, read);
  }

  public podIdentity(client: CredentialsClient): WorkloadIdentity | undefined {
    return this.isMounted ? identityOf(this.props, client) : undefined;
  }

  private get isMounted(): boolean {
    return this.kind === CredentialsKind.SECRETS_MANAGER;
  }

  private readonly arnOf = (username: string): string => {
    const arn = ownValue(this.props.secretArns, username);
    if (arn !== undefined) return arn;
    const found = `has no secret for the user ${username}`;
    throw new InputError([
      { path: 'credentials.secretArns', found, fix: `write ${username}: '${SECRET_ARN.example}'` },
    ]);
  };
}
