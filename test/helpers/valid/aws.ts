import { CERTIFICATE } from '../certificate';
import { pods } from './parts';
import * as w from './words';

const { either, fields, flag, number, odd, one, some } = w;

const ISSUER = 'https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
/** A key of KMS. */
export const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const SUBNETS = ['subnet-0a1b2c3d4e5f60718', 'subnet-0a1b2c3d4e5f60719', 'subnet-0a1b2c3d4e5f60720'];

const onEks = either<unknown>(
  fields({
    '!create': fields({
      name: one('main', '1', 'null', w.long(100, 'C')),
      version: one('1.33', '1.34', '1.35', '1.36'),
      mode: one('node-group', 'auto'),
      instanceTypes: one(['m7g.4xlarge'], ['m6i.4xlarge', 'm7i.4xlarge']),
      nodes: number(6, 100),
      endpointAccess: one('public-and-private', 'private'),
      publicAccessCidrs: some('203.0.113.0/24', '8.8.8.8/32'),
      admins: some('arn:aws:iam::111122223333:role/admin', 'arn:aws:iam::111122223333:user/a+b=c'),
      controlPlaneLogs: some('api', 'audit', 'authenticator', 'controllerManager', 'scheduler'),
      addonVersions: one({ coredns: 'v1.12.1-eksbuild.2' }),
      vpcId: one('vpc-0a1b2c3d4e5f60718'),
      privateSubnetIds: one(SUBNETS),
      availabilityZones: one(['eu-central-1a', 'eu-central-1b', 'eu-central-1c']),
      natGateways: number(1, 3),
      interfaceEndpoints: flag,
      flowLogs: flag,
    }),
  }),
  fields({
    '!existing': fields({
      '!name': one('main', '1', 'null', 'A_b-1'),
      '!oidcIssuer': one(ISSUER),
      oidcProviderArn: one(`arn:aws:iam::111122223333:oidc-provider/${ISSUER.replace('https://', '')}`),
      version: one('1.33', '1.36'),
      autoMode: flag,
      storageClass: w.objectName,
      kubectlProviderServiceToken: one('arn:aws:lambda:eu-central-1:111122223333:function:kubectl'),
    }),
  }),
  fields({
    '!existing': fields({
      '!name': one('main'),
      '!oidcIssuer': one(ISSUER),
      '!vpcId': one('vpc-0a1b2c3d4e5f60718'),
      '!privateSubnetIds': one(SUBNETS),
      '!securityGroupId': one('sg-0a1b2c3d4e5f60718'),
    }),
  }),
);
/** A cluster. */
export const cluster = either<unknown>(
  onEks,
  onEks,
  onEks,
  onEks,
  fields({
    '!local': fields({
      name: either(one('kind', 'null', '1e3'), odd),
      storageClass: w.objectName,
      storeVolume: number(1, 1000),
    }),
  }),
);

/** The buckets. */
export const storage = fields({
  encryption: one('s3', 'kms'),
  encryptionKeyArn: one(KEY),
  otherKeyArns: one([KEY.replace('1234', '5678')]),
  createBuckets: flag,
  chunkBucketName: one('acme-chunks', 'null', '1e3', '007', w.long(63, 'c')),
  rulerBucketName: one('acme-rules', 'on-1', 'yes', w.long(63, 'r')),
  accessLogBucket: one('acme-access'),
  transition: one({ to: 'STANDARD_IA', afterDays: 30 }, { to: 'INTELLIGENT_TIERING', afterDays: 1 }),
  endpoint: fields({
    region: one('garage', 'us-east-1', 'null', '1e3'),
    '!url': one(
      'https://minio.storage.svc:9000',
      'http://10.0.0.1:1',
      'https://s3.example.com',
      'https://[2001:db8::1]:9000',
    ),
    plainHttp: flag,
    pathStyle: flag,
    ca: either<unknown>(
      one({ pem: CERTIFICATE }),
      fields({ '!configMap': w.objectName, key: w.secretKey }),
      fields({ '!secret': w.objectName, key: w.secretKey }),
    ),
    '!accessKey': fields({ '!secret': w.objectName, idKey: w.secretKey, secretKey: one('s', '.s', 'on') }),
    pods,
  }),
  fips: flag,
});
