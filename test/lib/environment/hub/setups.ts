import type { EnvironmentProps } from '../../../../lib/environment/props';

const ISSUER = 'oidc.eks';

/** A cluster that exists, in a region. */
export const existing = (name: string, region = 'us-east-1'): EnvironmentProps['cluster'] => ({
  existing: { name, oidcIssuer: `https://${ISSUER}.${region}.amazonaws.com/id/${name.toUpperCase().padEnd(32, '0')}` },
});

/** ARN of the certificate of the hub's door. */
const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';

/** A hub that lets the networks of spokes in. */
export const HUB: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: existing('hub'),
  tenants: ['platform', 'edge'],
  writers: { shop: { tenants: ['edge'] } },
  credentials: { createKey: true },
  expose: {
    host: 'logs.example.com',
    certificateArn: CERTIFICATE,
    vpcCidrs: ['10.0.0.0/16'],
    from: ['10.0.0.0/8'],
  },
};

/** A spoke of it in another account and region. */
export const SPOKE: EnvironmentProps = {
  account: '444455556666',
  region: 'eu-west-1',
  cluster: existing('shop', 'eu-west-1'),
  tenants: ['edge'],
  loki: { of: 'prod', writer: 'shop' },
};

/** A cluster whose Loki is in no environment of the file. */
export const AWAY: EnvironmentProps = {
  account: '444455556666',
  region: 'eu-west-1',
  cluster: existing('away', 'eu-west-1'),
  loki: { url: 'https://logs.example.com' },
};
